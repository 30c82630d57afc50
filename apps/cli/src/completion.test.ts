import { execFileSync } from "node:child_process";
import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { completionOf } from "./completion.ts";

const program = new Command("penstock");
program.command("cp").option("-r, --recursive");
program.command("schedule").command("add").option("--cron <pattern>");

/** What bash would offer for the last word of a line. */
function offered(...line: readonly string[]): readonly string[] {
  const script = `${completionOf(program, "bash")}
    COMP_WORDS=(${line.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1))
    _penstock; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", script], { encoding: "utf8" }).split("\n").filter(Boolean);
}

describe("bash", () => {
  test.each([
    [
      ["penstock", ""],
      ["cp", "schedule", "--help"],
    ],
    [["penstock", "c"], ["cp"]],
    [
      ["penstock", "schedule", ""],
      ["add", "--help"],
    ],
    [["penstock", "schedule", "add", "nightly", "--c"], ["--cron"]],
    [["penstock", "cp", "./a", "--r"], ["--recursive"]],
    [["penstock", "cp", "./a", "x"], []],
  ])("completes %j", (line, words) => {
    expect(offered(...line)).toEqual(words);
  });
});

test("zsh and fish get the same words", () => {
  expect(completionOf(program, "zsh")).toContain('"schedule add") words="--cron --help"');
  expect(completionOf(program, "fish")).toContain(
    `complete -c penstock -n '__penstock_at "schedule add"' -l cron`,
  );
});

test("fish tells commands of one name apart by those before them", () => {
  const twice = new Command("penstock");
  twice.command("check").option("--full");
  twice.command("config").command("check").option("--role <role>");

  const script = completionOf(twice, "fish");

  expect(script).toContain(`-n '__penstock_at "check"' -l full`);
  expect(script).toContain(`-n '__penstock_at "config check"' -l role`);
  expect(script).toContain('contains -- $known "check" "config" "config check"; and set path');
});
