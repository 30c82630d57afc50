import { describe, expect, test } from "vitest";
import { type TextFile, trackedFiles, trackedPaths } from "./tracked-files.ts";

const MOST_LINES = 40;

function missingReadmes(paths: readonly string[]): readonly string[] {
  return paths
    .filter((path) => /^packages\/[^/]+\/package\.json$/.test(path))
    .map((path) => path.replace("package.json", "README.md"))
    .filter((readme) => !paths.includes(readme));
}

function tooLong({ path, text }: TextFile): readonly string[] {
  const lines = text.trimEnd().split("\n").length;
  return lines > MOST_LINES ? [`${path}: ${lines} lines`] : [];
}

describe("the packages", () => {
  test("each have a README", () => {
    expect(missingReadmes(trackedPaths())).toEqual([]);
  });

  test(`say in at most ${MOST_LINES} lines what they are for`, () => {
    expect(trackedFiles(/^packages\/[^/]+\/README\.md$/).flatMap(tooLong)).toEqual([]);
  });
});

describe("the README checks", () => {
  test("bite on a package without one", () => {
    const paths = ["packages/a/README.md", "packages/a/package.json", "packages/b/package.json"];

    expect(missingReadmes(paths)).toEqual(["packages/b/README.md"]);
  });

  test("bite on a long one", () => {
    expect(tooLong({ path: "a", text: "line\n".repeat(41) })).toEqual(["a: 41 lines"]);
    expect(tooLong({ path: "a", text: "line\n".repeat(40) })).toEqual([]);
  });
});
