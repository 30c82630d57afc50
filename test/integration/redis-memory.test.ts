import { connectRedis, type RedisClient, RedisLedger } from "@penstock/adapter-redis";
import { NO_TIME, type PartTask, toETag, workerTag } from "@penstock/core";
import { LedgerScenario, reportOf, silentLog, useRedis } from "@penstock/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

const PARTS = 10_000;
const RECORD = { worker: workerTag("w"), endedAtMs: 1, phases: NO_TIME };

const server = useRedis();
let redis: RedisClient;

beforeAll(() => {
  redis = connectRedis(server.url, { role: "service", log: silentLog });
});

afterAll(() => {
  redis.disconnect();
});

function newScenario(): LedgerScenario {
  return new LedgerScenario({
    ledger: new RedisLedger(redis),
    stopSignals: { onStopped: async () => undefined },
    tenant: server.newName(),
    passTime: async () => undefined,
  });
}

/** Of all keys of the tenant, with what Redis spends around them. */
async function bytesOf(tenant: string): Promise<number> {
  const keys = await redis.keys(`penstock:{${tenant}}:*`);
  const sizes = await Promise.all(keys.map((key) => redis.memory("USAGE", key, "SAMPLES", 0)));
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}

test("parts beyond the in-flight limit cost no memory", async () => {
  const few = newScenario();
  const many = newScenario();
  await few.uploading(64);
  await many.uploading(PARTS);

  await few.claim();
  await many.claim();

  // All that the larger one has more is its place on the run queue.
  const difference = (await bytesOf(many.tenant)) - (await bytesOf(few.tenant));
  expect(difference / PARTS).toBeLessThan(0.1);
});

test.each([
  ["COS: 16 digits of CRC-64 and an ETag of 40", 16, 40],
  ["S3: 8 digits of CRC-32 and an ETag of 32", 8, 32],
  ["others: 32 digits of MD5 and an ETag of 32", 32, 32],
])("an uploaded part costs at most 150 bytes (%s)", async (_name, checksumDigits, etagDigits) => {
  const scenario = newScenario();
  const { ledger, tenant } = scenario;
  const transfer = await scenario.uploading(PARTS);
  const before = await bytesOf(tenant);
  let finalizes = 0;

  let tasks: readonly PartTask[] = (await ledger.parts.dispatch(tenant)).tasks;
  while (tasks.length > 0) {
    await Promise.all(tasks.map((task) => ledger.parts.beginAttempt(task)));
    const responses = await Promise.all(
      tasks.map((task) => {
        const etag = `${reportOf(task).etag}`.padStart(etagDigits, "0").slice(-etagDigits);
        const checksum = "a".repeat(checksumDigits);
        const uploaded = { etag: toETag(etag), checksum, record: RECORD };
        return ledger.parts.dispatch(tenant, { ...reportOf(task), ...uploaded });
      }),
    );
    finalizes += responses.filter(({ isLastPart }) => isLastPart).length;
    tasks = responses.flatMap((response) => response.tasks);
  }

  const bytesPerPart = ((await bytesOf(tenant)) - before) / PARTS;
  expect(finalizes).toBe(1);
  expect((await scenario.record(transfer)).progress.partsStored).toBe(PARTS);
  expect(bytesPerPart).toBeLessThan(150);
});
