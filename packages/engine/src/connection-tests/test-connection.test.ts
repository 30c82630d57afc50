import { createHash } from "node:crypto";
import {
  type ConnectionCheck,
  type ConnectionCheckName,
  type Connections,
  type ConnectionTest,
  type ErrorCode,
  type ObjectStore,
  PenstockError,
  STORE_PROFILES,
  type StoreProfile,
  type StoreVariant,
  toETag,
} from "@penstock/core";
import { systemHashing } from "@penstock/process";
import { ManualClock, MemoryLedger, MemoryObjectStore, seededRandom } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { testConnection } from "./test-connection.ts";

const { aws, cos } = STORE_PROFILES;
const NEVER = new AbortController().signal;

/** Changes what a store does; the variant tells which of the probes it is. */
type Mood = (store: MemoryObjectStore, variant: StoreVariant) => Partial<ObjectStore>;

type Subject = {
  readonly profile?: StoreProfile;
  readonly mood?: Mood;
  readonly signal?: AbortSignal;
};

type Outcome = {
  readonly test: ConnectionTest;
  readonly memory: MemoryObjectStore;
  readonly ledger: MemoryLedger;
  readonly closed: number;
  check(name: ConnectionCheckName): ConnectionCheck | undefined;
};

async function run({
  profile = cos,
  mood = () => ({}),
  signal = NEVER,
}: Subject): Promise<Outcome> {
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  const memory = new MemoryObjectStore(profile);
  let closed = 0;
  const connections: Connections = {
    store: () => memory,
    source: () => memory.reader,
    serverSideCopySource: () => undefined,
    probe: (_name, variant) => ({
      ...throughTo(memory),
      ...mood(memory, variant),
      profile: { ...profile, pathStyle: styleOf(profile, variant) },
      close: () => {
        closed += 1;
      },
    }),
  };
  const tester = { ledger, connections, clock, random: seededRandom(1), hashing: systemHashing };
  const result = await testConnection(tester, "cloud", signal);
  const check = (name: string) => result.checks.find((row) => row.name === name);
  return { test: result, memory, ledger, closed, check };
}

/** COS has one style. */
function styleOf({ checksum, pathStyle }: StoreProfile, variant: StoreVariant): boolean {
  return checksum === "crc64xz" ? pathStyle : (variant.pathStyle ?? pathStyle);
}

function throughTo(store: ObjectStore): ObjectStore {
  return {
    profile: store.profile,
    initiate: (object, signal) => store.initiate(object, signal),
    uploadPart: (...call) => store.uploadPart(...call),
    copyPart: (...call) => store.copyPart(...call),
    complete: (...call) => store.complete(...call),
    abort: (upload, signal) => store.abort(upload, signal),
    listParts: (upload, signal) => store.listParts(upload, signal),
    listUploads: (prefix, signal) => store.listUploads(prefix, signal),
    put: (...call) => store.put(...call),
    head: (...call) => store.head(...call),
  };
}

const rejection = (code: ErrorCode) => new PenstockError(code, `the store said ${code}`);
const refuse = (code: ErrorCode) => async () => Promise.reject(rejection(code));
const refuseList = (code: ErrorCode) => (): AsyncIterable<never> => ({
  [Symbol.asyncIterator]: () => ({ next: refuse(code) }),
});

/** A store that takes a checksum and never compares it. */
const ignores =
  (algorithm: "crc32" | "md5"): Mood =>
  (store) => ({
    uploadPart: (upload, number, { checksum, ...body }, mode, signal) => {
      const kept = mode === algorithm || checksum === undefined ? body : { ...body, checksum };
      return store.uploadPart(upload, number, kept, mode, signal);
    },
  });

describe("the test of a connection", () => {
  test("passes every check at a store that does as COS does, and leaves one object", async () => {
    const { test: result, memory, ledger, closed } = await run({});

    expect(result.checks.map(({ name, result: outcome }) => `${name} ${outcome}`)).toEqual([
      "reachable passed",
      "auth passed",
      "clock passed",
      "address-style passed",
      "list passed",
      "min-part passed",
      "etag-kind passed",
      "checksum-modes passed",
      "abort passed",
    ]);
    expect(result.measured).toEqual({ checksum: "crc64xz", objectETag: "opaque" });
    expect([...memory.objects.keys()]).toEqual(["penstock-connection-test/object"]);
    expect(memory.openUploads).toEqual([]);
    expect(await ledger.connectionTests.read("cloud")).toEqual(result);
    expect(closed).toBe(2);
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

function md5OfMd5s(bytes: Uint8Array, partBytes: number): string {
  const md5 = (piece: Uint8Array) => createHash("md5").update(piece).digest();
  const pieces = [bytes.subarray(0, partBytes), bytes.subarray(partBytes)];
  return `${md5(Buffer.concat(pieces.map(md5))).toString("hex")}-${pieces.length}`;
}
