import { connectRedis, RedisLedger } from "@penstock/adapter-redis";
import type { SystemEvent } from "@penstock/core";
import { eventually, LedgerScenario, silentLog, useRedis } from "@penstock/testkit";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

const SYSTEM = "penstock:system:{system}:";
/** An event is ids and a state. */
const MAX_EVENT_BYTES = 300;

const server = useRedis();
let redis: Redis;
let ledger: RedisLedger;
let scenario: LedgerScenario;

beforeAll(() => {
  redis = new Redis(server.url);
});

beforeEach(async () => {
  await redis.flushall();
  ledger = new RedisLedger(redis);
  const passTime = async () => undefined;
  const stopSignals = { onStopped: async () => undefined };
  scenario = new LedgerScenario({ ledger, stopSignals, tenant: server.newName(), passTime });
});

afterAll(() => {
  redis.disconnect();
});

async function systemEvents(): Promise<readonly SystemEvent[]> {
  return (await ledger.events.ofSystem({ limit: 1000 })).events;
}

test("a process that died is lost once, however many look who is alive", async () => {
  await ledger.workers.announceProcess({ id: "w-1", role: "worker", leftAlone: [] });
  const said = JSON.stringify({ id: "w-1", role: "worker", leftAlone: [] });
  await redis.hset(`${SYSTEM}processes`, "w-1", `${said} 1000`);

  await Promise.all([ledger.workers.liveProcesses(), ledger.workers.liveProcesses()]);

  const ends = (await systemEvents()).filter((event) => event.kind === "process");
  expect(ends.map(({ state }) => state)).toEqual(["started", "lost"]);
});

test("a Redis without anything, and one that was started again, are events of the next announcement", async () => {
  const announce = () =>
    ledger.workers.announceProcess({ id: "w-1", role: "worker", leftAlone: [] });
  await announce();
  await announce();
  await redis.set(`${SYSTEM}server`, "the run id of an earlier start");

  await announce();

  const events = (await systemEvents()).filter(({ kind }) => kind === "redis");
  expect(events).toMatchObject([{ state: "empty" }, { state: "restarted" }]);
});

test("what a damaged announcement said of connections is as if it had said nothing", async () => {
  await redis.hset(`${SYSTEM}processes`, "w-1", '{"leftAlone":[5,{"connection":{}}]} 1000');

  await ledger.workers.announceProcess({ id: "w-1", role: "worker", leftAlone: [] });

  expect((await systemEvents()).filter(({ kind }) => kind === "connection")).toEqual([]);
});

test("an event takes at most 300 bytes", async () => {
  const completing = await scenario.completing(3);
  const failure = {
    step: "complete",
    atMs: 0,
    process: "p",
    cause: { code: "store-response-invalid", message: "x".repeat(1000) },
  } as const;
  const ref = { tenant: completing.tenant, transferId: completing.id };
  await ledger.transfers.noteFailure(ref, 1, failure, true);

  const entries = await redis.xrange(`penstock:{${scenario.tenant}}:events`, "-", "+");

  const sizes = entries.map(([id, fields]) => Buffer.byteLength([id, ...fields].join(" ")));
  expect(entries.length).toBeGreaterThan(3);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_EVENT_BYTES);
});

test("about the newest 100,000 events are kept, and a reader of older ones sees the gap", async () => {
  await scenario.planned();
  const oldest = (await ledger.events.ofTenant(scenario.tenant, { limit: 1 })).cursor ?? "";
  const key = `penstock:{${scenario.tenant}}:events`;
  const fill = `for i = 1, 100200 do redis.call('XADD', KEYS[1], '*', 'v', 1, 'kind', 'job', 'job', 'j', 'state', 'created') end`;
  await redis.eval(fill, 1, key);

  await scenario.planned();

  const page = await ledger.events.ofTenant(scenario.tenant, { after: oldest, limit: 1 });
  expect(page.hasGap).toBe(true);
  expect(await redis.xlen(key)).toBeLessThan(100_200);
});

test("an event that a later version wrote, or that is damaged, is left out", async () => {
  await scenario.planned();
  const key = `penstock:{${scenario.tenant}}:events`;
  await redis.xadd(key, "*", "v", "99", "kind", "job");
  await redis.xadd(key, "*", "v", "1", "kind", "nothing that is known");
  await scenario.planned();

  const { events } = await ledger.events.ofTenant(scenario.tenant, { limit: 10 });

  expect(events).toHaveLength(2);
});

async function blockedClients(): Promise<readonly string[]> {
  const list = String(await redis.client("LIST"));
  return list.split("\n").filter((line) => line.includes("cmd=xread"));
}

test("who waits for events is told of an emptied log though nothing is written after it", async () => {
  await scenario.planned();
  const tail = await ledger.events.tailOfTenant(scenario.tenant);
  const waiting = tail.next(await tail.newest(), 10);
  await eventually(async () => (await blockedClients()).length === 1);

  await redis.flushall();

  expect(await waiting).toEqual({ events: [], cursor: undefined, hasGap: true });
  tail.close();
  await eventually(async () => (await blockedClients()).length === 0);
});

test("who waits for events goes on when the connection was lost, also one that answers requests within a second", async () => {
  const serving = connectRedis(server.url, { role: "client", log: silentLog });
  await eventually(() => serving.status === "ready");
  await scenario.planned();
  const tail = await new RedisLedger(serving).events.tailOfTenant(scenario.tenant);
  const waiting = tail.next(await tail.newest(), 10);
  const [line = ""] = await eventually(async () => {
    const clients = await blockedClients();
    return clients.length === 1 && clients;
  });

  await redis.client("KILL", "ID", /^id=(\d+)/.exec(line)?.[1] ?? "");
  await eventually(async () => (await blockedClients()).length === 1);
  await scenario.planned();

  expect((await waiting).events).toMatchObject([{ kind: "job", state: "created" }]);
  tail.close();
  serving.disconnect();
});
