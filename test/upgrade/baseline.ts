import { execFile, spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../support/process-deployment.ts";

/** The first commit that upgrades are promised from: docs/upgrade.md. */
export const BASELINE = "6fca455f";

const run = promisify(execFile);

type LockedPackage = {
  readonly version?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
};

type LockedPackages = Readonly<Record<string, LockedPackage>>;

export function hasBaseline(): boolean {
  return spawnSync("git", ["cat-file", "-e", `${BASELINE}^{commit}`], { cwd: ROOT }).status === 0;
}

/** The tree of the baseline with the packages that its lock names, as `npm ci` would make it. */
export async function unpackBaseline(folder: string): Promise<void> {
  await mkdir(folder);
  const archive = join(folder, "..", "baseline.tar");
  await run("git", ["archive", "--output", archive, BASELINE], { cwd: ROOT });
  await run("tar", ["--extract", "--file", archive, "--directory", folder]);
  const [needed, installed] = await Promise.all([folder, ROOT].map(readLock));
  if (needed !== undefined && installed !== undefined && isInstalled(needed, installed)) {
    await linkPackages(folder, needed);
  } else {
    await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder });
  }
}

async function readLock(folder: string): Promise<LockedPackages> {
  const text = await readFile(join(folder, "package-lock.json"), "utf8");
  const { packages }: { readonly packages: LockedPackages } = JSON.parse(text);
  return packages;
}

/** Whether every package that the baseline runs with is there in the same version. */
function isInstalled(needed: LockedPackages, installed: LockedPackages): boolean {
  return Object.entries(needed)
    .filter(
      ([path, { link, dev, optional }]) =>
        path.startsWith("node_modules/") && !link && !dev && !optional,
    )
    .every(([path, { version }]) => installed[path]?.version === version);
}

async function linkPackages(folder: string, needed: LockedPackages): Promise<void> {
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "@penstock"), { recursive: true });
  const names = (await readdir(join(ROOT, "node_modules"))).filter((name) => name !== "@penstock");
  await Promise.all([
    ...names.map((name) => symlink(join(ROOT, "node_modules", name), join(modules, name))),
    ...Object.entries(needed)
      .filter(([path, { link }]) => link && path.startsWith("node_modules/@penstock/"))
      .map(([path, { resolved = "" }]) => symlink(join(folder, resolved), join(folder, path))),
  ]);
}
