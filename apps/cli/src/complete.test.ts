import { describe, expect, test } from "vitest";
import { candidatesFor } from "./complete.ts";
import { listedProgram } from "./shown-commands.ts";

const program = listedProgram();

/** The last word is the unfinished one. */
function after(line: string) {
  return candidatesFor(program, line.split(" "));
}

describe("after an option that has a list of values, they are offered", () => {
  test.each([
    ["ls --state ", "completed_with_errors"],
    ["ls --label a=b --health ", "waiting_for_workers"],
    ["retry --outcome ", "only_source"],
    ["report job_1 --outcome ", "skipped"],
    ["cp --overwrite ", "if_different"],
    ["cp ./a local:b --verify f", "full"],
    ["schedule add --overlap ", "cancel_running"],
    ["ls -o ", "wide"],
    ["completion ", "fish"],
  ])("`%s`", (line, word) => {
    expect(after(line).words).toContain(word);
    expect(after(line).words).not.toContain("--help");
  });
});

describe("names and ids are those of the deployment", () => {
  const ls = ["ls", "-q", "--limit", "100"];
  test.each([
    ["show ", ls, undefined],
    ["pause job_1 ", ls, undefined],
    ["limit set --job ", ls, undefined],
    ["limit show --connection ", ["conn", "ls", "-q"], undefined],
    ["conn test ", ["conn", "ls", "-q"], undefined],
    ["cp ", ["conn", "ls", "-q"], ":"],
    ["cp -r raw : a/ ", ["conn", "ls", "-q"], ":"],
    ["schedule rm ", ["schedule", "ls", "-q"], undefined],
    ["webhook redeliver ", ["webhook", "ls", "-q"], undefined],
    ["key revoke key_1 ", ["key", "ls", "-q"], undefined],
    ["worker drain ", ["worker", "ls", "-q"], undefined],
    ["tenant set ", ["tenant", "ls", "-q"], undefined],
    ["ls --tenant ", ["tenant", "ls", "-q"], undefined],
  ])("`%s`", (line, listedBy, suffix) => {
    expect(after(line)).toEqual({ words: [], listedBy, ...(suffix && { suffix }) });
  });
});

describe("commands and options are offered where no argument is missing", () => {
  test.each([
    ["", ["cp", "schedule", "--help"]],
    ["schedule ", ["add", "ls", "--help"]],
    ["schedule add nightly --c", ["--cron", "--every"]],
    ["cp ./a x ", ["--recursive", "--marker"]],
    ["show -", ["--json", "--curl"]],
  ])("`%s`", (line, words) => {
    expect(after(line).words).toEqual(expect.arrayContaining(words));
  });
});

test.each(["verify ", "submit ", "cp --name ", "schedule add ", "key create ", "uploads abort "])(
  "`%s` is left to the shell",
  (line) => {
    expect(after(line)).toEqual({ words: [] });
  },
);
