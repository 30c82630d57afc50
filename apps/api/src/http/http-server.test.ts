import { CronCalendar } from "@penstock/adapter-bullmq";
import { createConnections } from "@penstock/connections";
import { type Clock, type JobStore, PenstockError } from "@penstock/core";
import { systemHashing } from "@penstock/process";
import {
  ManualClock,
  MemoryConfigStore,
  MemoryLedger,
  MemoryTaskQueue,
  seededRandom,
} from "@penstock/testkit";
import { connectionsFile, jobPage, jobView, problem, transferPage } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import type { HttpDependencies } from "./http-dependencies.ts";
import { createHttpServer } from "./http-server.ts";

const CONNECTIONS = connectionsFile.parse({
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

const JOB = {
  source: { connection: "disk", key: "big.bin" },
  destination: { connection: "cloud", key: "landing/big.bin" },
};

type LogLine = { readonly fields: Readonly<Record<string, unknown>>; readonly message: string };

const open: FastifyInstance[] = [];

function ledgerWith(clock: Clock, jobs: Partial<JobStore>): MemoryLedger {
  const ledger = new MemoryLedger(clock);
  Object.assign(ledger.jobs, jobs);
  return ledger;
}

function createApi(
  overrides: Partial<JobStore> = {},
  assertCapacity: () => Promise<void> = async () => undefined,
  guard: Pick<HttpDependencies, "isInJournal"> = {},
) {
  const clock = new ManualClock();
  const ledger = ledgerWith(clock, overrides);
  const queue = new MemoryTaskQueue();
  const lines: LogLine[] = [];
  const note = (fields: LogLine["fields"], message: string) => lines.push({ fields, message });
  const app = createHttpServer({
    ...guard,
    ledger,
    queue,
    connections: createConnections(CONNECTIONS, { environment: {}, secrets: new Set(), clock }),
    clock,
    random: seededRandom(1),
    hashing: systemHashing,
    log: { debug: note, info: note, warn: note, error: note },
    whyNotReady: async () => [],
    config: new MemoryConfigStore(clock),
    calendar: new CronCalendar(),
    assertCapacity,
  });
  open.push(app);
  return { app, queue, ledger, clock, lines };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

function submit(app: FastifyInstance, body: object = JOB) {
  return app.inject({ method: "POST", url: "/v1/jobs", payload: body });
}

async function submitted(app: FastifyInstance, body?: object) {
  return jobView.parse((await submit(app, body)).json());
}

describe("POST /v1/jobs", () => {
  test("accepts a job, says where it is, and asks for its plan", async () => {
    const { app, queue } = createApi();

    const response = await submit(app, { ...JOB, labels: { team: "ml" } });

    const job = jobView.parse(response.json());
    expect(response.statusCode).toBe(201);
    expect(response.headers.location).toBe(`/v1/jobs/${job.id}`);
    expect(job).toMatchObject({ name: "landing/big.bin", state: "queued", labels: { team: "ml" } });
    expect(queue.plans).toHaveLength(1);
  });

  test("answers with the job as it was written, without reading it again", async () => {
    const { app } = createApi({ readJob: () => Promise.reject(new Error("not again")) });

    expect((await submit(app)).statusCode).toBe(201);
  });

  test("hands the options on as they were asked for", async () => {
    const { app, queue, ledger } = createApi();
    const metadata = { origin: "lab" };

    await submit(app, {
      ...JOB,
      name: "nightly",
      options: { partSize: "64MiB", overwrite: "never", contentType: "text/plain", metadata },
    });

    const [plan] = queue.plans;
    const transfer = plan && (await ledger.transfers.readTransfer(plan));
    expect(transfer?.options).toEqual({
      partSizeBytes: 64 * 1024 * 1024,
      overwrite: "never",
      attributes: { contentType: "text/plain", metadata },
    });
  });

  test.each<[string, object, number, string]>([
    [
      "an unknown connection",
      { source: { connection: "dsk", key: "a" } },
      422,
      "connection-unknown",
    ],
    [
      "a destination that cannot be written",
      { destination: { connection: "disk", key: "a" } },
      422,
      "connection-unsuitable",
    ],
    [
      "a destination key that clients rewrite",
      { destination: { connection: "cloud", key: "../a" } },
      422,
      "key-invalid",
    ],
  ])("refuses %s", async (_what, change, status, code) => {
    const { app, queue } = createApi();

    const response = await submit(app, { ...JOB, ...change });

    expect(response.statusCode).toBe(status);
    expect(problem.parse(response.json()).code).toBe(code);
    expect(queue.plans).toEqual([]);
  });

  test.each(["1KiB", "100GiB", "64.5MiB"])(
    "refuses a part size of %s, which no object can have",
    async (partSize) => {
      const { app, queue } = createApi();

      const response = await submit(app, { ...JOB, options: { partSize } });

      const { code, detail, errors } = problem.parse(response.json());
      expect([response.statusCode, code]).toEqual([422, "plan-impossible"]);
      expect(errors?.[0]?.pointer).toBe("/options/partSize");
      expect(detail.replaceAll(" ", "")).toContain(partSize);
      expect(queue.plans).toEqual([]);
    },
  );

  test("refuses keys in the journal, to read from and to write to", async () => {
    const { app, queue } = createApi({}, undefined, {
      isInJournal: ({ key }) => key.startsWith("journal/"),
    });

    const response = await submit(app, {
      ...JOB,
      source: { ...JOB.source, key: "journal/a" },
      destination: { ...JOB.destination, key: "journal/b" },
    });

    const { code, errors } = problem.parse(response.json());
    expect([response.statusCode, code]).toEqual([422, "key-invalid"]);
    expect(errors?.map(({ pointer }) => pointer)).toEqual(["/source/key", "/destination/key"]);
    expect(queue.plans).toEqual([]);
  });

  test("points at every mistake in the body", async () => {
    const { app } = createApi();

    const response = await submit(app, {
      ...JOB,
      sourc: 1,
      options: { "part/size": 1, overwrite: "x" },
    });

    const { status, errors } = problem.parse(response.json());
    expect(status).toBe(400);
    expect(errors?.map(({ pointer }) => pointer).sort()).toEqual([
      "/options/overwrite",
      "/options/part~1size",
      "/sourc",
    ]);
  });
});

describe("GET /v1/jobs", () => {
  test("lists the newest first, page by page", async () => {
    const { app, clock } = createApi();
    for (const name of ["one", "two", "three"]) {
      await submitted(app, { ...JOB, name });
      clock.advance(1);
    }

    const first = jobPage.parse((await app.inject("/v1/jobs?limit=2")).json());
    const next = await app.inject(`/v1/jobs?limit=2&cursor=${first.nextCursor}`);
    const second = jobPage.parse(next.json());

    expect(first.data.map(({ name }) => name)).toEqual(["three", "two"]);
    expect(second.data.map(({ name }) => name)).toEqual(["one"]);
    expect(second.nextCursor).toBeNull();
  });

  test.each([
    "limit=0",
    "limit=-1",
    "limit=ten",
    "limit=501",
    "limit=1&limit=2",
    "cursor=%00",
    "state=done",
    "state=failed&state=queued",
    "health=bad",
    "label=team",
    "createdAfter=yesterday",
  ])("refuses the query %s", async (query) => {
    const { app } = createApi();

    const response = await app.inject(`/v1/jobs?${query}`);

    expect(response.statusCode).toBe(400);
    expect(problem.parse(response.json()).errors).toHaveLength(1);
  });
});

describe("/v1/jobs/{id}", () => {
  test("shows a job", async () => {
    const { app } = createApi();
    const job = await submitted(app);

    const response = await app.inject(`/v1/jobs/${job.id}`);

    expect(jobView.parse(response.json())).toEqual(job);
  });

  test("cancels a job, as often as asked", async () => {
    const { app } = createApi();
    const { id } = await submitted(app);

    const first = await app.inject({ method: "POST", url: `/v1/jobs/${id}:cancel` });
    const second = await app.inject({ method: "POST", url: `/v1/jobs/${id}:cancel` });

    expect(first.json()).toMatchObject({ state: "cancelled", actions: [] });
    expect(second.statusCode).toBe(200);
  });

  test("shows the transfers of a job with their failures", async () => {
    const { app, ledger, queue, clock } = createApi();
    const { id } = await submitted(app);
    const cause = { code: "source-unreachable", message: "no response" } as const;
    for (const ref of queue.plans) {
      const failure = { step: "plan", atMs: clock.nowMs(), process: "api-1", cause } as const;
      await ledger.transfers.noteFailure(ref, 1, failure, true);
    }

    const response = await app.inject(`/v1/jobs/${id}/transfers`);

    const { data } = transferPage.parse(response.json());
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({
      ...JOB,
      state: "planned",
      failures: [{ step: "plan", cause }],
    });
  });

  const missing = `job_${"0".repeat(26)}`;

  test.each<["GET" | "POST" | "DELETE", string]>([
    ["GET", `/v1/jobs/${missing}`],
    ["GET", `/v1/jobs/${missing}/transfers`],
    ["POST", `/v1/jobs/${missing}:cancel`],
    ["GET", "/v1/jobs/no-id"],
    ["GET", "/v1/jobs/%00"],
    ["POST", `/v1/jobs/${missing}:pause`],
    ["DELETE", "/v1/nothing"],
    ["GET", "/v2"],
  ])("finds nothing for %s %s", async (method, url) => {
    const { app } = createApi();

    const response = await app.inject({ method, url });

    expect(response.statusCode).toBe(404);
    expect(problem.parse(response.json()).code).toBe("not-found");
  });

  test("refuses a path that cannot be decoded", async () => {
    const { app } = createApi();

    const response = await app.inject("/v1/jobs/%zz");

    expect(problem.parse(response.json()).status).toBe(400);
  });
});

describe("the system's own pages", () => {
  test("lists connections without their secrets", async () => {
    const { app } = createApi();

    const response = await app.inject("/v1/connections");

    expect(response.json().data).toEqual([
      {
        name: "disk",
        ...{ provider: "file", isWritable: false, location: "/srv", origin: "file" },
        lastTest: null,
        leftAlone: [],
      },
      expect.objectContaining({ name: "cloud", isWritable: true }),
    ]);
    expect(response.body).not.toContain("COS_KEY");
  });

  test("lists the workers that are alive", async () => {
    const { app, ledger } = createApi();
    await ledger.workers.announceWorker({ id: "worker-1", slots: 8 });

    const response = await app.inject("/v1/workers");

    expect(response.json()).toMatchObject({ data: [{ id: "worker-1", slots: 8 }] });
  });

  test("gives each response its own request id, and logs it", async () => {
    const { app, lines } = createApi();

    const first = await app.inject({ url: "/v1/jobs", headers: { "x-request-id": "not mine" } });
    const second = await app.inject("/v1/jobs");

    expect(first.headers["x-request-id"]).toMatch(/^req_[0-9a-f]{20}$/);
    expect(second.headers["x-request-id"]).not.toBe(first.headers["x-request-id"]);
    expect(lines[0]).toMatchObject({
      message: "request",
      fields: { requestId: first.headers["x-request-id"], route: "/v1/jobs", status: 200 },
    });
  });
});

describe("failures", () => {
  test("answers 503 while the ledger cannot be used", async () => {
    const down = () => Promise.reject(new PenstockError("ledger-unavailable", "words of a driver"));
    const { app, lines } = createApi({ listJobs: down });

    const response = await app.inject("/v1/jobs");

    expect(problem.parse(response.json())).toMatchObject({
      status: 503,
      code: "ledger-unavailable",
    });
    expect(response.body).not.toContain("words of a driver");
    // The outage itself is logged once, where it is noticed.
    expect(lines.map(({ message }) => message)).toEqual(["request"]);
  });

  test("refuses a job for which Redis has no room, says when to ask again, and writes nothing", async () => {
    const full = () => Promise.reject(new PenstockError("ledger-full", "Redis uses 81 %"));
    const { app, queue, lines } = createApi({}, full);

    const response = await submit(app);
    const invalid = await submit(app, {});
    const list = await app.inject("/v1/jobs");

    expect(problem.parse(response.json())).toMatchObject({ status: 503, code: "ledger-full" });
    expect(response.headers["retry-after"]).toBe("30");
    expect(queue.plans).toEqual([]);
    expect(invalid.statusCode).toBe(400);
    expect(list.json()).toMatchObject({ data: [] });
    expect(lines.every(({ message }) => message === "request")).toBe(true);
  });

  test("writes the text of an unforeseen error to the log only", async () => {
    const { app, lines } = createApi({
      listJobs: () => Promise.reject(new TypeError("canary of our insides")),
    });

    const response = await app.inject("/v1/jobs");

    const { status, requestId } = problem.parse(response.json());
    expect(status).toBe(500);
    expect(response.body).not.toContain("canary");
    expect(lines[0]).toMatchObject({ message: "request failed", fields: { requestId } });
  });
});
