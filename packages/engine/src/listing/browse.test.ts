import type { Lister } from "@penstock/core";
import { memoryLister } from "@penstock/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { browse } from "./browse.ts";

const signal = new AbortController().signal;

function listerOf(keys: readonly string[]): { readonly lister: Lister; asked: () => number } {
  let asked = 0;
  const entries = keys.map((key) => ({
    ...{ key, sizeBytes: 1, validator: { kind: "size-only" } as const },
  }));
  const lister = memoryLister(() => entries);
  return {
    lister: {
      page: (query, limit, abort) => {
        asked += 1;
        return lister.page(query, limit, abort);
      },
    },
    asked: () => asked,
  };
}

async function all(keys: readonly string[], prefix: string, delimiter: string, limit: number) {
  const { lister, asked } = listerOf(keys);
  const seen: string[] = [];
  let after: string | undefined = "";
  while (after !== undefined) {
    const page = await browse(lister, { prefix, delimiter, after, limit }, signal);
    expect(page.folders.length + page.objects.length).toBeLessThanOrEqual(limit);
    seen.push(...page.folders, ...page.objects.map(({ key }) => key));
    after = page.next;
  }
  return { seen: seen.toSorted(), asked: asked() };
}

test("browsing shows each folder and each object of a level once, whatever the page", async () => {
  const key = fc.string({ unit: fc.constantFrom("a", "b", "/", "ü"), minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(key, { maxLength: 30 }),
      fc.constantFrom("", "a", "a/"),
      fc.integer({ min: 1, max: 5 }),
      async (keys, prefix, limit) => {
        const expected = new Set(
          keys
            .filter((each) => each.startsWith(prefix))
            .map((each) => {
              const end = each.indexOf("/", prefix.length);
              return end < 0 ? each : each.slice(0, end + 1);
            }),
        );

        const { seen } = await all(keys, prefix, "/", limit);

        expect(seen).toEqual([...expected].toSorted());
      },
    ),
  );
});

test("browsing passes over what is in a folder, and lists all without a delimiter", async () => {
  const keys = Array.from({ length: 10_000 }, (_, index) => `a/${String(index).padStart(5, "0")}`);

  const level = await all([...keys, "b"], "", "/", 100);
  const flat = await all([...keys, "b"], "", "", 500);

  expect(level).toEqual({ seen: ["a/", "b"], asked: 2 });
  expect(flat.seen).toHaveLength(10_001);
});
