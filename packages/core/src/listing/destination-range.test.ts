import fc from "fast-check";
import { expect, test } from "vitest";
import type { Selection } from "../jobs/bulk-job.ts";
import { destinationRange } from "./destination-range.ts";
import { compareKeys } from "./key-order.ts";
import { isInRange, type KeyRange } from "./key-range.ts";
import type { PageQuery } from "./listed-page.ts";
import { selectionRules } from "./selection-rules.ts";

const FILTER = { include: [], exclude: [] };

function specOf(prefix: string, template: string) {
  const selection: Selection = { kind: "prefix", connection: "s", prefix, filter: FILTER };
  return { selection, destination: { connection: "d", template } };
}

function isAsked(key: string, query: PageQuery | undefined): boolean {
  return query !== undefined && key.startsWith(query.prefix) && isInRange(key, query);
}

const name = fc.string({
  unit: fc.constantFrom("a", "b", "/", "0", ".", "😀", "\uff5e"),
  maxLength: 4,
});

const anyRange: fc.Arbitrary<KeyRange> = fc.oneof(
  fc.record({ after: name }),
  fc
    .tuple(name, name)
    .filter(([one, other]) => one !== other)
    .map((ends) => ends.toSorted(compareKeys))
    .map(([after = "", to = ""]) => ({ after, to })),
);

test("a range of keys covers their destination keys and no others, wherever its ends are", () => {
  const prefix = fc.oneof(fc.constantFrom("", "a/", "a", "a/b"), name);
  const template = fc.constantFrom("{relativeKey}", "a/{relativeKey}", "z{key}", "{key}");
  const keys = fc.array(name, { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(prefix, template, anyRange, keys, (start, text, range, names) => {
      const spec = specOf(start, text);
      const { wants, destinationKeyOf } = selectionRules(spec, 0);
      const query = destinationRange(spec, 0, range);

      const listed = [start, ...names.map((each) => start + each)];
      // No key is empty.
      const isKey = (key: string) => key !== "" && destinationKeyOf({ key }) !== "";
      for (const key of listed.filter((each) => isKey(each) && wants(each))) {
        expect(isAsked(destinationKeyOf({ key }), query)).toBe(isInRange(key, range));
      }
      const wanted = new Set(listed.filter(wants).map((key) => destinationKeyOf({ key })));
      const others = names.filter((key) => !wanted.has(key) && isAsked(key, query));
      const to = destinationKeyOf({ key: start });
      const origins = others.map((key) => start + key.slice(to.length));
      expect(others.every((key) => key.startsWith(to))).toBe(true);
      expect(origins.every((key) => wants(key) && isInRange(key, range))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["behind the prefix", { after: "a/m", to: "a0" }, { prefix: "to/", after: "to/m" }],
  ["far behind it", { after: "a/m", to: "b/c" }, { prefix: "to/", after: "to/m" }],
  ["inside of it", { after: "", to: "a/m" }, { prefix: "to/", after: "to/", to: "to/m" }],
  ["before it", { after: "", to: "a" }, undefined],
  ["behind a range that is behind it", { after: "a0", to: "b" }, undefined],
])("an end %s is not taken for one of the prefix", (_where, range, query) => {
  expect(destinationRange(specOf("a/", "to/{relativeKey}"), 0, range)).toEqual(query);
});
