import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export type TextFile = { readonly path: string; readonly text: string };

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Every file that is, or would be, in the repository. Paths are relative to its root. */
export function trackedPaths(): readonly string[] {
  // The folder may belong to another user than that of the tests, in a container for one.
  const git = ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others"];
  const output = execFileSync("git", [...git, "--exclude-standard"], { cwd: root });
  return output
    .toString("utf8")
    .split("\0")
    .filter((path) => path !== "" && existsSync(root + path))
    .sort();
}

export function readTracked(path: string): TextFile {
  return { path, text: readFileSync(root + path, "utf8") };
}

/** The tracked files whose path fits. */
export function trackedFiles(pattern: RegExp): readonly TextFile[] {
  return trackedPaths()
    .filter((path) => pattern.test(path))
    .map(readTracked);
}

export function readJson(path: string): unknown {
  return JSON.parse(readTracked(path).text);
}

/** Where a pattern is found, as `path:line: the line`. */
export function linesWith(file: TextFile, pattern: RegExp): readonly string[] {
  return file.text
    .split("\n")
    .map((line, index) => ({ line, where: `${file.path}:${index + 1}` }))
    .filter(({ line }) => pattern.test(line))
    .map(({ line, where }) => `${where}: ${line.trim()}`);
}

/** The same, but comment lines may say what they like. */
export function codeLinesWith(file: TextFile, pattern: RegExp): readonly string[] {
  return linesWith(file, pattern).filter((found) => !/^\S+: (\/\/|\/?\*)/.test(found));
}

export const SOURCES = /^(apps|packages)\/.+(?<!\.test)\.tsx?$/;
export const TESTS = /^((apps|packages)\/.+\.test|test\/.+)\.tsx?$/;
