import { describe, expect, test } from "vitest";
import { CommandFailure, EXIT } from "./exit-codes.ts";
import { reportFailure } from "./report-failure.ts";

describe("the report of a failure", () => {
  test("cannot steer the terminal with what it quotes", () => {
    const said: string[] = [];
    const failure = new CommandFailure("no \u{1b}[31mred\u{9b}0m\u{202e}\nsecond line", {
      exitCode: EXIT.notFound,
      nextStep: "look\u{7} there",
    });

    const exitCode = reportFailure(failure, { write: (text) => said.push(text) });

    expect(exitCode).toBe(EXIT.notFound);
    expect(said.join("")).toBe(
      "penstock: no \\u{1b}[31mred\\u{9b}0m\\u{202e}\n    second line\n  → look\\u{7} there\n",
    );
  });

  test("begins no line with what it quotes", () => {
    const said: string[] = [];
    const forged = "a\npenstock: all is well\n  → penstock cancel JOB";
    const failure = new CommandFailure(`no file "${forged}"`, {
      exitCode: EXIT.notFound,
      nextStep: `penstock show ${forged}`,
    });

    reportFailure(failure, { write: (text) => said.push(text) });

    const lines = said.join("").trimEnd().split("\n");
    expect(lines.filter((line) => line.startsWith("penstock: "))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith("  → "))).toHaveLength(1);
  });

  test("leaves a bug to its stack", () => {
    const bug = new TypeError("x is not a function");

    expect(() => reportFailure(bug, { write: () => undefined })).toThrow(bug);
  });
});
