import { connectRedis, type RedisClient, RedisLedger } from "@penstock/adapter-redis";
import { NO_TIME, type PartTask, withPart, workerTag } from "@penstock/core";
import { LedgerScenario, reportOf, silentLog, useRedis } from "@penstock/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

const REPORTS = 40;
/** What one report costs, beside an event of its progress, which comes at most five times a second. */
const COMMANDS_OF_A_REPORT = {
  ...{ evalsha: 1, time: 1 },
  ...{ hmget: 2, hget: 1, hexists: 1, lpop: 1, mget: 1, zcard: 1 },
  ...{ hsetnx: 1, hset: 3, hdel: 1, zadd: 1, setrange: 1 },
};

const RECORD = { worker: workerTag("w"), endedAtMs: 1, phases: NO_TIME };

const server = useRedis();
let redis: RedisClient;

beforeAll(() => {
  redis = connectRedis(server.url, { role: "service", log: silentLog });
});

afterAll(() => {
  redis.disconnect();
});

test("a part that a worker continues from costs one call, and in it fifteen commands", async () => {
  const tenant = server.newName();
  const ledger = new RedisLedger(redis);
  const scenario = new LedgerScenario({
    ...{ ledger, tenant, passTime: async () => undefined },
    stopSignals: { onStopped: async () => undefined },
  });
  await scenario.uploading(2 * REPORTS);
  await ledger.parts.setInFlightLimit(tenant, 1);
  const { tasks } = await ledger.parts.dispatch(tenant);
  const [first] = tasks;
  const second = await continueFrom(ledger, first);
  await redis.config("RESETSTAT");

  let at: PartTask | undefined = second;
  for (let report = 0; report < REPORTS; report += 1) {
    at = await continueFrom(ledger, at);
  }

  const { info: _, config: __, xadd: events = 0, hset = 0, ...others } = await commands();
  const perReport = Object.entries({ ...others, hset: hset - events }).map(([name, calls]) => [
    name,
    calls / REPORTS,
  ]);
  expect(Object.fromEntries(perReport)).toEqual(COMMANDS_OF_A_REPORT);
});

async function continueFrom(
  ledger: RedisLedger,
  task: PartTask | undefined,
): Promise<PartTask | undefined> {
  const { next } = task
    ? await ledger.parts.dispatch(task.tenant, { ...reportOf(task, true), record: RECORD })
    : { next: undefined };
  return task && next && withPart(task, next);
}

/** How often each was called, by scripts as well. */
async function commands(): Promise<Readonly<Record<string, number>>> {
  const text = await redis.info("commandstats");
  const found = [...text.matchAll(/^cmdstat_([^:|]+)[^:]*:calls=(\d+)/gm)];
  return Object.fromEntries(found.map(([, name = "", calls = ""]) => [name, Number(calls)]));
}
