import {
  ManualClock,
  MemoryConfigStore,
  MemoryJournal,
  MemoryLedger,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { jobPage, problem } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import { createTestApi, DISK_AND_CLOUD } from "../http/test-api.ts";

const JOB = {
  source: { connection: "disk", key: "big.bin" },
  destination: { connection: "cloud", key: "landing/big.bin" },
};
const LIST = {
  ...JOB,
  source: { connection: "disk", keys: ["a", "b"] },
  destination: { connection: "cloud", key: "landing/{relativeKey}" },
};
const OTHER = { ...JOB, name: "other" };

const open: FastifyInstance[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

/** `apis` processes of one deployment. */
function createApis(apis = 1, { hasJournal = true } = {}) {
  const clock = new ManualClock();
  const journal = hasJournal ? new MemoryJournal() : undefined;
  let ledger = new MemoryLedger(clock);
  const queue = new MemoryTaskQueue();
  const start = (seed: number) => {
    const app = createTestApi({
      ...{ ledger, journal, queue, clock, log: silentLog, random: seededRandom(seed) },
      ...{ config: new MemoryConfigStore(clock), connections: DISK_AND_CLOUD },
    });
    open.push(app);
    return app;
  };
  const all = Array.from({ length: apis }, (_, index) => start(index + 1));
  const [app = start(0)] = all;
  return {
    ...{ app, all, clock, queue },
    restartWithEmptyRedis: () => {
      ledger = new MemoryLedger(clock);
      return start(99);
    },
  };
}

function submit(app: FastifyInstance, key: string, payload: object = JOB, tenant = "default") {
  const headers = { "idempotency-key": key, "penstock-tenant": tenant };
  return app.inject({ method: "POST", url: "/v1/jobs", headers, payload });
}

async function jobsOf(app: FastifyInstance, tenant = "default") {
  const headers = { "penstock-tenant": tenant };
  return jobPage.parse((await app.inject({ url: "/v1/jobs", headers })).json()).data;
}

describe("an Idempotency-Key", () => {
  test.each([
    ["an object", JOB],
    ["many objects", LIST],
  ])("makes one job of %s, however often it is sent", async (_what, payload) => {
    const { app, clock } = createApis();

    const first = await submit(app, '"nightly"', payload);
    clock.advance(23 * 3_600_000);
    const again = await submit(app, "nightly", payload);

    expect([first.statusCode, again.statusCode]).toEqual([201, 201]);
    expect(first.headers["idempotency-replayed"]).toBeUndefined();
    expect(again.headers["idempotency-replayed"]).toBe("true");
    expect(again.json().id).toBe(first.json().id);
    expect(again.headers.location).toBe(first.headers.location);
    expect(await jobsOf(app)).toHaveLength(1);
  });

  test.each([
    ["an object", JOB],
    ["many objects", LIST],
  ])("makes one job of 200 requests at once: %s", async (_what, payload) => {
    const { app, queue } = createApis();

    const responses = await Promise.all(
      Array.from({ length: 200 }, () => submit(app, "same", payload)),
    );

    expect(new Set(responses.map(({ statusCode }) => statusCode))).toEqual(new Set([201]));
    expect(new Set(responses.map((response) => response.json().id)).size).toBe(1);
    expect(
      responses.filter(({ headers }) => headers["idempotency-replayed"] === undefined),
    ).toHaveLength(1);
    expect(await jobsOf(app)).toHaveLength(1);
    expect(queue.plans.length + queue.listings.length).toBe(1);
  });

  test("makes one job of requests at once to several processes; those that come between are told to come again", async () => {
    const { all, app } = createApis(4);

    const responses = await Promise.all(
      Array.from({ length: 200 }, (_, index) => submit(all[index % all.length] ?? app, "same")),
    );

    const made = responses.filter(({ statusCode }) => statusCode === 201);
    const rest = responses.filter(({ statusCode }) => statusCode !== 201);
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made.map((response) => response.json().id)).size).toBe(1);
    expect(
      rest.filter(
        ({ statusCode, headers }) => statusCode !== 503 || headers["retry-after"] === undefined,
      ),
    ).toEqual([]);
    expect(await jobsOf(app)).toHaveLength(1);
  });

  test("with another body is refused, whether the first request is over or not", async () => {
    for (const hasJournal of [true, false]) {
      const { app } = createApis(1, { hasJournal });

      const atOnce = await Promise.all([submit(app, "key"), submit(app, "key", OTHER)]);
      const later = await submit(app, "key", { ...JOB, labels: { team: "ml" } });

      expect(atOnce.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 422]);
      expect(problem.parse(later.json())).toMatchObject({
        ...{ status: 422, code: "idempotency-mismatch" },
      });
      expect(await jobsOf(app)).toHaveLength(1);
    }
  });

  test("means the same body whatever the order of its members is", async () => {
    const { app } = createApis();
    const turned = {
      destination: { key: "landing/big.bin", connection: "cloud" },
      source: JOB.source,
    };

    const first = await submit(app, "key");
    const again = await submit(app, "key", turned);

    expect([again.statusCode, again.json().id]).toEqual([201, first.json().id]);
  });

  test("of one tenant is none of another's", async () => {
    const { app } = createApis();

    const one = await submit(app, "key", JOB, "one");
    const other = await submit(app, "key", OTHER, "other");

    expect([one.statusCode, other.statusCode]).toEqual([201, 201]);
    expect(other.headers["idempotency-replayed"]).toBeUndefined();
    expect(await jobsOf(app, "other")).toHaveLength(1);
  });

  test("makes no second job after Redis was emptied: the journal still has the first", async () => {
    const { app, restartWithEmptyRedis } = createApis();
    await submit(app, "key");

    const emptied = restartWithEmptyRedis();
    const same = await submit(emptied, "key");
    const other = await submit(emptied, "key", OTHER);

    expect(same.statusCode).toBe(503);
    expect(same.headers["retry-after"]).toBeDefined();
    expect(other.statusCode).toBe(422);
    expect(await jobsOf(emptied)).toEqual([]);
  });

  test.each(["", '""', "a b", "x".repeat(256), "caf\u00e9"])(
    "of the form %j is refused",
    async (key) => {
      const { app } = createApis();

      expect((await submit(app, key)).statusCode).toBe(400);
    },
  );
});

test("a route that cannot promise it says so, and does nothing", async () => {
  const { app } = createApis();
  const payload = { name: "nightly", cron: "0 3 * * *", job: JOB };

  const response = await app.inject({
    ...{ method: "POST", url: "/v1/schedules", payload },
    headers: { "idempotency-key": "a" },
  });

  expect(problem.parse(response.json())).toMatchObject({ status: 501, code: "not-implemented" });
});
