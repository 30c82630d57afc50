import type { FaultRule } from "@penstock/cos-emulator";
import { MemorySource } from "@penstock/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { deployOnEmulator } from "../support/emulator-deployment.ts";
import { digest, MIB, sampleBytes } from "../support/memory-deployment.ts";

// A store that asks for patience many times in a row, at any call, loses no attempt and no part.

const KEY = "in/big.bin";
const BYTES = sampleBytes(3, 4 * MIB - 100);
const SMALL = BYTES.subarray(0, 1000);

const WORDS: readonly (readonly [status: number, code: string])[] = [
  [503, "SlowDown"],
  [503, "ServiceUnavailable"],
  [503, "RequestLimitExceeded"],
  [429, "TooManyRequests"],
  [400, "UserNetworkTooSlow"],
];

type Call = NonNullable<FaultRule["on"]["call"]>;

const CALLS: readonly (readonly [call: Call, bytes: Uint8Array])[] = [
  ["InitiateMultipartUpload", BYTES],
  ["UploadPart", BYTES],
  ["ListParts", BYTES],
  ["CompleteMultipartUpload", BYTES],
  ["HeadObject", BYTES],
  ["PutObject", SMALL],
];

const BURSTS = [12, 35];

describe.each(CALLS)("a burst at %s", (call, bytes) => {
  // The code of a 400 is in its body, which a HEAD does not have.
  const words = WORDS.filter(([status]) => call !== "HeadObject" || status !== 400);

  test.each(BURSTS.flatMap((times) => words.map((word) => [times, ...word] as const)))(
    "of %i times %i %s is waited for",
    async (times, status, code) => {
      const source = new MemorySource();
      source.put(KEY, bytes);
      const fault = { kind: "refuse-before-body", status, code } as const;
      const faults = [{ on: { call }, times, fault }];
      const world = await deployOnEmulator({ source, faults });
      onTestFinished(world.close);
      const { deployment, emulator } = world;
      const startMs = deployment.clock.nowMs();

      const jobId = await deployment.submit(KEY);
      await deployment.runUntilIdle();

      const { state, generation } = await deployment.transferOf(jobId);
      expect({ ...state, generation }).toMatchObject({ kind: "stored", generation: 1 });
      expect(digest((await world.readStored(KEY)) ?? new Uint8Array())).toBe(digest(bytes));
      const bodies = emulator()
        .journal.entries()
        .filter((entry) => ["UploadPart", "PutObject"].includes(entry.call ?? ""))
        .filter((entry) => entry.status === 200);
      expect(bodies).toHaveLength(bytes === SMALL ? 1 : 4);
      expect(deployment.clock.nowMs() - startMs).toBeGreaterThan(10_000);
    },
  );
});

test.each([
  [400, "ExpiredToken"],
  [403, "RequestTimeTooSkewed"],
  [400, "UserNetworkTooSlow"],
])("a HEAD that is rejected for a while with %i %s is waited for", async (status, code) => {
  const source = new MemorySource();
  source.put(KEY, BYTES);
  const fault = { kind: "refuse-before-body", status, code } as const;
  const faults = [
    { on: { call: "HeadObject" }, times: 5, fault },
    { on: { call: "GetObject" }, times: 5, fault },
  ] as const;
  const world = await deployOnEmulator({ source, faults });
  onTestFinished(world.close);
  const { deployment } = world;

  const jobId = await deployment.submit(KEY);
  await deployment.runUntilIdle();

  expect((await deployment.transferOf(jobId)).state.kind).toBe("stored");
});
