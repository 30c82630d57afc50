import { describe, expect, test } from "vitest";
import { asTyped } from "./as-typed.ts";

function written(text: string, environment: Record<string, string>): string {
  let all = "";
  const stream = { write: (part: string) => (all += part), isTTY: true, columns: 60 };
  asTyped(stream, { environment, commands: () => ["show", "up"] }).write(text);
  return all;
}

const BY_NPX = { npm_command: "exec" };

describe("what is printed by a process that npm started", () => {
  test("names commands as they can be typed", () => {
    const text = "  → penstock show job_1\nsee `penstock --help`";

    expect(written(text, BY_NPX)).toBe("  → npx penstock show job_1\nsee `npx penstock --help`");
  });

  test.each([
    ["npx penstock show job_1", "says npx already"],
    ["penstock is here, and penstock showers", "is prose"],
    ['{"hint":"penstock show job_1"}', "is JSON"],
  ])("leaves %j alone, which %s", (text) => {
    expect(written(text, BY_NPX)).toBe(text);
  });

  test("is as wide as the terminal", () => {
    const stream = asTyped(
      { write: () => undefined, isTTY: true, columns: 60 },
      { environment: BY_NPX, commands: () => ["show"] },
    );

    expect([stream.isTTY, stream.columns]).toEqual([true, 60]);
  });
});

test("what is printed by the program on PATH stays as it is", () => {
  expect(written("→ penstock show job_1", {})).toBe("→ penstock show job_1");
});
