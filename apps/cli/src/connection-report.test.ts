import type { ConnectionTestView } from "@penstock/wire";
import { describe, expect, test } from "vitest";
import { connectionTestReport } from "./connection-report.ts";

const TEST: ConnectionTestView = {
  connection: "cloud",
  actsAs: null,
  testedAt: "2026-11-22T07:41:03.000Z",
  result: "failed",
  checks: [
    {
      name: "reachable",
      result: "passed",
      detail: "the store answers",
      consequence: null,
      fix: null,
    },
    {
      name: "list",
      result: "warned",
      detail: "the list was refused",
      consequence: "Uploads that are unused cannot be found.",
      fix: "Give the right to list uploads.",
    },
    {
      name: "min-part",
      result: "failed",
      detail: "complete: the store answered EntityTooSmall",
      consequence: "Objects cannot be stored.",
      fix: "Check the provider.",
    },
    { name: "etag-kind", result: "skipped", detail: "not made", consequence: null, fix: null },
  ],
  measured: { checksum: "crc32", objectETag: null },
};

const PLAIN = { widthColumns: undefined, isPretty: false };

function withoutColors(lines: readonly string[]): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what is looked for.
  return lines.join("\n").replaceAll(/\u001b\[\d*m/g, "");
}

describe("the report of a test", () => {
  test("is a table in ASCII for files and other programs", () => {
    expect(connectionTestReport(TEST, PLAIN).join("\n")).toMatchInlineSnapshot(`
      "ok   reachable       the store answers
      warn list            the list was refused
                           Uploads that are unused cannot be found.
                           -> Give the right to list uploads.
      FAIL min-part        complete: the store answered EntityTooSmall
                           Objects cannot be stored.
                           -> Check the provider.
      skip etag-kind       not made
      cloud cannot be used for transfers: 1 of 4 checks failed"
    `);
  });

  test("has signs on a terminal, and is wrapped there", () => {
    const lines = connectionTestReport(TEST, { widthColumns: 60, isPretty: true });

    expect(withoutColors(lines)).toMatchInlineSnapshot(`
      "✓ reachable       the store answers
      ! list            the list was refused
                        Uploads that are unused cannot be found.
                        → Give the right to list uploads.
      ✗ min-part        complete: the store answered
                        EntityTooSmall
                        Objects cannot be stored.
                        → Check the provider.
      - etag-kind       not made
      cloud cannot be used for transfers: 1 of 4 checks failed"
    `);
    expect(lines.join("")).toContain("\u001b[31m✗");
  });

  test("gives the texts their own lines on a narrow terminal", () => {
    const lines = connectionTestReport(TEST, { widthColumns: 40, isPretty: true });

    expect(withoutColors(lines)).toMatchInlineSnapshot(`
      "✓ reachable
          the store answers
      ! list
          the list was refused
          Uploads that are unused cannot be
          found.
          → Give the right to list uploads.
      ✗ min-part
          complete: the store answered
          EntityTooSmall
          Objects cannot be stored.
          → Check the provider.
      - etag-kind
          not made
      cloud cannot be used for transfers: 1 of
      4 checks failed"
    `);
  });

  test.each([
    ["passed", "cloud can be used for transfers; new uploads use crc32"],
    ["warned", "cloud can be used for transfers, with warnings: 1; new uploads use crc32"],
    ["failed", "cloud cannot be used for transfers: 1 of 4 checks failed"],
  ] as const)("ends with what follows when the worst is %s", (result, text) => {
    expect(connectionTestReport({ ...TEST, result }, PLAIN).at(-1)).toBe(text);
  });

  test("cannot steer the terminal, whatever the store says", () => {
    const evil = "a\u001b[2Jb";
    const checks = [
      { name: "auth", result: "failed", detail: evil, consequence: evil, fix: evil },
    ] as const;

    const lines = connectionTestReport({ ...TEST, connection: evil, checks: [...checks] }, PLAIN);

    expect(lines.join("")).not.toContain("\u001b");
  });
});

test("the report of a test says whom the connection acts as", () => {
  const test: ConnectionTestView = { ...TEST, result: "passed", actsAs: "the role mover" };

  const lines = connectionTestReport(test, { widthColumns: undefined, isPretty: false });

  expect(lines.at(-1)).toMatch(/^cloud can be used for transfers.*, as the role mover$/);
});
