import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The repository, without a slash at its end. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

export function fileOf(path: string | URL): string {
  return readFileSync(path, "utf8");
}

export type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly description?: string | undefined;
  readonly license?: string | undefined;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

/** @param folder below the repository */
export function manifestOf(folder: string): Manifest {
  return JSON.parse(fileOf(`${ROOT}/${folder}/package.json`));
}
