import { STORE_PROFILES } from "@penstock/core";
import { systemHashing } from "@penstock/process";
import { type Mood, rejection, type StoreTrial, tryStore } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { testConnection } from "./test-connection.ts";

const { aws } = STORE_PROFILES;

const run = (trial: StoreTrial) =>
  tryStore(trial, (tools, signal) =>
    testConnection({ ...tools, hashing: systemHashing }, "cloud", signal),
  );

/** A store that takes a checksum and never compares it. */
const ignores =
  (algorithm: "crc32" | "md5"): Mood =>
  (store) => ({
    uploadPart: (upload, number, { checksum, ...body }, mode, signal) => {
      const kept = mode === algorithm || checksum === undefined ? body : { ...body, checksum };
      return store.uploadPart(upload, number, kept, mode, signal);
    },
  });

describe("the checksums of a connection", () => {
  test("fall back to MD5 where CRC32 is taken and not compared", async () => {
    const { test: result, check } = await run({ profile: aws, mood: ignores("crc32") });

    expect(result.measured.checksum).toBe("md5");
    expect(check("checksum-modes")?.detail).toContain("crc32: a part with a wrong one is taken");
  });

  test("fall back to MD5 where a whole object shows no CRC32", async () => {
    const mood: Mood = (store) => ({
      head: async (...call) => {
        const head = await store.head(...call);
        return head && { etag: head.etag, sizeBytes: head.sizeBytes, token: head.token ?? "" };
      },
    });

    const { test: result } = await run({ profile: aws, mood });

    expect(result.measured.checksum).toBe("md5");
  });

  test("are stored with MD5 where the store refuses CRC32 altogether", async () => {
    const mood: Mood = (store) => ({
      initiate: (object, signal) =>
        object.checksum === "crc32"
          ? Promise.reject(rejection("store-rejected"))
          : store.initiate(object, signal),
    });

    const { test: result, check } = await run({ profile: aws, mood });

    expect(check("min-part")?.result).toBe("passed");
    expect(result.measured.checksum).toBe("md5");
  });

  test("are warned of where none is compared", async () => {
    const mood: Mood = (store) => ({
      uploadPart: (upload, number, { checksum: _ignored, ...body }, mode, signal) =>
        store.uploadPart(upload, number, body, mode, signal),
    });

    const { test: result, check } = await run({ profile: aws, mood });

    expect(check("checksum-modes")?.result).toBe("warned");
    expect(result.measured.checksum).toBeUndefined();
  });

  test("are left to the settings that choose one", async () => {
    const profile = { ...aws, checksum: "md5", isChecksumChosen: true } as const;

    const { test: result, check } = await run({ profile });

    expect(check("checksum-modes")?.result).toBe("passed");
    expect(result.measured.checksum).toBeUndefined();
  });

  test("are warned of where the settings choose one that is not compared", async () => {
    const profile = { ...aws, isChecksumChosen: true };

    const { check } = await run({ profile, mood: ignores("crc32") });

    expect(check("checksum-modes")).toMatchObject({
      result: "warned",
      fix: 'Leave "checksum" out of the connection, or set it to "md5".',
    });
  });

  test("are not judged by a store that is away for a moment", async () => {
    const mood: Mood = (store) => ({
      initiate: (object, signal) =>
        object.checksum === "crc32"
          ? Promise.reject(rejection("store-unreachable"))
          : store.initiate(object, signal),
    });

    const { test: result, check } = await run({ profile: aws, mood });

    expect(check("checksum-modes")).toMatchObject({ result: "warned", fix: "Test again." });
    expect(result.measured.checksum).toBeUndefined();
  });
});
