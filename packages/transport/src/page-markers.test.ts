import fc from "fast-check";
import { expect, test } from "vitest";
import { PageMarkers } from "./page-markers.ts";

test("pages lead on until one comes again, wherever the circle closes", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { minLength: 1 }), fc.nat(), (markers, at) => {
      const seen = new PageMarkers();

      expect(markers.every((marker) => seen.leadOn(marker))).toBe(true);
      expect(seen.leadOn(markers[at % markers.length])).toBe(false);
    }),
  );
});

test("a marker of two members is another one when either differs", () => {
  const seen = new PageMarkers();

  expect([seen.leadOn("a", "bc"), seen.leadOn("ab", "c"), seen.leadOn("a")]).toEqual([
    true,
    true,
    true,
  ]);
  expect(seen.leadOn("a", "bc")).toBe(false);
});

test("a list that is new for ever ends after 10 000 pages", () => {
  const seen = new PageMarkers();
  let pages = 0;

  while (seen.leadOn(String(pages))) {
    pages += 1;
  }

  expect(pages).toBe(10_000);
});
