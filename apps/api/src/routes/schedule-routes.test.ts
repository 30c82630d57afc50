import { CronCalendar } from "@penstock/adapter-bullmq";
import { createConnections } from "@penstock/connections";
import { systemHashing } from "@penstock/process";
import {
  ManualClock,
  MemoryConfigStore,
  MemoryJournal,
  MemoryLedger,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { connectionsFile, previewView, schedulePage, scheduleView } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import { createHttpServer } from "../http/http-server.ts";

const NIGHTLY = {
  name: "nightly",
  cron: "0 3 * * *",
  timeZone: "Asia/Seoul",
  job: {
    source: { connection: "disk", tree: "in/" },
    destination: { connection: "cloud", key: "copy/{date:yyyy/MM/dd}/{relativeKey}" },
  },
};

const open: FastifyInstance[] = [];

function createApi() {
  const clock = new ManualClock();
  const file = connectionsFile.parse({
    connections: {
      disk: { provider: "file", root: "/srv" },
      cloud: {
        provider: "cos",
        bucket: "ingest-1250000000",
        region: "ap-beijing",
        credentials: { accessKeyId: "env:COS_ID", secretAccessKey: "env:COS_KEY" },
      },
    },
  });
  const app = createHttpServer({
    ledger: new MemoryLedger(clock),
    journal: new MemoryJournal(),
    queue: new MemoryTaskQueue(),
    connections: createConnections(file, { environment: {}, secrets: new Set(), clock }),
    ...{ clock, random: seededRandom(1), hashing: systemHashing, log: silentLog },
    config: new MemoryConfigStore(clock),
    calendar: new CronCalendar(),
    whyNotReady: async () => [],
    assertCapacity: async () => undefined,
  });
  open.push(app);
  return { app, clock };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

function send(
  app: FastifyInstance,
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  body?: object,
) {
  return app.inject({ method, url: `/v1/schedules${path}`, ...(body && { payload: body }) });
}

describe("/v1/schedules", () => {
  test("makes a schedule, and shows when it runs", async () => {
    const { app } = createApi();

    const response = await send(app, "POST", "", NIGHTLY);

    expect(response.statusCode).toBe(201);
    expect(response.headers.location).toBe("/v1/schedules/nightly");
    expect(scheduleView.parse(response.json())).toMatchObject({
      ...{ cron: "0 3 * * *", timeZone: "Asia/Seoul", every: null },
      ...{ overlap: "skip", catchUp: "1h", jitter: "0s", isPaused: false, revision: 1 },
      ...{ current: null, waiting: null, lastRun: null, job: NIGHTLY.job },
      nextRuns: expect.arrayContaining(["2026-01-01T18:00:00.000Z"]),
    });
    const page = schedulePage.parse((await send(app, "GET", "")).json());
    expect(page.data.map(({ name }) => name)).toEqual(["nightly"]);
  });

  test("pauses, resumes, replaces and ends it", async () => {
    const { app } = createApi();
    await send(app, "POST", "", NIGHTLY);
    const { name, ...change } = NIGHTLY;

    const paused = scheduleView.parse((await send(app, "POST", "/nightly:pause")).json());
    const replaced = scheduleView.parse(
      (await send(app, "PUT", "/nightly", { ...change, overlap: "queue" })).json(),
    );
    const resumed = scheduleView.parse((await send(app, "POST", "/nightly:resume")).json());
    const ended = await send(app, "DELETE", "/nightly");
    const gone = await send(app, "GET", `/${name}`);

    expect(paused).toMatchObject({ isPaused: true, nextRuns: [] });
    expect(replaced).toMatchObject({ isPaused: true, overlap: "queue", revision: 3 });
    expect(resumed.nextRuns).toHaveLength(5);
    expect([ended.statusCode, gone.statusCode]).toEqual([200, 404]);
  });

  test("runs it now, and keeps what became of it", async () => {
    const { app } = createApi();
    await send(app, "POST", "", NIGHTLY);

    const run = scheduleView.parse((await send(app, "POST", "/nightly:run")).json());
    const again = scheduleView.parse((await send(app, "POST", "/nightly:run")).json());
    const runs = await send(app, "GET", "/nightly/runs");
    const job = await app.inject({ url: `/v1/jobs/${run.current?.jobId}` });

    expect(run).toMatchObject({ lastRun: { outcome: "started", isManual: true } });
    expect(again.current?.jobId).toBe(run.current?.jobId);
    expect(runs.json()).toMatchObject({ data: [{ isManual: true }] });
    expect(job.json()).toMatchObject({ schedule: { name: "nightly", isManual: true } });
  });

  test("says when a schedule would run, and where the clocks change", async () => {
    const { app } = createApi();
    const asked = { cron: "30 2 * * *", timeZone: "Europe/Berlin", count: 2 };

    const response = await send(app, "POST", ":preview", {
      ...asked,
      after: "2026-03-28T12:00:00Z",
    });

    expect(previewView.parse(response.json()).ticks).toMatchObject([
      {
        at: "2026-03-29T01:30:00.000Z",
        local: "2026-03-29 03:30:00 GMT+02:00",
        note: expect.stringContaining("GMT+01:00 to GMT+02:00"),
      },
      { at: "2026-03-30T00:30:00.000Z", note: null },
    ]);
  });
});

describe("what is no schedule", () => {
  test.each<[string, object, number, string]>([
    ["neither a pattern nor an interval", { cron: undefined, timeZone: undefined }, 400, "either"],
    ["both", { every: "1h", timeZone: undefined }, 400, "either"],
    [
      "an interval of nothing",
      { cron: undefined, timeZone: undefined, every: "0s" },
      400,
      "1s to 366d",
    ],
    ["a pattern that never comes", { cron: "0 0 31 2 *" }, 400, "31 2"],
    ["a time zone of Mars", { timeZone: "Mars/Olympus" }, 400, "IANA"],
    ["a name with a slash", { name: "a/b" }, 400, "letters"],
    ["an end before its start", { endAt: "2020-01-01T00:00:00Z" }, 400, "never run"],
    ["a job without a source", { job: {} }, 400, "source"],
    [
      "a connection that is not there",
      { job: { ...NIGHTLY.job, source: { connection: "x", key: "a" } } },
      422,
      "x",
    ],
    ["an option that is misspelt", { overlaps: "skip" }, 400, "overlaps"],
  ])("is refused: %s", async (_what, change, status, hint) => {
    const { app } = createApi();

    const response = await send(app, "POST", "", { ...NIGHTLY, ...change });

    expect(response.statusCode).toBe(status);
    expect(response.body).toContain(hint);
  });

  test("is refused under a name that is taken", async () => {
    const { app } = createApi();
    await send(app, "POST", "", NIGHTLY);

    expect((await send(app, "POST", "", NIGHTLY)).statusCode).toBe(409);
  });
});
