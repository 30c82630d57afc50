import { dirname, join, normalize } from "node:path";
import { readJson, type TextFile, trackedPaths } from "./tracked-files.ts";

/** Of each file, the files of the repository that it imports, be it for a type alone. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

const SPECIFIER = /\b(?:from|import)\s*\(?\s*"([^"]+)"/g;

/** Follows relative paths, and the names of our packages through their `exports`. */
export function importGraph(
  files: readonly TextFile[],
  packages: ReadonlyMap<string, string> = publicFiles(),
): ImportGraph {
  const known = new Set(files.map(({ path }) => path));
  return new Map(
    files.map(({ path, text }) => {
      const targets = [...text.matchAll(SPECIFIER)].flatMap(([, specifier = ""]) => {
        const target = specifier.startsWith(".")
          ? normalize(join(dirname(path), specifier))
          : packages.get(specifier);
        return target !== undefined && known.has(target) ? [target] : [];
      });
      return [path, [...new Set(targets)]];
    }),
  );
}

/** By the name that others import it under. */
function publicFiles(): ReadonlyMap<string, string> {
  const manifests = trackedPaths().filter((path) =>
    /^(apps|packages)\/[^/]+\/package\.json$/.test(path),
  );
  return new Map(
    manifests.flatMap((path) => {
      const { name, exports } = readManifest(path);
      return Object.entries(exports).map(([door, file]): [string, string] => [
        normalize(join(name, door)),
        normalize(join(dirname(path), file)),
      ]);
    }),
  );
}

function readManifest(path: string): {
  readonly name: string;
  readonly exports: Readonly<Record<string, string>>;
} {
  const { name, exports = {} } = readJson(path) as {
    readonly name: string;
    readonly exports?: string | Readonly<Record<string, string>>;
  };
  return { name, exports: typeof exports === "string" ? { ".": exports } : exports };
}

/** The groups of files that can be reached from each other, each sorted by name. */
export function circlesOf(graph: ImportGraph): readonly (readonly string[])[] {
  const reachable = new Map([...graph.keys()].map((path) => [path, reachableFrom(graph, path)]));
  const rounds = [...graph.keys()].filter((path) => reachable.get(path)?.has(path) === true).sort();
  return rounds.flatMap((path) => {
    const circle = rounds.filter(
      (other) =>
        reachable.get(path)?.has(other) === true && reachable.get(other)?.has(path) === true,
    );
    return circle[0] === path ? [circle] : [];
  });
}

/** All that a file leads to; itself only if it leads back. */
export function reachableFrom(graph: ImportGraph, start: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [...(graph.get(start) ?? [])];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (!seen.has(path)) {
      seen.add(path);
      open.push(...(graph.get(path) ?? []));
    }
  }
  return seen;
}
