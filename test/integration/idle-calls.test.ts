// What each role asks Redis for by the clock while nothing is moved: every process of a deployment pays it all day.

import { randomBytes } from "node:crypto";
import {
  connectRedis,
  type RedisClient,
  RedisConfigStore,
  RedisLedger,
  readRedisMemory,
} from "@penstock/adapter-redis";
import { ConfigView, KnownTenants, LimitBook, RateLimiter } from "@penstock/engine";
import { createSealing, Meters, systemClock, systemRandom } from "@penstock/process";
import {
  ManualClock,
  MemoryJobArchive,
  MemoryJournal,
  MemoryRowArchive,
  repetitions,
  silentLog,
  useRedis,
} from "@penstock/testkit";
import { CONNECTIONS, LIMIT_FORMS, TENANTS } from "@penstock/wire";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { LedgerFigures } from "../../apps/coordinator/src/ledger-figures.ts";
import { openSchedules } from "../../apps/coordinator/src/open-schedules.ts";
import { openWebhooks } from "../../apps/coordinator/src/open-webhooks.ts";
import { sweepsOf } from "../../apps/coordinator/src/start-sweeps.ts";
import { commandsDuring } from "../support/redis-commands.ts";
import { deployOnRedis } from "../support/redis-deployment.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Of the leader, with one tenant whose job has ended. */
const MOST_OF_LEADER = 800;
const MOST_OF_SWEEP: Readonly<Record<string, number>> = {
  "of the shares and last parts": 5,
  "of the rows": 0,
  "of the webhooks": 1,
  "of the schedules": 2,
  "of the journal": 2,
  "of the deadlines": 2,
};

const server = useRedis();
let redis: RedisClient;
let config: RedisConfigStore;

beforeEach(async () => {
  redis = connectRedis(server.url, { role: "service", log: silentLog });
  await redis.ping();
  config = new RedisConfigStore(redis, {
    ...{ clock: systemClock, random: systemRandom, log: silentLog },
    ...{ journal: undefined, secrets: new Set<string>() },
  });
});

afterEach(() => redis.disconnect());

function countCommands(run: () => Promise<unknown>): Promise<readonly string[]> {
  return commandsDuring(redis, server.url, run);
}

/** The sweeps of a leader with one job that has ended, after each of them has run once. */
async function idleLeader() {
  const [journal, archive] = [new MemoryJournal(), new MemoryJobArchive()];
  const deployment = deployOnRedis({ redisUrl: server.url, journal, archive });
  onTestFinished(() => deployment.close());
  await deployment.finish(await deployment.submitBytes("object", 1024));
  await deployment.stopConsumers();
  const engine = { ...deployment.engine, journal, archive, rowArchive: new MemoryRowArchive() };
  const schedules = openSchedules(engine, config, redis);
  const webhooks = openWebhooks(engine, {
    ...{ config, connection: redis, allowNetworks: [] },
    sealing: createSealing([randomBytes(32).toString("base64")], systemRandom),
  });
  onTestFinished(async () => {
    await Promise.all([schedules.close(), webhooks.close()]);
  });
  const sweeps = sweepsOf(
    {
      ...{ ...schedules.scheduling, config, queue: deployment.bullmq, webhooks: webhooks.routing },
      limitBook: new LimitBook({ config, forms: LIMIT_FORMS, settings: {} }),
      figures: new LedgerFigures(new Meters("coordinator"), systemClock, () => []),
      connectionNames: () => ["files", "store"],
      retention: { succeeded: HOUR_MS, failed: HOUR_MS },
      readMemory: () => readRedisMemory(redis),
    },
    new AbortController().signal,
  );
  for (const { run } of sweeps) {
    await run();
  }
  return sweeps;
}

test("a leader that leads nothing asks little, and for each thing once", async () => {
  const sweeps = await idleLeader();

  const asked = new Map<string, number>();
  for (const { what, run } of sweeps) {
    asked.set(what, (await countCommands(run)).length);
  }

  const perMinute = sweeps.map(
    ({ what, everyMs }) => ((asked.get(what) ?? 0) * MINUTE_MS) / everyMs,
  );
  process.stdout.write(`${JSON.stringify(Object.fromEntries(asked))}\n`);
  for (const [what, most] of Object.entries(MOST_OF_SWEEP)) {
    expect([what, asked.get(what)]).toEqual([what, expect.any(Number)]);
    expect(asked.get(what)).toBeLessThanOrEqual(most);
  }
  expect(perMinute.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(MOST_OF_LEADER);
});

test("a process that looks for changed connections asks for one value", async () => {
  const view = new ConfigView(config, CONNECTIONS);
  await view.refreshOnce();

  const commands = await countCommands(() => view.refreshOnce());

  expect(commands).toEqual(["mget"]);
});

test("a worker leases nothing where nothing is limited, and looks for limits with one value", async () => {
  const clock = new ManualClock();
  const book = new LimitBook({ config, forms: LIMIT_FORMS, settings: {} });
  const store = new RedisLedger(redis).limits;
  const limiter = new RateLimiter({ store, book, clock, repeats: repetitions(), worker: "w" });
  await limiter.lookNow();

  const commands = await countCommands(async () => {
    for (let ticks = 0; ticks < 4; ticks += 1) {
      clock.advance(250);
      limiter.tick();
    }
    await limiter.lookNow();
  });

  // That of the ticks, and that of the one which waits for them.
  expect(commands).toEqual(["mget", "mget"]);
});

test("an api asks for the rules of tenants once, however many requests need them at the same time", async () => {
  const tenants = new KnownTenants({ config, kind: TENANTS, clock: new ManualClock() });

  const commands = await countCommands(() =>
    Promise.all(Array.from({ length: 16 }, (_, index) => tenants.rulesOf(`tenant-${index}`))),
  );

  expect(commands).toEqual(["mget", "multi", "exists", "hgetall", "exec"]);
});
