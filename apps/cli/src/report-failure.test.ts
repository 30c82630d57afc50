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
      "penstock: no \\u{1b}[31mred\\u{9b}0m\\u{202e}\nsecond line\n  → look\\u{7} there\n",
    );
  });

  test("leaves a bug to its stack", () => {
    const bug = new TypeError("x is not a function");

    expect(() => reportFailure(bug, { write: () => undefined })).toThrow(bug);
  });
});
