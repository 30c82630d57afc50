import { createHash } from "node:crypto";
import {
  type ConnectionCheckName,
  type ErrorCode,
  PenstockError,
  STORE_PROFILES,
  toETag,
} from "@penstock/core";
import { systemHashing } from "@penstock/process";
import {
  type Mood,
  refuse,
  refuseList,
  rejection,
  type StoreTrial,
  tryStore,
} from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { testConnection } from "./test-connection.ts";

const { aws, cos } = STORE_PROFILES;

const run = (trial: StoreTrial) =>
  tryStore(trial, (tools, signal) =>
    testConnection({ ...tools, hashing: systemHashing }, "cloud", signal),
  );

describe("the test of a connection", () => {
  test("passes every check at a store that does as COS does, and leaves one object", async () => {
    const { test: result, memory, ledger, closed } = await run({});

    expect(result.checks.map(({ name, result: outcome }) => `${name} ${outcome}`)).toEqual([
      "reachable passed",
      "auth passed",
      "clock passed",
      "address-style passed",
      "list passed",
      "listing-order passed",
      "min-part passed",
      "etag-kind passed",
      "checksum-modes passed",
      "abort passed",
    ]);
    expect(result.measured).toEqual({ checksum: "crc64xz", objectETag: "opaque" });
    expect([...memory.objects.keys()].toSorted()).toEqual([
      "penstock-connection-test/object",
      ...["a.b", "a/b", "a0"].map((name) => `penstock-connection-test/order/${name}`),
    ]);
    expect(memory.openUploads).toEqual([]);
    expect(await ledger.connectionTests.read("cloud")).toEqual(result);
    expect(closed).toBe(2);
  });

  test.each([
    ["lists folder by folder", "listing-invalid", "order of their keys"],
    ["may not be listed", "source-forbidden", "as the test says"],
  ] as const)("warns of a store that %s", async (_what, code, detail) => {
    const lister = { page: () => Promise.reject(new PenstockError(code, "as the test says")) };

    const { check } = await run({ lister });

    expect(check("listing-order")).toMatchObject({
      ...{ result: "warned", detail: expect.stringContaining(detail) },
    });
  });

  test("finds CRC32 to be the strongest checksum of a store that compares it", async () => {
    const { test: result } = await run({ profile: aws });

    expect(result.measured.checksum).toBe("crc32");
  });

  test("recognises an ETag that is the MD5 of the parts' MD5s", async () => {
    const mood: Mood = (store) => ({
      head: async (key, algorithm, signal) => {
        const head = await store.head(key, algorithm, signal);
        const bytes = store.objects.get(key)?.bytes ?? new Uint8Array();
        return head && { ...head, etag: toETag(md5OfMd5s(bytes, cos.limits.minPartBytes)) };
      },
    });

    expect((await run({ mood })).test.measured.objectETag).toBe("md5-of-md5s");
  });

  const failures: readonly (readonly [ErrorCode, ConnectionCheckName])[] = [
    ["store-unreachable", "reachable"],
    ["store-throttled", "reachable"],
    ["store-response-invalid", "reachable"],
    ["store-refused", "auth"],
    ["credentials-expired", "auth"],
    ["settings-invalid", "auth"],
    ["clock-skewed", "clock"],
    ["store-missing", "address-style"],
    ["store-rejected", "min-part"],
  ];

  test.each(failures)("that begins with %s fails at %s and goes no further", async (code, name) => {
    const mood: Mood = () => ({
      initiate: refuse(code),
      head: refuse(code),
      listUploads: refuseList(code),
    });

    const { test: result, memory } = await run({ profile: aws, mood });

    const at = result.checks.findIndex((check) => check.name === name);
    const results = result.checks.map((check) => check.result);
    expect(new Set(results.slice(0, at))).not.toContain("failed");
    expect(results.slice(at)).toEqual(["failed", ...results.slice(at + 1).fill("skipped")]);
    expect(result.checks[at]).toMatchObject({
      detail: expect.stringContaining(`the store said ${code}`),
      consequence: expect.any(String),
      fix: expect.any(String),
    });
    expect(result.measured).toEqual({});
    expect(memory.openUploads).toEqual([]);
  });

  test("tells a right that is missing from a wrong key", async () => {
    const { check } = await run({ mood: () => ({ initiate: refuse("store-refused") }) });

    expect(check("auth")?.detail).toContain("the keys are right, but may not open uploads");
  });

  test("says that the other address style works", async () => {
    const mood: Mood = (_store, { pathStyle }) =>
      pathStyle === true ? {} : { initiate: refuse("store-unreachable") };

    const { check, memory } = await run({ profile: aws, mood });

    expect(check("reachable")?.result).toBe("passed");
    expect(check("address-style")).toMatchObject({
      result: "failed",
      fix: 'Set "pathStyle": true in the connection.',
    });
    expect(memory.openUploads).toEqual([]);
  });

  test("shows a wrong clock that the adapter corrects by itself", async () => {
    let requests = 0;
    const mood: Mood = (store) => ({
      initiate: async (object, signal) => {
        requests += 1;
        return requests === 1
          ? Promise.reject(rejection("clock-skewed"))
          : store.initiate(object, signal);
      },
    });

    const { check } = await run({ mood });

    expect(check("clock")?.result).toBe("warned");
    expect(check("abort")?.result).toBe("passed");
  });

  test.each<[string, Mood]>([
    ["refused", () => ({ listUploads: refuseList("store-refused") })],
    ["empty", () => ({ listUploads: async function* () {} })],
  ])("warns of a list of uploads that is %s, and continues", async (_what, mood) => {
    const { check } = await run({ mood });

    expect(check("list")).toMatchObject({ result: "warned", fix: expect.stringMatching(/right/) });
    expect(check("min-part")?.result).toBe("passed");
  });

  test("takes the object for the proof when the response of a Complete is lost", async () => {
    const mood: Mood = (store) => ({
      complete: async (...call) => {
        await store.complete(...call);
        throw rejection("store-unreachable");
      },
    });

    expect((await run({ mood })).check("min-part")?.result).toBe("passed");
  });

  test("fails where parts of the smallest size cannot be joined, and ends the upload", async () => {
    const { check, memory } = await run({
      mood: () => ({ complete: refuse("store-rejected") }),
    });

    expect(check("min-part")?.result).toBe("failed");
    expect(check("etag-kind")?.result).toBe("skipped");
    expect(memory.openUploads).toEqual([]);
  });

  test("fails where a part that is sent again does not replace the earlier one", async () => {
    const sent = new Set<string>();
    const mood: Mood = (store) => ({
      listParts: async (upload, signal) =>
        (await store.listParts(upload, signal)).flatMap((part) =>
          sent.has(String(part.number)) ? [part, part] : [part],
        ),
      uploadPart: (upload, number, ...rest) => {
        sent.add(String(number));
        return store.uploadPart(upload, number, ...rest);
      },
    });

    expect((await run({ mood })).check("min-part")).toMatchObject({
      result: "failed",
      detail: expect.stringContaining("not those that were sent"),
    });
  });
});

function md5OfMd5s(bytes: Uint8Array, partBytes: number): string {
  const md5 = (piece: Uint8Array) => createHash("md5").update(piece).digest();
  const pieces = [bytes.subarray(0, partBytes), bytes.subarray(partBytes)];
  return `${md5(Buffer.concat(pieces.map(md5))).toString("hex")}-${pieces.length}`;
}
