import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { JobView, PlanView, Problem } from "@penstock/wire";
import { afterEach, describe, expect, test } from "vitest";
import { type Client, createClient } from "./client.ts";

const JOB: JobView = {
  id: "job_1",
  name: "a.bin",
  state: "transferring",
  health: "ok",
  isPaused: false,
  actions: ["pause", "cancel"],
  weight: 1,
  deadline: null,
  labels: {},
  progress: {
    totalsFinal: true,
    bytesTotal: 10,
    bytesStored: 5,
    partsTotal: 2,
    partsStored: 1,
    transfersTotal: 1,
    transfersStored: 0,
    transfersSkipped: 0,
    transfersFailed: 0,
    transfersCancelled: 0,
    transfersPending: 1,
    retries: 0,
    percent: 50,
    bytesPerSecond: null,
    etaSeconds: null,
    etaRange: null,
  },
  repeats: [],
  list: null,
  retryOf: null,
  supersededBy: null,
  workers: 1,
  schedule: null,
  createdAt: "2026-11-22T07:27:01.002Z",
  finishedAt: null,
};

const DONE: JobView = { ...JOB, state: "succeeded", finishedAt: "2026-11-22T07:28:00.000Z" };

const NOT_FOUND: Problem = {
  type: "/problems/not-found",
  title: "Not found",
  status: 404,
  detail: "there is no job job_1",
  code: "not-found",
  retryable: false,
  requestId: "req_1",
};

type CannedResponse = { readonly status: number; readonly body: unknown };

const servers: AsyncDisposable[] = [];

/** An API that gives these responses in turn, the last one for ever, and remembers what it was asked. */
async function serve(
  ...responses: readonly CannedResponse[]
): Promise<{ client: Client; asked: string[]; keys: unknown[] }> {
  const asked: string[] = [];
  const keys: unknown[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { status, body: sent } =
        responses[Math.min(asked.length, responses.length - 1)] ?? ok(JOB);
      keys.push(request.headers["idempotency-key"]);
      asked.push(`${request.method} ${request.url} ${body}`.trim());
      response.writeHead(status).end(typeof sent === "string" ? sent : JSON.stringify(sent));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  servers.push(server);
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { client: createClient({ baseUrl: `http://127.0.0.1:${port}/` }), asked, keys };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  return Buffer.concat(await request.toArray()).toString();
}

function ok(body: unknown): CannedResponse {
  return { status: 200, body };
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    await server[Symbol.asyncDispose]();
  }
});

test("tests a connection and resolves with the rows, whatever they say", async () => {
  const rows = {
    connection: "a b",
    actsAs: null,
    testedAt: "2026-11-22T07:28:00.000Z",
    result: "failed",
    checks: [
      { name: "auth", result: "failed", detail: "refused", consequence: "nothing", fix: "a key" },
    ],
    measured: { checksum: null, objectETag: null },
  };
  const { client, asked } = await serve(ok(rows));

  const response = await client.testConnection("a b");

  expect(response).toEqual(rows);
  expect(asked).toEqual(["POST /v1/connections/a%20b:test"]);
});

test("asks for open uploads, and for the end of orphans", async () => {
  const page = { data: [], total: 0, gaps: [] };
  const report = { data: [], leftAlone: { foreign: 0, transfers: 1 }, hasMore: false };
  const { client, asked } = await serve(ok(page), ok(report));

  const uploads = await client.listUploads({ connection: "a b", olderThan: "24h" });
  const ended = await client.abortOrphans({ uploadIds: ["u"] });

  expect([uploads, ended]).toEqual([page, report]);
  expect(asked).toEqual([
    "GET /v1/uploads?connection=a+b&olderThan=24h",
    'POST /v1/uploads:abortOrphans {"uploadIds":["u"]}',
  ]);
});

test("plans, pauses and resumes jobs", async () => {
  const plan: PlanView = {
    ...{ isComplete: true, objects: 1, bytes: 2, bytesRead: 2, largeObjects: 0, parts: 1 },
    partSizes: [{ upToBytes: 1024, parts: 1 }],
    requests: { list: 1, head: 0, get: 1, put: 1, copy: 0 },
    ...{ rejections: [], durationSeconds: null, costs: [], samples: [] },
  };
  const { client, asked } = await serve(ok(plan), ok(JOB), ok(JOB), ok(JOB));
  const source = { connection: "disk", tree: "" };
  const destination = { connection: "local", key: "{relativeKey}" };

  const planned = await client.planJob({ source, destination });
  await client.pauseJob("job_1");
  await client.pauseJob("job_1", { drain: false });
  await client.resumeJob("job_1");

  expect(planned).toEqual(plan);
  expect(asked).toEqual([
    'POST /v1/jobs:plan {"source":{"connection":"disk","tree":""},"destination":{"connection":"local","key":"{relativeKey}"}}',
    "POST /v1/jobs/job_1:pause",
    'POST /v1/jobs/job_1:pause {"drain":false}',
    "POST /v1/jobs/job_1:resume",
  ]);
});

