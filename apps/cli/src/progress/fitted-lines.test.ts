import { expect, test } from "vitest";
import { writeLines } from "./fitted-lines.ts";

function written(lines: readonly string[], columns?: number): readonly string[] {
  let text = "";
  const write = (more: string) => {
    text += more;
  };
  writeLines({ write, isTTY: columns !== undefined, columns }, lines);
  return text.trimEnd().split("\n");
}

test("a line that is too long is cut between words, and continued below its text", () => {
  expect(written(["  → Check the source's key, then copy again."], 30)).toEqual([
    "  → Check the source's key,",
    "    then copy again.",
  ]);
  expect(written(["  object    crc64 fc29c4b8cc739dc4, etag ed10d6cf"], 40)).toEqual([
    "  object    crc64 fc29c4b8cc739dc4, etag",
    "            ed10d6cf",
  ]);
});

test("what is copied stays whole: commands, what is in backticks, ids, and lines of a pipe", () => {
  const command = "  → penstock retry job_01k9ze2m7q0000000000000000 --code source-missing";
  expect(written([command], 30)).toEqual([command]);
  expect(written(["Run `penstock conn ls` to see them all."], 16)).toEqual([
    "Run",
    "  `penstock conn ls`",
    "  to see them",
    "  all.",
  ]);
  expect(written(["a".repeat(40)], 20)).toEqual(["a".repeat(40)]);
  expect(written(["word ".repeat(40).trim()])).toEqual(["word ".repeat(40).trim()]);
});
