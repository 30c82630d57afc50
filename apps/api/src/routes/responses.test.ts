import { CronCalendar } from "@penstock/adapter-bullmq";
import { createConnections } from "@penstock/connections";
import { newJobId, newTransferId } from "@penstock/core";
import { systemHashing } from "@penstock/process";
import {
  ManualClock,
  MemoryConfigStore,
  MemoryLedger,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { connectionsFile, problem } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import { createHttpServer } from "../http/http-server.ts";

const open: FastifyInstance[] = [];

function createApi() {
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  const file = connectionsFile.parse({ connections: {} });
  const app = createHttpServer({
    ...{ ledger, clock, queue: new MemoryTaskQueue(), random: seededRandom(1), log: silentLog },
    connections: createConnections(file, { environment: {}, secrets: new Set(), clock }),
    hashing: systemHashing,
    whyNotReady: async () => [],
    config: new MemoryConfigStore(clock),
    calendar: new CronCalendar(),
    assertCapacity: async () => undefined,
  });
  open.push(app);
  return { app, ledger };
}

/** Of two jobs, so that a page of one has a next one. */
async function withJobs() {
  const api = createApi();
  for (const number of [1, 2]) {
    const id = newJobId(number, new Uint8Array(10));
    const job = { id, tenant: "default", name: "a", labels: {}, createdAtMs: number };
    await api.ledger.jobs.createJob(job, [
      {
        id: newTransferId(number, new Uint8Array(10)),
        ...{ jobId: id, tenant: "default", generation: 1, revision: 1 },
        source: { connection: "from", key: "a" },
        destination: { connection: "to", key: "b" },
        options: { overwrite: "always", attributes: { metadata: {} } },
        state: { kind: "planned", intents: [] },
      },
    ]);
  }
  return api;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

describe("a response to GET", () => {
  test("has a tag, by which a client that has it already is answered 304 without a body", async () => {
    const { app } = createApi();

    const first = await app.inject("/v1/jobs");
    const { etag } = first.headers;
    const second = await app.inject({
      url: "/v1/jobs",
      headers: { "if-none-match": `"x", ${etag}` },
    });
    const other = await app.inject({
      url: "/v1/workers",
      headers: { "if-none-match": String(etag) },
    });

    expect(etag).toMatch(/^W\/"[\w-]{22}"$/);
    expect([second.statusCode, second.body]).toEqual([304, ""]);
    expect(second.headers).toMatchObject({ etag });
    expect(other.statusCode).toBe(200);
  });

  test("is refused with 406 where a client takes nothing that the route has, and nothing is done", async () => {
    const { app } = createApi();

    const response = await app.inject({ url: "/v1/jobs", headers: { accept: "text/csv" } });

    expect(problem.parse(response.json())).toMatchObject({
      ...{ status: 406, code: "not-acceptable", retryable: false },
      detail: "this path responds with application/json",
    });
  });

  test("of a page links to the next one", async () => {
    const { app } = await withJobs();

    const first = await app.inject("/v1/jobs?limit=1&createdAfter=1970-01-01T00:00:00Z");
    const [, next = ""] = /^<([^>]+)>; rel="next"$/.exec(String(first.headers["link"])) ?? [];
    const second = await app.inject(next);

    expect(next).toContain("limit=1");
    expect(second.json().data).toHaveLength(1);
    expect(second.json().data[0].id).not.toBe(first.json().data[0].id);
    expect((await app.inject("/v1/jobs")).headers["link"]).toBeUndefined();
  });
});

describe("the description of the API", () => {
  test("is there as OpenAPI, with each route and its scope", async () => {
    const { app } = createApi();

    const document = (await app.inject("/openapi.json")).json();

    expect(document.openapi).toBe("3.1.0");
    expect(document.paths["/v1/jobs/{id}:cancel"].post).toMatchObject({
      operationId: "cancelJob",
      "x-scope": "operate",
    });
  });

  test("is there as a page without a script, which may load nothing from anywhere", async () => {
    const { app } = createApi();

    const { body, headers } = await app.inject({ url: "/docs", headers: { accept: "text/html" } });

    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    expect(body).toContain("/v1/jobs/{id}:pause");
    expect(body).not.toMatch(/<script|(src|href)="https?:/);
  });
});

test("what a job's state does not allow is refused with what it does allow", async () => {
  const { app } = await withJobs();
  const [{ id }] = (await app.inject("/v1/jobs")).json().data;
  await app.inject({ method: "POST", url: `/v1/jobs/${id}:cancel` });

  const response = await app.inject({ method: "POST", url: `/v1/jobs/${id}:pause` });

  expect(problem.parse(response.json())).toMatchObject({
    ...{ status: 409, code: "state-conflict" },
    actions: expect.any(Array),
  });
});
