import type { SessionStore } from "@penstock/core";
import { describe, expect, test } from "vitest";

/** What every store of sessions does. */
export function describeSessionStore(name: string, open: () => SessionStore): void {
  describe(`${name} as a store of sessions`, () => {
    test("shows what was written, as often as it is read", async () => {
      const store = open();

      await store.write("a", "one", 60_000);

      expect([await store.read("a"), await store.read("a")]).toEqual(["one", "one"]);
      expect(await store.read("b")).toBeUndefined();
    });

    test("gives what is taken to one of many", async () => {
      const store = open();
      await store.write("a", "one", 60_000);

      const taken = await Promise.all(Array.from({ length: 20 }, () => store.take("a")));

      expect(taken.filter((value) => value !== undefined)).toEqual(["one"]);
      expect(await store.read("a")).toBeUndefined();
    });
  });
}
