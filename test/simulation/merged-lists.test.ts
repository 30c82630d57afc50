import {
  type BulkSpec,
  compareKeys,
  destinationKeys,
  type Entry,
  PenstockError,
} from "@penstock/core";
import { mergedLister } from "@penstock/engine";
import { memoryLister } from "@penstock/testkit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entryOf, listerOf } from "../support/listing-world.ts";

const SIGNAL = new AbortController().signal;

const key = fc
  .string({ unit: fc.constantFrom("a", ".", "/", "0", "\uff5e", "\uffff", "😀"), minLength: 1 })
  .filter((text) => text.length > 0);

function specOf(prefix: string, template: string): Pick<BulkSpec, "selection" | "destination"> {
  const filter = { include: [], exclude: [] };
  return {
    selection: { kind: "prefix", connection: "from", prefix, filter },
    destination: { connection: "to", template },
  };
}

async function listed(
  { prefix, template }: { readonly prefix: string; readonly template: string },
  sides: { readonly source: readonly string[]; readonly destination: readonly string[] },
  { limit, middles }: { readonly limit: number; readonly middles: readonly string[] },
): Promise<readonly Entry[]> {
  const keys = destinationKeys(specOf(prefix, template), 0);
  if (keys === undefined) {
    throw new Error("these two lists have no common order");
  }
  const [source, destination] = [listerOf(sides.source), listerOf(sides.destination)];
  const lister = mergedLister({ source, destination, keys });
  const cuts = ["", ...[...new Set(middles)].toSorted(compareKeys)];
  const entries: Entry[] = [];
  for (const [index, start] of cuts.entries()) {
    const to = cuts[index + 1];
    for (let after = start, isEnd = false; !isEnd; ) {
      const query = { prefix, after, ...(to !== undefined && { to }) };
      const page = await lister.page(query, limit, SIGNAL);
      expect(page.entries.length).toBeLessThanOrEqual(limit);
      entries.push(...page.entries);
      ({ last: after, isEnd } = page);
    }
  }
  return entries;
}

describe("two lists as one", () => {
  test.each([
    { prefix: "", template: "{key}" },
    { prefix: "", template: "to/{relativeKey}" },
    { prefix: "a/", template: "to/{relativeKey}" },
    { prefix: "a", template: "{relativeKey}" },
    { prefix: "a/", template: "to/{key}" },
  ])("have every key of both once, in order, however they are cut: %o", async (places) => {
    const { prefix, template } = places;
    const there = (text: string) =>
      template.replace("{key}", prefix + text).replace("{relativeKey}", text);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(key),
        fc.uniqueArray(key),
        fc.array(key),
        fc.integer({ min: 1, max: 4 }),
        async (mine, theirs, middles, limit) => {
          const entries = await listed(
            places,
            {
              source: [...mine.map((text) => prefix + text), "zz/other"],
              destination: [...theirs.map(there), "zz/other there"],
            },
            { limit, middles: [...middles, ...middles.map((text) => prefix + text)] },
          );

          const found = entries.filter(({ key: name }) => !name.includes("zz/"));
          const all = new Set([...mine, ...theirs].map((text) => prefix + text));
          expect(found.map(({ key: name }) => name)).toEqual([...all].toSorted(compareKeys));
          for (const { key: name, counterpart, isOnlyThere = false } of found) {
            const text = name.slice(prefix.length);
            expect(isOnlyThere).toBe(!mine.includes(text));
            expect(counterpart !== undefined).toBe(mine.includes(text) && theirs.includes(text));
          }
        },
      ),
    );
  });

  test("are not made of a template without an order, of named keys, or for a check that is one way", () => {
    const spec = specOf("a/", "to/{relativeKey}");
    const selection = { kind: "keys", connection: "from", keys: ["a"] } as const;

    expect(destinationKeys(specOf("a/", "{relativeKey}.bak"), 0)).toBeUndefined();
    expect(destinationKeys({ ...spec, selection }, 0)).toBeUndefined();
    const check = { reads: "all", samplePercent: 100, isOneWay: true } as const;
    expect(destinationKeys({ ...spec, check }, 0)).toBeUndefined();
  });

  test("fail where the destination's has no order, and say what to do", async () => {
    const keys = destinationKeys(specOf("", "{key}"), 0);
    const source = memoryLister(() => [entryOf("a")]);
    const destination = {
      page: () => Promise.reject(new PenstockError("listing-invalid", "it has no order")),
    };
    const lister = keys && mergedLister({ source, destination, keys });

    await expect(lister?.page({ prefix: "", after: "" }, 10, SIGNAL)).rejects.toMatchObject({
      code: "listing-invalid",
      message: expect.stringContaining("one way"),
    });
  });
});