describe("a job that is made once", () => {
  const address = { connection: "disk", key: "a" };
  const AWAY = { ...NOT_FOUND, status: 503, code: "ledger-unavailable" };

  test("is asked for again with the same key while it is not known whether it was made", async () => {
    const { client, keys } = await serve({ status: 503, body: AWAY }, ok(JOB));

    const job = await client.submitJob({ source: address, destination: address });

    expect(job.id).toBe(JOB.id);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(
      /^"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"$/,
    );
    expect(keys[1]).toBe(keys[0]);
  });

  test("has the key that is given, and is asked for once where it was refused", async () => {
    const { client, keys } = await serve({ status: 404, body: NOT_FOUND });
    const options = { idempotencyKey: "nightly" };

    const made = client.submitJob({ source: address, destination: address }, options);

    await expect(made).rejects.toThrow();
    expect(keys).toEqual(['"nightly"']);
  });
});

describe("createClient", () => {
  test("sends each request to its path", async () => {
    const { client, asked } = await serve(ok(JOB), ok(JOB), ok({ data: [], nextCursor: null }));
    const address = { connection: "disk", key: "a" };

    await client.submitJob({ source: address, destination: address });
    await client.cancelJob("job_1");
    await client.listJobs({ limit: 2, cursor: "a b" });
    await client.listTransfers("job_1");

    expect(asked).toEqual([
      'POST /v1/jobs {"source":{"connection":"disk","key":"a"},"destination":{"connection":"disk","key":"a"}}',
      "POST /v1/jobs/job_1:cancel",
      "GET /v1/jobs?limit=2&cursor=a+b",
      "GET /v1/jobs/job_1/transfers",
    ]);
  });

  test("keeps an id inside its path segment", async () => {
    const { client, asked } = await serve(ok(JOB));

    await client.readJob("../connections");

    expect(asked).toEqual(["GET /v1/jobs/..%2Fconnections"]);
  });

  test("rejects with the problem that the API states", async () => {
    const { client } = await serve({ status: 404, body: NOT_FOUND });

    await expect(client.readJob("job_1")).rejects.toMatchObject({
      name: "ApiProblem",
      problem: NOT_FOUND,
      message: NOT_FOUND.detail,
    });
  });

  test("names the place of each mistake in a request", async () => {
    const errors = [{ pointer: "/source/key", message: "too short" }];
    const { client } = await serve({ status: 400, body: { ...NOT_FOUND, status: 400, errors } });

    await expect(client.readJob("job_1")).rejects.toMatchObject({
      message: `${NOT_FOUND.title}\n  /source/key: too short`,
    });
  });

  test.each<[string, CannedResponse]>([
    ["a page of a proxy", { status: 502, body: "<html>Bad gateway</html>" }],
    ["another program's response", ok({ hello: "world" })],
    ["no JSON at all", ok("hello")],
  ])("calls %s no response, and names the URL", async (_what, respond) => {
    const { client } = await serve(respond);

    await expect(client.readJob("job_1")).rejects.toMatchObject({
      name: "ApiUnreachable",
      message: expect.stringContaining("http://127.0.0.1:"),
    });
  });

  test("names the URL and the reason when no server listens", async () => {
    const { client } = await serve();
    await servers.pop()?.[Symbol.asyncDispose]();

    await expect(client.listConnections()).rejects.toThrow(
      /http:\/\/127\.0\.0\.1:\d+: ECONNREFUSED/,
    );
  });

  test("rejects with the caller's reason when the caller stops", async () => {
    const { client } = await serve();
    const signal = AbortSignal.abort(new Error("enough"));

    await expect(client.readJob("job_1", signal)).rejects.toThrow("enough");
  });
});

describe("waitForJob", () => {
  test("shows every view until the job has ended", async () => {
    const { client } = await serve(ok(JOB), ok(JOB), ok(DONE));
    const states: string[] = [];

    const last = await client.waitForJob("job_1", {
      intervalMs: 1,
      onProgress: ({ state }) => states.push(state),
    });

    expect(last).toEqual(DONE);
    expect(states).toEqual(["transferring", "transferring", "succeeded"]);
  });

  test("lives through an API that is away for a moment", async () => {
    const away = { status: 503, body: { ...NOT_FOUND, status: 503, code: "ledger-unavailable" } };
    const { client } = await serve(ok(JOB), away, { status: 502, body: "" }, ok(DONE));

    await expect(client.waitForJob("job_1", { intervalMs: 1 })).resolves.toEqual(DONE);
  });

  test("gives up on an API that is away for longer than 30 s", async () => {
    const { client, asked } = await serve({ status: 502, body: "" });

    await expect(client.waitForJob("job_1", { intervalMs: 30_001 })).rejects.toMatchObject({
      name: "ApiUnreachable",
    });
    expect(asked).toHaveLength(1);
  });

  test("gives up on a job that does not exist", async () => {
    const { client } = await serve({ status: 404, body: NOT_FOUND });

    await expect(client.waitForJob("job_1", { intervalMs: 1 })).rejects.toThrow("there is no job");
  });

  test("ends when the caller stops, between two looks", async () => {
    const { client } = await serve(ok(JOB));
    const stop = new AbortController();

    const waiting = client.waitForJob("job_1", {
      signal: stop.signal,
      intervalMs: 60_000,
      onProgress: () => stop.abort(),
    });

    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
  });
});
