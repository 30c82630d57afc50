import { createCosSourceReader } from "@penstock/adapter-cos";
import type { TransferOptions } from "@penstock/core";
import type { FaultRule } from "@penstock/cos-emulator";
import { systemClock } from "@penstock/process";
import { MemorySource } from "@penstock/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { BUCKET, KEYS, REGION, startEmulator } from "../conformance/on-emulator.ts";
import { openTarget } from "../conformance/open-target.ts";
import { startCorruptingProxy } from "../support/corrupting-proxy.ts";
import { deployOnEmulator } from "../support/emulator-deployment.ts";
import { digest, MIB, sampleBytes } from "../support/memory-deployment.ts";

// Bits that flip outside of our processes: on real sockets, and on the disk of a real store.

const KEY = "a";
const PART_BYTES = 5 * MIB;
const MARK = "here is part two";
const BYTES = sampleBytes(3, 2 * PART_BYTES + 7);
BYTES.set(Buffer.alloc(MIB, MARK), PART_BYTES + MIB);
const ALWAYS = 1_000_000;
const SIGNAL = new AbortController().signal;
const PART_TWO = { call: "UploadPart", part: 2 } as const;
const ROTTEN: FaultRule["fault"] = { kind: "corrupt-part", isReported: false };

type Request = Parameters<typeof deployOnEmulator>[0];

async function carry(
  request: Omit<Request, "source"> & Partial<Pick<Request, "source">>,
  options: Partial<TransferOptions> = {},
) {
  const source = new MemorySource();
  source.put(KEY, BYTES);
  const world = await deployOnEmulator({ source, ...request });
  onTestFinished(world.close);
  const { deployment, emulator } = world;
  const jobId = await deployment.submit(KEY, { partSizeBytes: PART_BYTES, ...options });
  await deployment.runUntilIdle();
  const stored = await world.readStored(KEY);
  expect(emulator().openUploads()).toEqual([]);
  return {
    state: (await deployment.transferOf(jobId)).state,
    stored: stored && digest(stored),
    partsSent: emulator()
      .journal.entries()
      .flatMap(({ call, part }) => (call === "UploadPart" ? [part] : [])),
  };
}

describe.each(["cos", "s3"] as const)("a bit that flips, at %s,", (dialect) => {
  /** A way to the store on which part 2 is corrupted. */
  function proxy(times: number): Pick<Request, "way"> {
    return {
      way: async (storePort) => {
        const corrupting = await startCorruptingProxy(storePort, { mark: MARK, times });
        onTestFinished(corrupting.close);
        return corrupting.port;
      },
    };
  }

  test("once on the network costs that part one repeat", async () => {
    const { state, stored, partsSent } = await carry({ dialect, ...proxy(1) });

    expect(state.kind).toBe("stored");
    expect(stored).toBe(digest(BYTES));
    expect(partsSent.toSorted()).toEqual([1, 2, 2, 3]);
  });

  test("always on the network ends the transfer, names the part and leaves no object", async () => {
    const { state, stored } = await carry({ dialect, ...proxy(ALWAYS) });

    expect(state).toMatchObject({ kind: "failed", cause: { code: "checksum-mismatch" } });
    expect(state).toHaveProperty("cause.message", expect.stringContaining("part 2"));
    expect(stored).toBeUndefined();
  });

  test("always on the disk of the store is never called stored", async () => {
    const rotten = { on: PART_TWO, times: ALWAYS, fault: ROTTEN };

    const { state } = await carry({ dialect, faults: [rotten] });

    expect(state).toMatchObject({ kind: "failed", cause: { code: "integrity-mismatch" } });
  });

  test("once on the way back is read again", async () => {
    const rule: FaultRule = { on: { call: "GetObject" }, fault: { kind: "corrupt-response" } };

    const { state, stored } = await carry({ dialect, faults: [rule] }, { verify: "full" });

    expect(state).toMatchObject({ kind: "stored", object: { verifiedBy: "read-back" } });
    expect(stored).toBe(digest(BYTES));
  });
});

test("a bit that always flips on the disk of the store is named by its part when it is read back", async () => {
  const rotten = { on: PART_TWO, times: ALWAYS, fault: ROTTEN };

  const { state } = await carry({ faults: [rotten] }, { verify: "full" });

  const range = `part 2 (bytes ${PART_BYTES}-${2 * PART_BYTES - 1})`;
  expect(state).toMatchObject({ kind: "failed", cause: { code: "integrity-mismatch" } });
  expect(state).toHaveProperty("cause.message", expect.stringContaining(range));
});

describe("a bit that flips on its way from a source that publishes a checksum", () => {
  async function flippingSource(times: number) {
    const { emulator, target, close } = await startEmulator();
    onTestFinished(close);
    const { store, close: closeStore } = openTarget(target("cos"), "");
    const chunks = (async function* () {
      yield BYTES;
    })();
    const object = { key: KEY, attributes: { metadata: {} }, token: "theirs" } as const;
    const body = { lengthBytes: BYTES.length, chunks };
    await store.put({ ...object, checksum: "crc64xz" }, body, SIGNAL);
    await closeStore();
    emulator.faults.add({ on: { call: "GetObject" }, times, fault: { kind: "corrupt-response" } });
    const reader = createCosSourceReader({
      bucket: BUCKET,
      region: REGION,
      endpoint: emulator.endpoint,
      clock: systemClock,
      credentials: () => KEYS,
    });
    onTestFinished(reader.close);
    return reader;
  }

  test("once is cured by reading again", async () => {
    const { state, stored } = await carry({ source: await flippingSource(1) });

    expect(state.kind).toBe("stored");
    expect(stored).toBe(digest(BYTES));
  });

  test("always ends the transfer, and no object appears", async () => {
    const { state, stored } = await carry({ source: await flippingSource(ALWAYS) });

    expect(state).toMatchObject({ kind: "failed", cause: { code: "integrity-mismatch" } });
    expect(stored).toBeUndefined();
  });
});
