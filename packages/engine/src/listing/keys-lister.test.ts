import { PenstockError } from "@penstock/core";
import { MemorySource } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { keysLister } from "./keys-lister.ts";

const SIGNAL = new AbortController().signal;
const ALL = { prefix: "", after: "" };

describe("a list of named keys", () => {
  test("is in the order of bytes, each key once, with what the source says of it", async () => {
    const source = new MemorySource();
    for (const key of ["😀", "\uff5e", "a"]) {
      source.put(key, new Uint8Array(key.length));
    }

    const page = await keysLister(source, ["😀", "a", "\uff5e", "a"]).page(ALL, 10, SIGNAL);

    expect(page.entries.map(({ key, sizeBytes }) => [key, sizeBytes])).toEqual([
      ["a", 1],
      ["\uff5e", 1],
      ["😀", 2],
    ]);
    expect(page.isEnd).toBe(true);
  });

  test("names a key that is not there, and goes on", async () => {
    const source = new MemorySource();
    source.put("b", new Uint8Array(1));

    const { entries } = await keysLister(source, ["a", "b"]).page(ALL, 10, SIGNAL);

    expect(entries.map(({ refused }) => refused?.code)).toEqual(["source-missing", undefined]);
  });

  test("fails as a whole where the source does", async () => {
    const error = new PenstockError("source-unreachable", "nothing answers");
    const lister = keysLister({ stat: () => Promise.reject(error), read: expect.fail }, ["a"]);

    await expect(lister.page(ALL, 10, SIGNAL)).rejects.toBe(error);
  });

  test("leaves a key that may not be read to the workers, where it fails alone", async () => {
    const error = new PenstockError("source-forbidden", "it is no file");
    const lister = keysLister({ stat: () => Promise.reject(error), read: expect.fail }, ["a"]);

    const { entries } = await lister.page(ALL, 10, SIGNAL);

    expect(entries).toEqual([{ key: "a", sizeBytes: 0, validator: { kind: "size-only" } }]);
  });

  test("is continued behind any key", async () => {
    const source = new MemorySource();
    const keys = ["a", "b", "c", "d"];
    for (const key of keys) {
      source.put(key, new Uint8Array(1));
    }
    const lister = keysLister(source, keys);

    const first = await lister.page({ ...ALL, after: "a", to: "d" }, 2, SIGNAL);
    const second = await lister.page({ ...ALL, after: first.last, to: "d" }, 2, SIGNAL);

    expect([first.last, first.isEnd]).toEqual(["c", false]);
    expect(second.entries.map(({ key }) => key)).toEqual(["d"]);
    expect([second.last, second.isEnd]).toEqual(["d", true]);
  });
});
