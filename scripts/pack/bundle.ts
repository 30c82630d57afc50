import { dirname, join, relative } from "node:path";
import { type Plugin, rolldown } from "rolldown";
import { ROOT } from "./places.ts";

/** What a bundle consists of. */
export type Bundle = {
  /** The files of node_modules that are part of it. */
  readonly foreignFiles: readonly string[];
};

type BundleRequest = {
  readonly input: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Packages that stay outside, because the package depends on them. */
  readonly external?: readonly string[];
};

/** Modules that run in a process of their own: `import.meta.resolve("./store-process.ts")`. */
const RESOLVED = /import\.meta\.resolve\("(\.[^"]+|@penstock\/[^"]+)"\)/g;
/** What is read at run time: `new URL("../prices.json", import.meta.url)`. */
const READ = /new URL\("(\.[^"]+)", import\.meta\.url\)/g;

/** What of the repository is read at run time, and where it lies in the package. */
export const READ_FILES: Readonly<Record<string, string>> = {
  "docs/prices.json": "share/prices.json",
  "packages/dashboard/dist": "share/dashboard",
};

/** What is read where the dashboard is built, which is not in the package. */
const NOT_READ = ["packages/dashboard/src/page", "packages/dashboard/package.json"];

/** JavaScript for Node 22 in one flat folder, readable, so that a stack trace says something. */
export async function bundle({ input, folder, external = [] }: BundleRequest): Promise<Bundle> {
  const build = await rolldown({
    input,
    cwd: ROOT,
    // BullMQ's decoder asks for the first and does without; by the second the dashboard is built.
    external: ["msgpackr-extract", "rolldown", ...external],
    platform: "node",
    // The ES modules of a package: only what is used of them ends up in the bundle.
    resolve: { mainFields: ["module", "main"] },
    transform: { target: "node22" },
    plugins: [namedFiles()],
    onLog: (level, { code, message }) => {
      // Generated code of dependencies contains `eval` in places that nothing here reaches.
      if (level === "warn" && code !== "EVAL") {
        throw new Error(`the bundle has a problem: ${code}: ${message}`);
      }
    },
  });
  const { output } = await build.write({
    dir: folder,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
    assetFileNames: "[name][extname]",
  });
  await build.close();
  const modules = output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
  return { foreignFiles: modules.filter((id) => id.includes("/node_modules/")) };
}

/** Makes an entry of each module that our code refers to by its URL, and lets it find the files that it reads. */
function namedFiles(): Plugin {
  return {
    name: "named-files",
    async transform(code, id) {
      if (id.includes("/node_modules/")) {
        return null;
      }
      let changed = code;
      for (const [text, specifier = ""] of code.matchAll(RESOLVED)) {
        const module = await this.resolve(specifier, id);
        if (module === null) {
          throw new Error(`${id} refers to ${specifier}, which is not there`);
        }
        const file = this.emitFile({ type: "chunk", id: module.id, name: entryName(module.id) });
        changed = changed.replace(text, `import.meta.ROLLUP_FILE_URL_${file}`);
      }
      changed = changed.replace(READ, (text: string, path: string) => placeOf(id, path) ?? text);
      return changed === code ? null : changed;
    },
  };
}

/** Where a module of lib/ finds it; undefined for what a package does without. */
function placeOf(id: string, path: string): string | undefined {
  const file = relative(ROOT, join(dirname(id), path));
  if (NOT_READ.includes(file)) {
    return undefined;
  }
  const place = READ_FILES[file];
  if (place === undefined) {
    throw new Error(
      `${id} reads ${file}: say in scripts/pack/bundle.ts where it lies in the package`,
    );
  }
  return `new URL("../${place}", import.meta.url)`;
}

/** `apps/worker/src/main.ts` becomes `worker-main`. */
function entryName(path: string): string {
  const [, folder, name] =
    /\/(?:apps|packages)\/([\w-]+)\/src\/(?:.+\/)?([\w-]+)\.ts$/.exec(path) ?? [];
  if (folder === undefined || name === undefined) {
    throw new Error(`${path} is no module of an app or a package`);
  }
  return `${folder}-${name}`;
}
