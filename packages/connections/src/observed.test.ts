import { type PartBody, PenstockError, STORE_PROFILES } from "@penstock/core";
import { checksumOf, MemoryObjectStore, MemorySource } from "@penstock/testkit";
import { beforeEach, expect, test } from "vitest";
import { type ObservedCall, observedLister, observedSource, observedStore } from "./observed.ts";

const BYTES = new Uint8Array([1, 2, 3]);
const RANGE = { startByte: 0, lengthBytes: 3 };
const signal = AbortSignal.timeout(120_000);

let calls: ObservedCall[] = [];
const observe = (call: ObservedCall) => {
  calls.push(call);
};

beforeEach(() => {
  calls = [];
});

function bodyOf(bytes: Uint8Array): PartBody {
  async function* chunks() {
    yield bytes;
  }
  return { lengthBytes: bytes.length, chunks: chunks(), checksum: checksumOf("crc64xz", bytes) };
}

async function walk(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items) {
    // Only the walk counts.
  }
}

test("tells of each call to a store how it went, and returns what the store did", async () => {
  const memory = new MemoryObjectStore(STORE_PROFILES.cos);
  const store = observedStore(memory, "lab", observe);
  const object = {
    key: "a",
    attributes: { metadata: {} },
    token: "t",
    checksum: "crc64xz",
  } as const;

  const put = await store.put(object, bodyOf(BYTES), signal);
  const head = await store.head("a", "crc64xz", signal);
  const gone = store.listParts(
    { key: "a", uploadId: await store.initiate(object, signal) },
    signal,
  );

  expect(head).toMatchObject({ etag: put.etag, sizeBytes: 3, token: "t" });
  expect(await gone).toEqual([]);
  expect(store.profile).toBe(memory.profile);
  expect(calls).toEqual([
    expect.objectContaining({ operation: "put", outcome: "ok", bytes: 3, connection: "lab" }),
    expect.objectContaining({ operation: "head", outcome: "ok", bytes: undefined, side: "store" }),
    expect.objectContaining({ operation: "initiate", outcome: "ok" }),
    expect.objectContaining({ operation: "listParts", outcome: "ok" }),
  ]);
});

test("tells of a walk once, when it ends, fails or is left", async () => {
  const source = new MemorySource();
  source.put("a", BYTES);
  const { sourceVersion } = await source.stat("a", signal);
  source.put("b", BYTES);
  const observed = observedSource(source, "disk", observe);

  await walk(observed.read("a", sourceVersion, RANGE, signal));
  for await (const _ of observed.read("a", sourceVersion, RANGE, signal)) {
    break;
  }
  const changed = walk(observed.read("b", sourceVersion, RANGE, signal));

  await expect(changed).rejects.toMatchObject({ code: "source-changed" });
  expect(calls.map(({ operation, outcome, bytes }) => [operation, outcome, bytes])).toEqual([
    ["read", "ok", 3],
    ["read", "ok", 3],
    ["read", "source-changed", 3],
  ]);
  expect(calls.map(({ firstByteMs }) => firstByteMs === undefined)).toEqual([false, false, true]);
});

test("tells of an object that is opened, and of the walk through its bytes", async () => {
  const source = new MemorySource();
  source.put("a", BYTES);
  const { sourceVersion } = await source.stat("a", signal);
  const observed = observedSource(source, "disk", observe);

  const opened = await observed.open("a", sourceVersion, signal);
  await walk(opened.chunks);
  await observedLister(source.lister, "disk", observe).page({ prefix: "", after: "" }, 9, signal);

  expect(calls.map(({ operation, outcome }) => [operation, outcome])).toEqual([
    ["open", "ok"],
    ["read", "ok"],
    ["list", "ok"],
  ]);
});

test("tells the code of an error, and passes the very error on", async () => {
  const error = new PenstockError("store-throttled", "slow down");
  const store = new MemoryObjectStore(STORE_PROFILES.cos);
  store.head = () => Promise.reject(error);

  const head = observedStore(store, "lab", observe).head("a", "crc64xz", signal);

  await expect(head).rejects.toBe(error);
  expect(calls).toEqual([expect.objectContaining({ operation: "head", outcome: error.code })]);
});
