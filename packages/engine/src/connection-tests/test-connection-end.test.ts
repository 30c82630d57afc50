import { systemHashing } from "@penstock/process";
import {
  type MemoryObjectStore,
  type Mood,
  refuse,
  type StoreTrial,
  tryStore,
} from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { testConnection } from "./test-connection.ts";

const run = (trial: StoreTrial) =>
  tryStore(trial, (tools, signal) =>
    testConnection({ ...tools, hashing: systemHashing }, "cloud", signal),
  );

describe("the end of a test", () => {
  test("says what it could not abort", async () => {
    const { check } = await run({ mood: () => ({ abort: refuse("store-refused") }) });

    expect(check("abort")).toMatchObject({
      result: "failed",
      detail: expect.stringContaining("left open under penstock-connection-test/"),
    });
  });

  test("says that an upload is still there after it was aborted", async () => {
    const { check } = await run({ mood: () => ({ abort: async () => undefined }) });

    expect(check("abort")?.detail).toContain("still lists the parts of an aborted upload");
  });

  test("ends its uploads also when its time is up", async () => {
    const stop = new AbortController();
    const mood: Mood = (store) => ({
      uploadPart: async (...call) => {
        stop.abort();
        return store.uploadPart(...call);
      },
    });

    const { check, memory } = await run({ mood, signal: stop.signal });

    expect(check("min-part")).toMatchObject({
      result: "failed",
      detail: expect.stringContaining("its time was up"),
    });
    expect(check("abort")?.result).toBe("passed");
    expect(memory.openUploads).toEqual([]);
  });

  test("lets a bug through, but leaves nothing open", async () => {
    let seen: MemoryObjectStore | undefined;
    const mood: Mood = (store) => {
      seen = store;
      return { listParts: () => Promise.reject(new TypeError("a bug")) };
    };

    await expect(run({ mood })).rejects.toThrow("a bug");

    expect(seen?.openUploads).toEqual([]);
  });
});
