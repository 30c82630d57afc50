import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRedisMemory } from "@penstock/adapter-redis";
import { isPenstockError, type Job, type Log, newJobId } from "@penstock/core";
import { startRedis } from "@penstock/local-redis";
import { eventually, ManualClock, silentLog } from "@penstock/testkit";
import { expect, onTestFinished, test, vi } from "vitest";
import { createAdmission } from "../../apps/api/src/http/admission.ts";
import { digest, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { deployOnRedis } from "../support/redis-deployment.ts";

const PARTS = 8;

/** A job whose second half is held back, on a Redis of its own. */
async function startHalfWay() {
  const dataDir = await mkdtemp(join(tmpdir(), "penstock-full-"));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  const server = await startRedis({ dataDir });
  onTestFinished(() => server.stop());
  const released = Promise.withResolvers<void>();
  let held = 0;
  const warn = vi.fn<Log["warn"]>();
  const world = deployOnRedis({
    redisUrl: server.url,
    log: { ...silentLog, warn },
    change: (store) => ({
      uploadPart: async (...args) => {
        const [, number] = args;
        if (number > PARTS / 2) {
          held += 1;
          await released.promise;
        }
        return store.uploadPart(...args);
      },
    }),
  });
  onTestFinished(world.close);
  const jobId = await world.submit("big.bin", PARTS);
  await eventually(() => held === PARTS / 2);
  return { ...world, warn, jobId, release: () => released.resolve() };
}

async function limitMemory(
  { redis }: Awaited<ReturnType<typeof startHalfWay>>,
  share: number,
): Promise<void> {
  const { usedBytes } = await readRedisMemory(redis);
  await redis.config("SET", "maxmemory", Math.floor(usedBytes / share));
}

/** Redis refused to write. */
function isFull({ err }: Readonly<Record<string, unknown>>): boolean {
  return isPenstockError(err, "ledger-unavailable") && err.message.includes("OOM");
}

test("a job continues and ends while Redis is too full for another one", async () => {
  const world = await startHalfWay();
  const clock = new ManualClock();
  const assertCapacity = createAdmission({
    readMemory: () => readRedisMemory(world.redis),
    clock,
    log: silentLog,
  });
  await limitMemory(world, 0.85);

  const refused = assertCapacity();
  await expect(refused).rejects.toMatchObject({ code: "ledger-full" });
  world.release();
  const state = await world.finish(world.jobId);
  await world.redis.config("SET", "maxmemory", 0);
  clock.advance(1000);

  await expect(assertCapacity()).resolves.toBeUndefined();
  expect(state).toBe("succeeded");
  expect(world.storedDigest("big.bin")).toBe(digest(sampleBytes(7, PARTS * MIB)));
});

test("nothing is lost while Redis takes no write at all, and all continues afterwards", async () => {
  const world = await startHalfWay();
  // Below what it uses: every write that needs memory is refused.
  await limitMemory(world, 1.2);

  const refused = await world.submit("refused.bin", 1).catch((error: unknown) => error);
  world.release();
  await eventually(() => world.warn.mock.calls.some(([fields]) => isFull(fields)));
  await world.redis.config("SET", "maxmemory", 0);
  const state = await world.finish(world.jobId);
  const later = await world.finish(await world.submit("later.bin", 2));

  expect(isPenstockError(refused, "ledger-unavailable")).toBe(true);
  expect(state).toBe("succeeded");
  expect(later).toBe("succeeded");
  expect(world.storedDigest("big.bin")).toBe(digest(sampleBytes(7, PARTS * MIB)));
  expect(world.storedDigest("refused.bin")).toBeUndefined();
  expect(world.store.openUploads).toEqual([]);
});

test("no bulk job is accepted while Redis takes no write, nor is one begun anew", async () => {
  const world = await startHalfWay();
  const { listings } = world.engine.ledger;
  const recorded = {
    counts: { stored: 0, skipped: 0, failed: 0, aborted: 0 },
    ...{ coveredBytes: 0, extra: 0, segments: 0 },
  };
  const opening = { epoch: 1, shards: [{ after: "" }], recorded, transfers: [] };
  const [begun, refused] = [newBulkJob(1), newBulkJob(2)];
  await listings.openListing(begun, opening);
  await limitMemory(world, 1.2);

  const outcomes = await Promise.allSettled([
    listings.openListing(refused, opening),
    listings.openListing(begun, { ...opening, epoch: 2, shards: [] }),
  ]);
  await world.redis.config("SET", "maxmemory", 0);
  world.release();
  await world.finish(world.jobId);
  const kept = await listings.readListing(begun.tenant, begun.id);

  expect(
    outcomes.map((each) => each.status === "rejected" && isFull({ err: each.reason })),
  ).toEqual([true, true]);
  expect(await world.record(refused.id)).toBeUndefined();
  expect(kept).toMatchObject({ epoch: 1, shards: [{ number: 0 }] });
});

function newBulkJob(number: number): Job {
  const filter = { include: [], exclude: [] };
  return {
    id: newJobId(number, new Uint8Array(10)),
    ...{ tenant: "default", name: "bulk", labels: {}, createdAtMs: number },
    bulk: {
      verb: "copy",
      selection: { kind: "prefix", connection: "source", prefix: "", filter },
      destination: { connection: "store", template: "{key}" },
      options: {
        ...{ overwrite: "always", compare: "content", verify: "part", onMissing: "fail" },
        ...{ attributePolicy: "preserve", attributes: { metadata: {} }, allowEmpty: false },
      },
    },
  };
}
