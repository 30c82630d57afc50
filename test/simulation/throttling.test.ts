import { newJobId, PenstockError, type SourceVersion } from "@penstock/core";
import { withPacedConnections } from "@penstock/engine";
import { describe, expect, test } from "vitest";
import { MemoryDeployment } from "../support/memory-deployment.ts";
import { FLEET_SCOPE, Fleet, NEVER } from "./run/rate-fleet.ts";
import { ThrottledWorkers } from "./run/throttled-workers.ts";

const VERSION: SourceVersion = { sizeBytes: 1, validator: { kind: "etag", etag: "a" } };
const OBJECT = {
  key: "key",
  attributes: { metadata: {} },
  token: "token",
  checksum: "crc64xz",
} as const;
const WORKERS = 4;
const SLOTS_EACH = 8;

/** What the stores took in a second, after the rate was found. */
async function takenLater(perSecond: Readonly<Record<string, number>>) {
  const workers = new ThrottledWorkers(WORKERS, SLOTS_EACH, perSecond);
  await workers.start();
  await workers.pass(15_000);
  const of = (name: string) => workers.stores.get(name)?.accepted ?? 0;
  const before = { slow: of("slow"), healthy: of("healthy") };

  await workers.pass(30_000);

  const accepted = [...workers.stores.values()].reduce((sum, store) => sum + store.accepted, 0);
  return {
    slow: (of("slow") - before.slow) / 30,
    healthy: (of("healthy") - before.healthy) / 30,
    // What is accepted is reported in the same step.
    isEachStoredOnce: workers.stored === accepted,
    rejections: workers.stores.get("slow")?.refused ?? 0,
  };
}

describe("a store that throttles above a rate", () => {
  test.each([20, 60])(
    "of %i requests a second gets nearly all of them, loses no part, and takes nothing from another connection",
    async (most) => {
      const taken = await takenLater({ slow: most, healthy: 10_000 });
      // Of 32 slots, with five requests a second each, what the rate does not need.
      const ofOthers = (WORKERS * SLOTS_EACH - most / 5) * 5;

      expect(taken.rejections).toBeGreaterThan(0);
      expect(taken.slow / most).toBeGreaterThanOrEqual(0.85);
      expect(taken.isEachStoredOnce).toBe(true);
      // A request that was refused keeps its slot here until it is sent again.
      expect(taken.healthy / ofOthers).toBeGreaterThan(0.75);
    },
  );
});

test("a source that asks for patience while it is read for a store slows down itself, and not the store", async () => {
  const fleet = new Fleet(1);
  const [limiter] = fleet.workers;
  const throttled = new PenstockError("source-throttled", "too many", {
    details: { retryAfterMs: 3000 },
  });
  const refusing = () => ({
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(throttled) }),
  });
  const inMemory = new MemoryDeployment(1, {
    source: (inner) => ({ stat: (key, signal) => inner.stat(key, signal), read: refusing }),
  });
  const entryReader = () => inMemory.store.reader;
  const connections = { ...inMemory.engine.connections, entryReader };
  const body = (chunks: AsyncIterable<Uint8Array>) => ({ lengthBytes: 1, chunks });
  const { tenant, jobId } = { tenant: "default", jobId: newJobId(0, new Uint8Array(10)) };
  if (limiter === undefined) {
    throw new RangeError("there is no worker");
  }

  const moved = withPacedConnections(
    { connections, limiter, clock: fleet.clock },
    { tenant, jobId },
    async (paced) => {
      const chunks = paced
        .source("source")
        .read("key", VERSION, { startByte: 0, lengthBytes: 1 }, NEVER);
      await paced.store("store").put(OBJECT, body(chunks), NEVER);
    },
  );
  await expect(moved).rejects.toBe(throttled);

  const asked = (name: string) => ({
    ...({ limit: "requestsPerSecond", count: 1 } as const),
    scope: { ...FLEET_SCOPE, connections: [name] },
  });
  expect(limiter.take(asked("store"), NEVER)).toBe(1);
  expect(limiter.take(asked("source"), NEVER)).toBeInstanceOf(Promise);
});
