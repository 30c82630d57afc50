import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareKeys } from "./key-order.ts";
import { parseKeyTemplate } from "./key-template.ts";

const CREATED_AT = Date.UTC(2026, 0, 2, 3, 4, 5);
const SOURCE = { key: "raw/a/b.csv", relativeKey: "a/b.csv" };

describe("a key template", () => {
  test.each([
    ["landing/{relativeKey}", "landing/a/b.csv"],
    ["{key}", "raw/a/b.csv"],
    ["flat/{basename}", "flat/b.csv"],
    ["{date:yyyy/MM/dd}/{basename}", "2026/01/02/b.csv"],
    ["{date:yyyyMMdd-HHmmss}/{relativeKey}.copy", "20260102-030405/a/b.csv.copy"],
    ["one", "one"],
  ])("%s makes %s", (template, key) => {
    expect(parseKeyTemplate(template, CREATED_AT).keyOf(SOURCE)).toBe(key);
  });

  test.each([
    ["{relativeKey}", true, true],
    ["landing/{relativeKey}", true, true],
    ["{date:yyyy}/{key}", true, true],
    ["{relativeKey}.copy", true, false],
    ["{relativeKey}{key}", true, false],
    ["{basename}", false, false],
    ["{relativeKey}{basename}", false, false],
    ["one", false, false],
  ])("%s keeps keys distinct: %s, and in order: %s", (template, isDistinct, isOrdered) => {
    expect(parseKeyTemplate(template, CREATED_AT)).toMatchObject({ isDistinct, isOrdered });
  });

  test("never makes one key of two, or another order, where it says so", () => {
    const piece = fc.constantFrom(
      "{relativeKey}",
      "{key}",
      "{basename}",
      "a",
      "/",
      "0",
      "{date:dd}",
    );
    const template = fc.array(piece, { minLength: 1, maxLength: 4 }).map((all) => all.join(""));
    const name = fc.string({
      unit: fc.constantFrom("a", "/", "0", ".", "😀", "\uff5e"),
      maxLength: 4,
    });
    fc.assert(
      fc.property(template, name, name, (text, a, b) => {
        const made = parseKeyTemplate(text, CREATED_AT);

        const [ofA, ofB] = [a, b].map((one) => made.keyOf({ key: `p/${one}`, relativeKey: one }));
        expect(made.isDistinct && a !== b && ofA === ofB).toBe(false);
        expect(
          !made.isOrdered ||
            Math.sign(compareKeys(ofA ?? "", ofB ?? "")) === Math.sign(compareKeys(a, b)),
        ).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ["", "is empty"],
    ["{relativekey}", "did you mean {relativeKey}?"],
    ["{zzzzzzzzz}", "use {relativeKey}, {key}, {basename}, {date:yyyy/MM/dd}"],
    ["a{", "belongs to no placeholder"],
    ["a}b", "belongs to no placeholder"],
    ["{date:YYYY}", 'has "Y" in its date'],
    ["{date:yyyy/toString}", 'has "t" in its date'],
  ])("%j is refused", (template, problem) => {
    expect(() => parseKeyTemplate(template, CREATED_AT)).toThrow(
      expect.objectContaining({
        code: "request-invalid",
        message: expect.stringContaining(problem),
      }),
    );
  });
});
