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
import { connectionsFile, jobPage, jobView, problem, schedulePage } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import { createHttpServer } from "../http/http-server.ts";

const JOB = {
  source: { connection: "disk", key: "big.bin" },
  destination: { connection: "copies", key: "big.bin" },
};

const open: FastifyInstance[] = [];

function createApi() {
  const clock = new ManualClock();
  const file = connectionsFile.parse({
    connections: {
      disk: { provider: "file", root: "/srv" },
      copies: {
        provider: "cos",
        bucket: "ingest-1250000000",
        region: "ap-beijing",
        endpoint: "http://127.0.0.1:9",
        credentials: { accessKeyId: "env:COS_ID", secretAccessKey: "env:COS_KEY" },
      },
    },
  });
  const app = createHttpServer({
    ledger: new MemoryLedger(clock),
    journal: new MemoryJournal(),
    queue: new MemoryTaskQueue(),
    connections: createConnections(file, { environment: {}, secrets: new Set(), clock }),
    clock,
    random: seededRandom(1),
    hashing: systemHashing,
    log: silentLog,
    whyNotReady: async () => [],
    config: new MemoryConfigStore(clock),
    calendar: new CronCalendar(),
    assertCapacity: async () => undefined,
  });
  open.push(app);
  return app;
}

function as(tenant: string) {
  return { "penstock-tenant": tenant };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

describe("what another tenant has", () => {
  test("is not found, whatever is asked of its job", async () => {
    const app = createApi();
    const submitted = await app.inject({
      method: "POST",
      url: "/v1/jobs",
      headers: as("films"),
      payload: JOB,
    });
    const { id } = jobView.parse(submitted.json());
    const asked = ["", "/transfers", "/receipts", "/receipt", "/report", "/errors"].map(
      (rest) => ["GET", `/v1/jobs/${id}${rest}`] as const,
    );
    const wanted = [":cancel", ":pause", ":resume", ":retry"].map(
      (verb) => ["POST", `/v1/jobs/${id}${verb}`] as const,
    );

    const responses = await Promise.all(
      [...asked, ...wanted].map(([method, url]) =>
        app.inject({ method, url, headers: as("music") }),
      ),
    );

    expect(responses.map(({ statusCode }) => statusCode)).toEqual(responses.map(() => 404));
    const own = await app.inject({ url: `/v1/jobs/${id}`, headers: as("films") });
    expect(jobView.parse(own.json()).actions).toContain("pause");
  });

  test("is on no list", async () => {
    const app = createApi();
    for (const [tenant, name] of [
      ["films", "nightly"],
      ["default", "weekly"],
    ] as const) {
      const schedule = { name, every: "1h", job: JOB };
      await app.inject({ method: "POST", url: "/v1/jobs", headers: as(tenant), payload: JOB });
      await app.inject({
        method: "POST",
        url: "/v1/schedules",
        headers: as(tenant),
        payload: schedule,
      });
    }

    const jobs = await app.inject({ url: "/v1/jobs" });
    const schedules = await app.inject({ url: "/v1/schedules", headers: as("films") });
    const none = await app.inject({ url: "/v1/jobs", headers: as("music") });

    expect(jobPage.parse(jobs.json()).data).toHaveLength(1);
    expect(schedulePage.parse(schedules.json()).data).toMatchObject([{ name: "nightly" }]);
    expect(jobPage.parse(none.json()).data).toEqual([]);
  });
});

describe("the header Penstock-Tenant", () => {
  test.each([
    "",
    "Films",
    "a b",
    "{films}",
    ".films",
    "-films",
    "a/b",
    "x".repeat(40),
    "films,music",
  ])("is refused with the value %j", async (name) => {
    const app = createApi();

    const response = await app.inject({ url: "/v1/jobs", headers: as(name) });

    expect(response.statusCode).toBe(400);
    expect(problem.parse(response.json())).toMatchObject({ code: "request-invalid" });
  });

  test.each([
    ["another machine", "192.0.2.7", {}],
    ["a proxy on this machine", "127.0.0.1", { "x-forwarded-for": "192.0.2.7" }],
  ])("is not believed of %s", async (_who, remoteAddress, headers) => {
    const app = createApi();

    const request = { url: "/v1/jobs", remoteAddress };
    const named = await app.inject({ ...request, headers: { ...as("films"), ...headers } });
    const unnamed = await app.inject({ ...request, headers });

    expect(problem.parse(named.json())).toMatchObject({ status: 403, code: "tenant-refused" });
    expect(unnamed.statusCode).toBe(200);
  });

  test.each(["127.0.0.1", "::1", "::ffff:127.0.0.1"])("is believed of %s", async (address) => {
    const app = createApi();

    const response = await app.inject({
      url: "/v1/jobs",
      remoteAddress: address,
      headers: as("films"),
    });

    expect(response.statusCode).toBe(200);
  });
});
