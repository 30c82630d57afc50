import { describe, expect, test } from "vitest";
import { linesWith, type TextFile, trackedFiles } from "./tracked-files.ts";

/** A tag can be moved to other code; a commit cannot. The tag behind it is for people. */
const PINNED = /uses: (?:\.\/\S+|[\w.-]+(?:\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;

function unpinned(file: TextFile): readonly string[] {
  return linesWith(file, /uses:/).filter((line) => !PINNED.test(line));
}

/** What a job may write has to be said, and by default that is nothing. */
const READ_ONLY = /^permissions:\n {2}contents: read$/m;

describe("the workflows", () => {
  const workflows = trackedFiles(/^\.github\/workflows\/.+\.ya?ml$/);

  test("pin each action by its commit", () => {
    expect(workflows.length).toBeGreaterThan(3);
    expect(workflows.flatMap(unpinned)).toEqual([]);
  });

  test("may read by default, and no more", () => {
    expect(workflows.filter(({ text }) => !READ_ONLY.test(text)).map(({ path }) => path)).toEqual(
      [],
    );
  });
});

test.each([
  ["a tag", "actions/checkout@v4"],
  ["a branch", "actions/checkout@main"],
  ["a commit without its version", `actions/checkout@${"0".repeat(40)}`],
  ["a short commit", "actions/checkout@11bd719 # v4.2.2"],
])("the check of actions bites on %s", (_name, uses) => {
  expect(unpinned({ path: "a.yml", text: `      - uses: ${uses}\n` })).toHaveLength(1);
});
