import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CronCalendar } from "@penstock/adapter-bullmq";
import { createConnections } from "@penstock/connections";
import { type Clock, ERRORS, type JobStore, PenstockError } from "@penstock/core";
import { systemHashing } from "@penstock/process";
import {
  ManualClock,
  MemoryConfigStore,
  MemoryLedger,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { API_ROUTES, type ApiRoute, connectionsFile, jobPage, problem } from "@penstock/wire";
import fc from "fast-check";
import type { FastifyInstance, HTTPMethods } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import { createHttpServer } from "../http/http-server.ts";

const ROWS = Object.values<ApiRoute>(API_ROUTES);
const JOB = {
  source: { connection: "disk", key: "big.bin" },
  destination: { connection: "cloud", key: "landing/big.bin" },
};

const open: FastifyInstance[] = [];

function ledgerWith(clock: Clock, jobs: Partial<JobStore>): MemoryLedger {
  const ledger = new MemoryLedger(clock);
  Object.assign(ledger.jobs, jobs);
  return ledger;
}

function createApi(overrides: Partial<JobStore> = {}) {
  const clock = new ManualClock();
  const queue = new MemoryTaskQueue();
  const file = connectionsFile.parse({
    connections: {
      disk: { provider: "file", root: "/srv" },
      cloud: {
        provider: "cos",
        bucket: "ingest-1250000000",
        region: "ap-beijing",
        endpoint: "http://127.0.0.1:9",
        credentials: { accessKeyId: "env:COS_ID", secretAccessKey: "env:COS_KEY" },
      },
    },
  });
  const ledger = ledgerWith(clock, overrides);
  const app = createHttpServer({
    ledger,
    queue,
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
  return { app, queue, clock, ledger };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

/** The path of a row with something in its braces. */
function urlOf({ path }: Pick<ApiRoute, "path">): string {
  return path.replaceAll(/\{\w+\}/g, "x");
}

describe("every route of the table", () => {
  test.each(ROWS.map((row) => [row.method, row.path, row] as const))(
    "%s %s is registered",
    (method, _path, row) => {
      const { app } = createApi();

      const url = row.path.replaceAll(":", "::").replaceAll(/\{(\w+)\}/g, ":$1(^[^:/]+)");

      expect(app.hasRoute({ method, url })).toBe(true);
    },
  );

  test.each(ROWS.map((row) => [row.method, row.path, row] as const))(
    "%s %s refuses a query parameter that it does not know, and does nothing",
    async (method, _path, row) => {
      const { app, queue } = createApi();

      const response = await app.inject({
        method,
        url: `${urlOf(row)}?dryrun=1`,
        ...(method === "POST" && { payload: JOB }),
      });

      const { code, status, errors } = problem.parse(response.json());
      expect([code, status]).toEqual(["request-invalid", 400]);
      expect(errors).toEqual([expect.objectContaining({ parameter: "dryrun" })]);
      expect(queue.plans).toEqual([]);
    },
  );

  test.each([...new Set(ROWS.map(({ path }) => path))])(
    "%s answers other methods with those that it takes",
    async (path) => {
      const { app } = createApi();
      const methods = ROWS.filter((row) => row.path === path).map(({ method }) => method);
      const allow = methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));

      const options = await app.inject({ method: "OPTIONS", url: urlOf({ path }) });
      const others = await Promise.all(
        (["PUT", "DELETE", "PATCH", "TRACE", "POST"] satisfies HTTPMethods[])
          .filter((method) => !allow.includes(method))
          .map((method) => app.inject({ method: method as "PUT", url: urlOf({ path }) })),
      );

      expect([options.statusCode, options.body]).toEqual([204, ""]);
      for (const response of [options, ...others]) {
        expect(response.headers.allow).toBe([...allow, "OPTIONS"].join(", "));
      }
      for (const response of others) {
        expect(problem.parse(response.json())).toMatchObject({
          status: 405,
          code: "method-not-allowed",
        });
      }
    },
  );
});

test("no route is registered past the table", () => {
  const files = readdirSync(import.meta.dirname).filter((name) => !name.endsWith(".test.ts"));
  const registering = files.filter((name) =>
    /\bapp\.(get|post|put|patch|delete|head|options|all|route)\b/.test(
      readFileSync(join(import.meta.dirname, name), "utf8"),
    ),
  );

  expect(registering).toEqual(["route.ts"]);
});

test("GET / and GET /v1 list what can be asked", async () => {
  const { app } = createApi();

  const [root, v1] = await Promise.all([app.inject("/"), app.inject("/v1")]);

  expect(v1.json()).toEqual(root.json());
  expect(root.json().routes.map((row: { path: string }) => row.path)).toEqual(
    ROWS.map(({ path }) => path),
  );
});

test("names the nearest parameter, and refuses one that is there twice", async () => {
  const { app } = createApi();

  const misspelt = problem.parse((await app.inject("/v1/jobs?limti=5")).json());
  const twice = problem.parse((await app.inject("/v1/jobs?limit=1&limit=2")).json());
  const prototype = problem.parse((await app.inject("/v1/jobs?__proto__=2")).json());

  const other = problem.parse((await app.inject("/v1/jobs?colour=5")).json());

  expect(misspelt.detail).toContain("the nearest is limit");
  expect(other.detail).toMatch(/no such parameter; it takes .*limit/);
  expect([twice.status, prototype.status]).toEqual([400, 400]);
});

test("says that dryRun is not supported, and starts nothing", async () => {
  const { app, queue } = createApi();

  const response = await app.inject({
    ...{ method: "POST", url: "/v1/jobs?dryRun=true", payload: JOB },
  });

  const { status, code, detail } = problem.parse(response.json());
  expect([status, code]).toEqual([501, "not-implemented"]);
  expect(detail).toContain("dryRun");
  expect(queue.plans).toEqual([]);
});

describe("a cursor", () => {
  async function twoJobs() {
    const { app, clock } = createApi();
    for (const name of ["one", "two"]) {
      await app.inject({ method: "POST", url: "/v1/jobs", payload: { ...JOB, name } });
      clock.advance(1);
    }
    const page = jobPage.parse((await app.inject("/v1/jobs?limit=1")).json());
    return { app, id: page.data[0]?.id, cursor: page.nextCursor ?? "" };
  }

  test("of another list, or one that was damaged, is refused", async () => {
    const { app, id, cursor } = await twoJobs();
    const corrupted = `${cursor.slice(0, -3)}AAA`;

    const responses = await Promise.all(
      [
        `/v1/jobs?cursor=${corrupted}`,
        `/v1/jobs?cursor=${cursor.slice(0, -4)}`,
        "/v1/jobs?cursor=abc",
        "/v1/jobs?cursor=",
        `/v1/jobs?cursor=${Buffer.from("job_1").toString("base64url")}`,
        `/v1/jobs/${id}/transfers?cursor=${cursor}`,
        `/v1/jobs/${id}/receipts?cursor=${cursor}`,
      ].map((url) => app.inject(url)),
    );

    expect(responses.map(({ statusCode }) => statusCode)).toEqual(responses.map(() => 400));
  });

  test("continues where the page before it ended", async () => {
    const { app, cursor } = await twoJobs();

    const page = jobPage.parse((await app.inject(`/v1/jobs?cursor=${cursor}`)).json());

    expect(page.data.map(({ name }) => name)).toEqual(["one"]);
  });
});

test("says only of a change that it may have been made although Redis does not answer", async () => {
  const down = () => Promise.reject(new PenstockError("ledger-unavailable", "words of a driver"));
  const { app } = createApi({ listJobs: down, createJob: down });

  const read = await app.inject("/v1/jobs");
  const change = await app.inject({ method: "POST", url: "/v1/jobs", payload: JOB });

  expect([read.statusCode, change.statusCode]).toEqual([503, 503]);
  expect(problem.parse(read.json()).detail).not.toContain("may have been made");
  expect(problem.parse(change.json()).detail).toContain("may have been made");
});

test("keeps a caller's request id that is fit for a log line, and no other", async () => {
  const { app } = createApi();
  const idOf = async (id: string) => {
    const response = await app.inject({ url: "/v1", headers: { "x-request-id": id } });
    return response.headers["x-request-id"];
  };

  expect(await idOf("8e03978e-40d5:a.b_c")).toBe("8e03978e-40d5:a.b_c");
  expect(await idOf("x".repeat(65))).toMatch(/^req_/);
  expect(await idOf("a b")).toMatch(/^req_/);
  expect(await idOf("\u00e9")).toMatch(/^req_/);
});

test("no malformed request is a failure of the API's own", async () => {
  const { app } = createApi();
  const word = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.constantFrom("limit", "cursor", "olderThan", "connection", "__proto__", "%", "..", "a:b"),
  );
  const request = fc.record({
    method: fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"),
    path: fc.oneof(
      fc.tuple(fc.constantFrom(...ROWS), word).map(([{ path }, name]) =>
        // Asking the stores themselves is tried elsewhere.
        path.replace(/^\/v1\/uploads$/, "/v1/workers").replaceAll(/\{\w+\}/g, encodePart(name)),
      ),
      word.map((text) => `/${text}`),
    ),
    query: fc.array(fc.tuple(word, word), { maxLength: 3 }),
    type: fc.constantFrom(
      undefined,
      "application/json",
      "text/plain",
      "application/json;charset=x",
    ),
    body: fc.oneof(
      fc.json(),
      fc.string(),
      fc.jsonValue().map((value) => JSON.stringify(value)),
    ),
  });

  await fc.assert(
    fc.asyncProperty(request, async ({ method, path, query, type, body }) => {
      const search = query.map(([name, value]) => `${encodePart(name)}=${encodePart(value)}`);
      const response = await app.inject({
        method: method as "GET",
        url: `${path}?${search.join("&")}`,
        headers: type === undefined ? {} : { "content-type": type },
        ...(["POST", "PUT", "PATCH"].includes(method) && { payload: body }),
      });

      expect(response.statusCode).toBeLessThan(500);
      if (response.statusCode >= 400 && method !== "HEAD") {
        expect(problem.parse(response.json()).status).toBe(response.statusCode);
      }
    }),
    { numRuns: 300, seed: 11 },
  );
});

function encodePart(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

test("the readiness of the API, and the job, are degraded while a process repeats what fails", async () => {
  const { clock, app, ledger } = createApi();
  const jobId = (await app.inject({ method: "POST", url: "/v1/jobs", payload: JOB })).json().id;
  const cause = { code: "journal-unavailable", message: "the disk is full" } as const;
  const times = { sinceMs: 0, nextTryAtMs: 1000 };
  await ledger.workers.announceProcess({
    id: "coordinator-1",
    role: "coordinator",
    leftAlone: [],
    repeats: [
      { what: "the journal of a job", items: 2, jobIds: [jobId], failures: 5, cause, ...times },
    ],
  });

  // What is known of the processes is kept for a second.
  clock.advance(1000);

  const ready = (await app.inject("/healthz/ready")).json();
  const job = (await app.inject(`/v1/jobs/${jobId}`)).json();
  const listed = (await app.inject("/v1/jobs?health=degraded")).json();

  expect(ready).toMatchObject({ status: "degraded" });
  expect(ready.remarks).toContain(
    "coordinator coordinator-1: the journal of a job (2 of them) failed 5 times in a row since 1970-01-01T00:00:00.000Z: journal-unavailable: the disk is full; next try 1970-01-01T00:00:01.000Z",
  );
  expect(job).toMatchObject({ health: "degraded" });
  expect(job.repeats).toMatchObject([{ process: "coordinator-1", failures: 5, cause }]);
  expect(listed.data).toMatchObject([{ id: jobId }]);
});

test("the readiness of the API is degraded while a process cannot use a connection", async () => {
  const { app, ledger } = createApi();
  const cause = { code: "store-refused", message: "the secret is old" } as const;
  const times = { sinceMs: 0, nextTryAtMs: 1000 };
  const before = (await app.inject("/healthz/ready")).json<{ remarks: string[] }>();
  await ledger.workers.announceProcess({
    id: "worker-7",
    role: "worker",
    leftAlone: [{ connection: "cloud", side: "store", cause, ...times }],
  });

  const response = await app.inject("/healthz/ready");

  const { status, remarks } = response.json<{ status: string; remarks: string[] }>();
  expect(response.statusCode).toBe(200);
  expect(status).toBe("degraded");
  expect(remarks.filter((remark) => !before.remarks.includes(remark))).toEqual([
    expect.stringMatching(
      /^worker worker-7: cannot use "cloud" as a store: store-refused: the secret/,
    ),
  ]);
});

describe("pages of the system", () => {
  test.each(Object.keys(ERRORS))("has a page of help for %s", async (code) => {
    const { app } = createApi();

    const response = await app.inject(`/problems/${code}`);

    expect(response.statusCode).toBe(200);
    expect(response.headers["content-type"]).toContain("text/markdown");
    expect(response.body).toContain(`\`${code}\``);
  });

  test.each(["/healthz/live", "/healthz/ready"])("answers %s", async (url) => {
    const { app } = createApi();

    expect((await app.inject(url)).statusCode).toBe(200);
  });
});

test.each([
  [undefined, []],
  [{ drain: true }, []],
  [{ drain: false }, ["paused"]],
])("a pause with the body %j tells workers to stop %j", async (payload, expected) => {
  const { app, ledger } = createApi();
  const reported: string[] = [];
  await ledger.onStopped((signal) => reported.push("why" in signal ? signal.why : "transfer"));
  const { id } = (await app.inject({ method: "POST", url: "/v1/jobs", payload: JOB })).json();

  const response = await app.inject({
    ...{ method: "POST", url: `/v1/jobs/${id}:pause` },
    ...(payload !== undefined && { payload }),
  });

  expect(response.statusCode).toBe(200);
  expect(response.json()).toMatchObject({ isPaused: true });
  expect(reported).toEqual(expected);
});
