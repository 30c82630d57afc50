import { CronCalendar } from "@penstock/adapter-bullmq";
import { createConnections } from "@penstock/connections";
import { parseLimits } from "@penstock/core";
import { sweepJobLimits } from "@penstock/engine";
import { systemHashing } from "@penstock/process";
import {
  ManualClock,
  MemoryConfigStore,
  MemoryJournal,
  MemoryLedger,
  MemoryTaskQueue,
  repetitions,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import {
  allLimitsView,
  connectionsFile,
  jobLimitsView,
  jobView,
  LIMIT_FORMS,
  limitsView,
} from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import { createHttpServer } from "../http/http-server.ts";

const MIB = 1024 * 1024;
const JOB = {
  source: { connection: "disk", key: "in/a.bin" },
  destination: { connection: "cloud", key: "a.bin" },
};
const open: FastifyInstance[] = [];

/** It is a Monday, 12:00. */
function createApi(settings = {}) {
  const clock = new ManualClock(Date.UTC(2026, 0, 5, 12));
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
  const config = new MemoryConfigStore(clock);
  const ledger = new MemoryLedger(clock);
  const app = createHttpServer({
    ...{ ledger, config, clock, random: seededRandom(1), hashing: systemHashing, log: silentLog },
    journal: new MemoryJournal(),
    queue: new MemoryTaskQueue(),
    connections: createConnections(file, { environment: {}, secrets: new Set(), clock }),
    calendar: new CronCalendar(),
    ...{ limits: parseLimits(settings), limitDesk: { config, limitForms: LIMIT_FORMS } },
    whyNotReady: async () => [],
    assertCapacity: async () => undefined,
  });
  open.push(app);
  return { app, clock, config, ledger };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

function send(app: FastifyInstance, method: "GET" | "PUT" | "DELETE", url: string, body?: object) {
  return app.inject({ method, url: `/v1${url}`, ...(body && { payload: body }) });
}

async function submit(app: FastifyInstance, body: object) {
  const response = await app.inject({ method: "POST", url: "/v1/jobs", payload: body });
  expect(response.statusCode, response.body).toBe(201);
  return jobView.parse(response.json()).id;
}

describe("/v1/limits", () => {
  test("shows those of the settings until others are set, and again once these are gone", async () => {
    const { app } = createApi({ bytesPerSecond: "80MiB/s" });
    const first = allLimitsView.parse((await send(app, "GET", "/limits")).json());
    expect(first.deployment).toMatchObject({
      limits: { bytesPerSecond: 80 * MIB },
      isOfSettings: true,
    });

    const limits = { timeZone: "UTC", bytesPerSecond: "Mon-Fri 08:00-18:00 50MiB/s; 200MiB/s" };
    const set = limitsView.parse((await send(app, "PUT", "/limits", { limits })).json());

    expect(set).toMatchObject({
      limits: { bytesPerSecond: ["Mon-Fri 08:00-18:00 50MiB/s", "200MiB/s"] },
      now: [{ limit: "bytesPerSecond", value: 50 * MIB, until: "2026-01-05T18:00:00.000Z" }],
      ...{ isOfSettings: false, revision: 1 },
    });
    const gone = limitsView.parse((await send(app, "DELETE", "/limits")).json());
    expect(gone.limits).toEqual({ bytesPerSecond: 80 * MIB, timeZone: undefined });
  });

  test("keeps those of a connection, and refuses one that does not exist", async () => {
    const { app } = createApi();

    const limits = { requestsPerSecond: "200/s" };
    await send(app, "PUT", "/limits/connections/cloud", { limits });
    const unknown = await send(app, "PUT", "/limits/connections/clowd", { limits });

    const all = allLimitsView.parse((await send(app, "GET", "/limits")).json());
    expect(all.connections).toMatchObject([{ name: "cloud", limits: { requestsPerSecond: 200 } }]);
    expect(unknown.statusCode).toBe(404);
    expect(unknown.json()).toMatchObject({ detail: expect.stringContaining("disk, cloud") });
  });

  test("refuses absurd values, and says where and what to write", async () => {
    const { app } = createApi();

    const response = await send(app, "PUT", "/limits", {
      limits: { bytesPerSecond: ["Mon 1MiB", "Sometimes 1MiB"], unitsInFlight: -1 },
    });

    expect(response.statusCode).toBe(400);
    expect(response.json().errors).toMatchObject([
      { pointer: "/limits/bytesPerSecond/1", message: expect.stringContaining("Mon-Fri") },
      { pointer: "/limits/unitsInFlight", message: expect.stringContaining("whole number") },
    ]);
  });

  test.each(["/limits", "/limits/connections/cloud"])(
    "keeps all four limits at %s, and shows what holds of them now",
    async (url) => {
      const { app } = createApi();
      const limits = {
        ...{ bytesPerSecond: MIB, requestsPerSecond: 5 },
        ...{ unitsInFlight: ["Mon 08:00-18:00 4", "8"], partsPerUpload: 2 },
      };

      await send(app, "PUT", url, { limits });

      const view = limitsView.parse(
        (await send(app, "GET", url === "/limits" ? "/limits" : url)).json()?.deployment ??
          (await send(app, "GET", url)).json(),
      );
      expect(view.limits).toEqual(limits);
      expect(view.now.map(({ limit, value }) => [limit, value])).toEqual([
        ["bytesPerSecond", MIB],
        ["requestsPerSecond", 5],
        ["unitsInFlight", 4],
        ["partsPerUpload", 2],
      ]);
    },
  );

  test.each([
    ["a negative number", { bytesPerSecond: -1 }, "whole number"],
    ["more than any network", { bytesPerSecond: 1e30 }, "no value|more than|whole number"],
    ["a fraction", { unitsInFlight: 1.5 }, "whole number"],
    ["a text with spaces", { bytesPerSecond: "50 MB/s " }, "no line of a limit"],
    ["no number", { requestsPerSecond: "NaN" }, "no value"],
    ["an unknown zone", { bytesPerSecond: "1MiB/s", timeZone: "Mars/Olympus" }, "IANA"],
    [
      "a line behind one that fits all of its time",
      { bytesPerSecond: ["1MiB/s", "Mon 2MiB/s"] },
      "never counts",
    ],
    ["an empty calendar", { bytesPerSecond: [] }, "write 1 to 50"],
    ["an empty text", { partsPerUpload: "" }, "write 1 to 50"],
    ["a day that is none", { unitsInFlight: "Fry 4" }, "names no days"],
    ["an hour that is none", { unitsInFlight: "25:00-26:00 4" }, "no time of the day"],
  ])("refuses %s, and says what to write", async (_, limits, message) => {
    const { app } = createApi();

    const response = await send(app, "PUT", "/limits", { limits });

    expect(response.statusCode).toBe(400);
    expect(JSON.stringify(response.json().errors)).toMatch(new RegExp(message));
  });

  test("refuses a change of what another one has changed since", async () => {
    const { app } = createApi();
    const limits = { requestsPerSecond: 8 };
    await send(app, "PUT", "/limits", { limits, revision: 0 });

    const late = await send(app, "PUT", "/limits", { limits, revision: 0 });

    expect(late.statusCode).toBe(409);
  });
});

describe("the limits of a job", () => {
  test("are kept before the job is there, and the strictest of all levels is shown", async () => {
    const { app } = createApi();
    await send(app, "PUT", "/limits/connections/cloud", { limits: { bytesPerSecond: "20MiB/s" } });
    const id = await submit(app, {
      ...JOB,
      limits: { bytesPerSecond: "50MiB/s", requestsPerSecond: 4 },
    });

    const view = jobLimitsView.parse((await send(app, "GET", `/jobs/${id}/limits`)).json());

    expect(view.limits).toMatchObject({ bytesPerSecond: 50 * MIB, requestsPerSecond: 4 });
    expect(view.binding).toEqual([
      ...[
        {
          limit: "bytesPerSecond",
          value: 20 * MIB,
          level: "connection",
          name: "cloud",
          until: null,
        },
      ],
      ...[{ limit: "requestsPerSecond", value: 4, level: "job", name: null, until: null }],
    ]);
  });

  test("change while it runs", async () => {
    const { app } = createApi();
    const id = await submit(app, JOB);

    const limits = { bytesPerSecond: "1MiB/s" };
    const changed = await send(app, "PUT", `/jobs/${id}/limits`, { limits });

    expect(jobLimitsView.parse(changed.json())).toMatchObject({
      limits: { bytesPerSecond: MIB },
      binding: [{ level: "job", value: MIB }],
    });
  });

  test("change by a patch of the job: what is left out stays, null takes away", async () => {
    const { app } = createApi();
    const id = await submit(app, { ...JOB, limits: { bytesPerSecond: MIB, requestsPerSecond: 4 } });
    const patch = (limits: object | null) =>
      app.inject({ method: "PATCH", url: `/v1/jobs/${id}`, payload: { limits } });
    const read = async () =>
      jobLimitsView.parse((await send(app, "GET", `/jobs/${id}/limits`)).json()).limits;

    await patch({ requestsPerSecond: null, unitsInFlight: 2 });
    expect(await read()).toEqual({ bytesPerSecond: MIB, unitsInFlight: 2 });
    const refused = await patch({ unitsInFlight: -1 });
    expect(refused.statusCode).toBe(400);
    await patch(null);

    expect(await read()).toEqual({});
  });

  test("are removed once the job has ended, and not before", async () => {
    const { app, config, ledger, clock } = createApi();
    const limits = { requestsPerSecond: 4 };
    const [running, ended] = [
      await submit(app, { ...JOB, limits }),
      await submit(app, { ...JOB, limits }),
    ];
    await app.inject({ method: "POST", url: `/v1/jobs/${ended}:cancel`, payload: {} });
    const [repeats, limitForms] = [repetitions(clock), LIMIT_FORMS];

    await sweepJobLimits({ config, limitForms, ledger, clock, log: silentLog, repeats });

    const left = await config.list(LIMIT_FORMS.jobLimits);
    expect(left.map(({ name }) => name)).toEqual([`default:${running}`]);
  });
});
