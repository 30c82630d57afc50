import { describe, expect, test } from "vitest";
import type { Selection } from "../jobs/bulk-job.ts";
import { selectionRules } from "./selection-rules.ts";

const filter = { include: [], exclude: ["**/*.tmp"] };

function rulesOf(selection: Selection, template = "to/{relativeKey}") {
  return selectionRules({ selection, destination: { connection: "to", template } }, 0);
}

describe("the rules of a selection", () => {
  test.each<[string, Selection, string, string]>([
    ["prefix", { kind: "prefix", connection: "c", prefix: "logs/", filter }, "logs/a", "to/a"],
    ["tree", { kind: "tree", connection: "c", folder: "photos", filter }, "photos/a", "to/a"],
    ["tree of a root", { kind: "tree", connection: "c", folder: ".", filter }, "a", "to/a"],
    ["keys", { kind: "keys", connection: "c", keys: ["x/a"] }, "x/a", "to/x/a"],
  ])("of the kind %s name the destination relative to it", (_name, selection, key, to) => {
    expect(rulesOf(selection).destinationKeyOf({ key })).toBe(to);
  });

  test("leave out what the globs do, compared with the rest of the key", () => {
    const rules = rulesOf({ kind: "prefix", connection: "c", prefix: "a.tmp/", filter });

    expect(["a.tmp/x", "a.tmp/x.tmp", "a.tmp/b/x.tmp"].map((key) => rules.wants(key))).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("take the marker of a folder, but not that of the prefix itself", () => {
    const rules = rulesOf({ kind: "prefix", connection: "c", prefix: "logs/", filter });

    expect([rules.wants("logs/"), rules.wants("logs/2024/")]).toEqual([false, true]);
  });

  test("take a destination key that an entry brings", () => {
    const rules = rulesOf({ kind: "keys", connection: "c", keys: ["a"] });

    expect(rules.destinationKeyOf({ key: "a", destinationKey: "b" })).toBe("b");
  });
});
