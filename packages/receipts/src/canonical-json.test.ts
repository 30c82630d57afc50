import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

describe("canonicalJson", () => {
  test("puts keys in order, at every depth, without white space", () => {
    expect(canonicalJson({ b: [{ z: 1, a: null }], a: "é\n" })).toBe(
      '{"a":"é\\n","b":[{"a":null,"z":1}]}',
    );
  });

  test("leaves out what is undefined", () => {
    expect(canonicalJson({ a: undefined, b: true })).toBe('{"b":true}');
  });

  test.each([1.5, Number.NaN, 2 ** 60, 1n, () => 1])("refuses %s", (value) => {
    expect(() => canonicalJson({ value })).toThrow(TypeError);
  });

  test("gives equal values equal text, and reads back as the same value", () => {
    const values = fc.jsonValue({ maxDepth: 3 }).map(withWholeNumbers);
    fc.assert(
      fc.property(values, (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(value);
        expect(canonicalJson(withKeysReversed(value))).toBe(text);
      }),
    );
  });
});

function withWholeNumbers(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, member: unknown) =>
      typeof member === "number" ? Math.trunc(member % 1000) + 0 : member,
    ),
  );
}

function withKeysReversed(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withKeysReversed);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([key, member]) => [key, withKeysReversed(member)]),
      )
    : value;
}
