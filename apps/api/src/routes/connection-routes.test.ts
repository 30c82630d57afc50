import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CronCalendar } from "@penstock/adapter-bullmq";
import { createConnections } from "@penstock/connections";
import type { ConnectionTest } from "@penstock/core";
import { systemHashing } from "@penstock/process";
import {
  ManualClock,
  MemoryConfigStore,
  MemoryLedger,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
  startHttpServer,
} from "@penstock/testkit";
import { connectionPage, connectionsFile, connectionTestView, problem } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { createHttpServer } from "../http/http-server.ts";

const CREDENTIALS = { accessKeyId: "env:COS_ID", secretAccessKey: "env:COS_KEY" };
const SECRET = "canary-key";

const open: { close(): Promise<unknown> }[] = [];

function createApi(endpoint = "http://127.0.0.1:1", root = "/srv") {
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  const file = connectionsFile.parse({
    connections: {
      disk: { provider: "file", root },
      cloud: {
        provider: "cos",
        bucket: "ingest-1250000000",
        region: "ap-beijing",
        endpoint,
        credentials: CREDENTIALS,
      },
    },
  });
  const environment = { COS_ID: "the-id", COS_KEY: SECRET };
  const app = createHttpServer({
    ledger,
    queue: new MemoryTaskQueue(),
    connections: createConnections(file, { environment, secrets: new Set(), clock }),
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
  return { app, ledger };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((resource) => resource.close()));
});

function postTest(app: FastifyInstance, name: string) {
  return app.inject({ method: "POST", url: `/v1/connections/${name}:test` });
}

describe("POST /v1/connections/{name}:test", () => {
  test("answers 200 with the checks, also when they fail, and remembers them", async () => {
    const { app } = createApi();

    const response = await postTest(app, "cloud");

    const view = connectionTestView.parse(response.json());
    const page = connectionPage.parse((await app.inject("/v1/connections")).json());
    expect(response.statusCode).toBe(200);
    expect(view).toMatchObject({ connection: "cloud", result: "failed" });
    expect(view.checks[0]).toMatchObject({ name: "reachable", result: "failed" });
    expect(page.data.map(({ lastTest }) => lastTest)).toEqual([null, view]);
  });

  test("runs one test of a connection at a time: a concurrent request gets its result", async () => {
    let requests = 0;
    const store = await startHttpServer((_request, response) => {
      requests += 1;
      response.writeHead(403, { "x-cos-request-id": "r1" }).end();
    });
    open.push(store);
    const { app } = createApi(store.url);

    const alone = await postTest(app, "cloud");
    const requestsOfOne = requests;
    const [one, other] = await Promise.all([postTest(app, "cloud"), postTest(app, "cloud")]);

    expect(alone.json().checks[1]).toMatchObject({ name: "auth", result: "failed" });
    expect(one.json()).toEqual(other.json());
    expect(requests).toBe(2 * requestsOfOne);
    expect(one.body).not.toContain(SECRET);
  });

  test.each([
    ["unknown", 404, "connection-unknown"],
    ["disk", 422, "connection-unsuitable"],
    ["dis%6B", 422, "connection-unsuitable"],
  ])("refuses to test %s", async (name, status, code) => {
    const { app } = createApi();

    const response = await postTest(app, name);

    expect(response.headers["content-type"]).toContain("application/problem+json");
    expect(problem.parse(response.json())).toMatchObject({ status, code });
  });
});

describe("GET /v1/connections", () => {
  test("tells the worst of the last test's checks, and what was measured", async () => {
    const { app, ledger } = createApi();
    const last: ConnectionTest = {
      connection: "cloud",
      testedAtMs: Date.UTC(2026, 0, 1),
      checks: [
        { name: "reachable", result: "passed", detail: "it answers" },
        { name: "list", result: "warned", detail: "refused", consequence: "c", fix: "f" },
      ],
      measured: { checksum: "md5" },
    };
    await ledger.connectionTests.save(last);

    const response = await app.inject("/v1/connections");

    expect(connectionPage.parse(response.json()).data[1]?.lastTest).toEqual({
      connection: "cloud",
      testedAt: "2026-01-01T00:00:00.000Z",
      result: "warned",
      checks: [
        { name: "reachable", result: "passed", detail: "it answers", consequence: null, fix: null },
        { name: "list", result: "warned", detail: "refused", consequence: "c", fix: "f" },
      ],
      actsAs: null,
      measured: { checksum: "md5", objectETag: null },
    });
  });
});

test("GET /v1/connections tells which process does not use one for a while, and why", async () => {
  const { app, ledger } = createApi();
  const cause = { code: "store-unreachable", message: "no route to it" } as const;
  const leftAlone = [
    { connection: "cloud", side: "store", cause, sinceMs: 1000, nextTryAtMs: 9000 } as const,
  ];
  await ledger.workers.announceProcess({ id: "w", role: "worker", leftAlone });

  const page = connectionPage.parse((await app.inject("/v1/connections")).json());

  expect(page.data.map((each) => each.leftAlone)).toMatchObject([
    [],
    [{ process: "w", role: "worker", cause, nextTry: "1970-01-01T00:00:09.000Z" }],
  ]);
});

describe("GET /v1/connections/{name}/objects", () => {
  test("shows folders and objects, and refuses what lists nothing", async () => {
    const folder = await mkdtemp(join(tmpdir(), "penstock-browse-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await mkdir(join(folder, "films"));
    await writeFile(join(folder, "films", "a.mov"), "12345");
    await writeFile(join(folder, "list.csv"), "1");
    const { app } = createApi("http://127.0.0.1:1", folder);

    const top = await app.inject("/v1/connections/disk/objects");
    const below = await app.inject("/v1/connections/disk/objects?prefix=films/&limit=1");
    const unknown = await app.inject("/v1/connections/nothing/objects");

    expect(top.json()).toEqual({
      folders: ["films/"],
      objects: [{ key: "list.csv", sizeBytes: 1 }],
      next: null,
    });
    expect(below.json()).toMatchObject({ objects: [{ key: "films/a.mov", sizeBytes: 5 }] });
    expect([unknown.statusCode, problem.parse(unknown.json()).code]).toEqual([
      404,
      "connection-unknown",
    ]);
  });
});
