import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRedisMemory } from "@penstock/adapter-redis";
import { isPenstockError, type Log } from "@penstock/core";
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
