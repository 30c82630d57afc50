import { connectRedis, type RedisClient, RedisLedger } from "@penstock/adapter-redis";
import type { Transfer } from "@penstock/core";
import { CountReconciler } from "@penstock/engine";
import { LedgerScenario, repetitions, silentLog, uploadOf, useRedis } from "@penstock/testkit";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

const SKIP = { kind: "transfer-skipped", reason: "it is there" } as const;

const server = useRedis();
let redis: RedisClient;
let scenario: LedgerScenario;
let errors: unknown[];

beforeAll(() => {
  redis = connectRedis(server.url, { role: "service", log: silentLog });
});

afterAll(() => {
  redis.disconnect();
});

beforeEach(() => {
  errors = [];
  scenario = new LedgerScenario({
    ledger: new RedisLedger(redis),
    stopSignals: { onStopped: async () => undefined },
    tenant: server.newName(),
    passTime: async () => undefined,
  });
});

function jobKey({ jobId }: Transfer): string {
  return `penstock:{${scenario.tenant}}:job:${jobId}`;
}

async function audit(): Promise<void> {
  const log = { ...silentLog, error: (fields: object) => void errors.push(fields) };
  await new CountReconciler({
    ledger: scenario.ledger,
    log,
    repeats: repetitions(),
  }).reconcileOnce();
}

/** The errors about this test's job: other tests' jobs lie on the same server. */
function reported({ jobId }: Transfer): readonly unknown[] {
  return errors.filter((fields) => Reflect.get(Object(fields), "jobId") === jobId);
}

test("a count that is too high is corrected, said aloud, and the job ends", async () => {
  const transfer = await scenario.planned();
  await redis.hincrby(jobKey(transfer), "n:planned", 1);
  await scenario.advance(transfer, SKIP);
  const before = await scenario.record(transfer);

  await audit();

  const { counts, finishedAtMs } = await scenario.record(transfer);
  expect(before).toMatchObject({ counts: { planned: 1, skipped: 1 }, finishedAtMs: undefined });
  expect(counts).toMatchObject({ listed: 1, planned: 0, skipped: 1 });
  expect(finishedAtMs).toBeGreaterThan(0);
  expect(reported(transfer)).toMatchObject([{ listed: 1, pending: 0 }]);
});

test("a job that looks unfinished while all its transfers have ended is ended", async () => {
  const transfer = await scenario.advance(await scenario.planned(), SKIP);
  await redis.hset(jobKey(transfer), "n:skipped", 0, "n:verifying", 1);
  await redis.hdel(jobKey(transfer), "finishedAt");

  await audit();

  expect((await scenario.record(transfer)).counts).toMatchObject({ verifying: 0, skipped: 1 });
  expect((await scenario.record(transfer)).finishedAtMs).toBeGreaterThan(0);
});

test("a job whose end was not recorded is ended", async () => {
  const transfer = await scenario.advance(await scenario.planned(), SKIP);
  await redis.hdel(jobKey(transfer), "finishedAt");

  await audit();

  expect((await scenario.record(transfer)).finishedAtMs).toBeGreaterThan(0);
});

test("a job whose counts were closed over a pending transfer is open again", async () => {
  const upload = uploadOf(2);
  const transfer = await scenario.advance(await scenario.planned(), {
    kind: "upload-opened",
    upload,
  });
  await redis.hset(jobKey(transfer), "n:uploading", 0, "finishedAt", 1);

  await audit();

  const { counts, finishedAtMs } = await scenario.record(transfer);
  expect(counts).toMatchObject({ uploading: 1 });
  expect(finishedAtMs).toBeUndefined();
});

test("counts that are right are left as they are, running or ended", async () => {
  const running = await scenario.uploading(2);
  const ended = await scenario.advance(await scenario.planned(), SKIP);
  const before = [await scenario.record(running), await scenario.record(ended)];

  await audit();

  expect([await scenario.record(running), await scenario.record(ended)]).toEqual(before);
  expect([...reported(running), ...reported(ended)]).toEqual([]);
});

test("counts that moved since they were read are not written over", async () => {
  const transfer = await scenario.planned();
  const { counts } = await scenario.record(transfer);
  await scenario.advance(transfer, SKIP);

  const wrong = { ...counts, planned: 5 };
  const isWritten = await scenario.ledger.jobs.replaceCounts(
    scenario.tenant,
    transfer.jobId,
    counts,
    wrong,
  );

  expect(isWritten).toBe(false);
  expect((await scenario.record(transfer)).counts).toMatchObject({ planned: 0, skipped: 1 });
});
