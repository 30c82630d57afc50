import { chmodSync, cpSync, globSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openDashboard } from "@penstock/dashboard";
import { type Bundle, bundle, READ_FILES } from "./bundle.ts";
import { billOfMaterials, noticesOf, packagesOf } from "./foreign-code.ts";
import { fileOf, manifestOf, ROOT } from "./places.ts";
import { makeTarball, type Tarball } from "./tarball.ts";

/** The one program outside of the bundle: it differs from platform to platform, and may be missing. */
const NATIVE = "@node-rs/crc32";
const SCRIPTS = "packages/adapter-redis/src";

/** `penstock-VERSION.tgz`: the command line and all roles, for Node 22 and later. */
export async function packPenstock(folder: string): Promise<Tarball> {
  const { version, description, license } = manifestOf(".");
  const native = nativeVersion();
  const { foreignFiles } = await bundlePenstock(folder);
  copyStartFile(folder);
  const foreign = packagesOf([...foreignFiles, ...filesInDashboard()]);
  writeFileSync(join(folder, "THIRD-PARTY-LICENSES.txt"), noticesOf(foreign));
  const name = "penstock";
  writeFileSync(join(folder, "sbom.cdx.json"), billOfMaterials(foreign, { name, version }));
  return makeTarball({
    folder,
    manifest: {
      ...{ name, version, description, license, type: "module" },
      bin: { penstock: "bin/penstock.js" },
      files: ["bin", "lib", "share", "THIRD-PARTY-LICENSES.txt", "sbom.cdx.json"],
      engines: { node: ">=22.15" },
      optionalDependencies: { [NATIVE]: native },
    },
    readme: fileOf(new URL("penstock.md", import.meta.url)),
  });
}

/**
 * What the package runs: `lib/main.js` and what it reads.
 *
 * @param entries further modules that get a file of their own in `lib/`, by its name
 */
export async function bundlePenstock(
  folder: string,
  entries: Readonly<Record<string, string>> = {},
): Promise<Bundle> {
  const lib = join(folder, "lib");
  const made = await bundle({
    input: {
      main: `${ROOT}/apps/cli/src/main.ts`,
      // docker-compose.yml runs it.
      emulator: `${ROOT}/packages/cos-emulator/src/main.ts`,
      ...entries,
    },
    folder: lib,
    external: [NATIVE],
  });
  copyLua(lib);
  await copyReadFiles(folder);
  return made;
}

function nativeVersion(): string {
  const version = manifestOf("packages/process").dependencies?.[NATIVE];
  if (version === undefined) {
    throw new Error(`packages/process does not depend on ${NATIVE} any more`);
  }
  return version;
}

/** A file of each package that the pages of the dashboard include: what it is built from, but by rolldown. */
function filesInDashboard(): readonly string[] {
  const names = Object.keys(manifestOf("packages/dashboard").devDependencies ?? {});
  const included = names.filter((name) => name !== "rolldown");
  const theirs = included.flatMap((name) =>
    Object.keys(manifestOf(`node_modules/${name}`).dependencies ?? {}),
  );
  return [...included, ...theirs].map((name) => `${ROOT}/node_modules/${name}/package.json`);
}

/** Where the modules in lib/, which lie side by side there, look for them. */
function copyLua(lib: string): void {
  for (const path of globSync("**/*.lua", { cwd: `${ROOT}/${SCRIPTS}` })) {
    mkdirSync(dirname(join(lib, path)), { recursive: true });
    cpSync(`${ROOT}/${SCRIPTS}/${path}`, join(lib, path));
  }
}

async function copyReadFiles(folder: string): Promise<void> {
  // Makes it where it is missing, or out of date.
  await openDashboard();
  for (const [path, place] of Object.entries(READ_FILES)) {
    cpSync(`${ROOT}/${path}`, join(folder, place), { recursive: true });
  }
}

function copyStartFile(folder: string): void {
  const path = join(folder, "bin", "penstock.js");
  mkdirSync(dirname(path));
  cpSync(new URL("start-file.js", import.meta.url), path);
  chmodSync(path, 0o755);
}
