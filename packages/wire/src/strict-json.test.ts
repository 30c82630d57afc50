import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { duplicateMember } from "./strict-json.ts";

describe("duplicateMember", () => {
  test.each([
    ['{"a":1,"a":2}', "a"],
    ['{"a":1,"\\u0061":2}', "a"],
    ['[{"b":{"c":1,"d":[{}],"c" :2}}]', "c"],
    ['{"a{":"}","a{":1}', "a{"],
    ['{"a\\\\":"\\\\\\"","a\\\\":1}', "a\\"],
  ])("finds it in %s", (text, name) => {
    expect(duplicateMember(text)).toBe(name);
  });

  test.each(['{"a":{"a":1},"b":[{"a":1},{"a":2}]}', '{"a":"a","b":"\\"a\\":"}', '["a","a"]', "1"])(
    "finds none in %s",
    (text) => {
      expect(duplicateMember(text)).toBeUndefined();
    },
  );

  test("finds none in what JSON.stringify writes, and every one that is put in", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (value) => {
        const text = JSON.stringify(value, undefined, 1);
        const [name = ""] = Object.keys(value);
        const twice = text.replace("{", () => `{${JSON.stringify(name)}:null,`);

        expect(duplicateMember(text)).toBeUndefined();
        expect(duplicateMember(twice)).toBe(name);
      }),
      { seed: 11 },
    );
  });
});
