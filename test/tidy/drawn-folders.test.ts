import { describe, expect, test } from "vitest";
import { readTracked, trackedPaths } from "./tracked-files.ts";

/** What ARCHITECTURE.md draws: a line for each root, and below it one for each of its folders. */
function drawnFolders(text: string): ReadonlyMap<string, readonly string[]> {
  const drawn = new Map<string, string[]>();
  let root = "";
  for (const line of text.split("\n")) {
    const [, start] = /^((?:apps|packages)\/[\w/-]+\/src\/)$/.exec(line) ?? [];
    const [, folder] = /^ {2}([\w-]+)\/ +\S/.exec(line) ?? [];
    if (start !== undefined) {
      root = start;
      drawn.set(root, []);
    } else if (folder !== undefined) {
      drawn.get(root)?.push(folder);
    }
  }
  return drawn;
}

function foldersIn(root: string): readonly string[] {
  const below = trackedPaths()
    .filter((path) => path.startsWith(root))
    .map((path) => path.slice(root.length).split("/"));
  return [...new Set(below.flatMap(([folder = "", file]) => (file === undefined ? [] : [folder])))];
}

describe("the house that ARCHITECTURE.md draws", () => {
  const drawn = [...drawnFolders(readTracked("docs/ARCHITECTURE.md").text)];

  test("shows core, engine, the ledger's adapter and the API", () => {
    expect(drawn.map(([root]) => root)).toEqual([
      "packages/core/src/",
      "packages/engine/src/",
      "packages/adapter-redis/src/",
      "packages/dashboard/src/",
      "apps/api/src/",
    ]);
  });

  test.each(drawn)("has the folders of %s, and no others", (root, folders) => {
    const hint = `draw in docs/ARCHITECTURE.md, below ${root}, each folder that is there`;
    expect(folders.toSorted(), hint).toEqual(foldersIn(root).toSorted());
  });

  test("leaves at most six files outside of the engine's folders", () => {
    const outside = trackedPaths().filter((path) => /^packages\/engine\/src\/[^/]+$/.test(path));

    expect(outside.length, outside.join("\n")).toBeLessThanOrEqual(6);
  });
});
