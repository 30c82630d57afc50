import { CronCalendar } from "@penstock/adapter-bullmq";
import { createConnections, FollowedConnections } from "@penstock/connections";
import { ConfigView } from "@penstock/engine";
import { createSealing, systemHashing } from "@penstock/process";
import {
  ManualClock,
  MemoryConfigStore,
  MemoryJournal,
  MemoryLedger,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { CONNECTIONS, connectionPage, connectionsFile, problem } from "@penstock/wire";
import { describe, expect, onTestFinished, test } from "vitest";
import { createHttpServer } from "../http/http-server.ts";

const SECRET = "canary-secret-of-a-connection";
const KEYS = { accessKeyId: "canary-id-of-a-connection", secretAccessKey: SECRET };
const MADE = {
  ...{ name: "made", provider: "cos", bucket: "in-1250000000", region: "ap-beijing" },
  credentials: KEYS,
};
const { name: _, ...CHANGE } = MADE;
const SEALING_KEY = Buffer.alloc(32, 7).toString("base64");

/** Two of them with one configuration are two processes of a deployment. */
function createApi({
  keys = [SEALING_KEY],
  clock = new ManualClock(),
  config = new MemoryConfigStore(clock),
}: {
  keys?: readonly string[];
  clock?: ManualClock;
  config?: MemoryConfigStore;
} = {}) {
  const random = seededRandom(1);
  const sealing = createSealing(keys, random);
  const file = connectionsFile.parse({
    connections: { disk: { provider: "file", root: "/srv" } },
  });
  const secrets = new Set<string>();
  const connections = createConnections(file, { environment: {}, secrets, clock, sealing });
  const view = new ConfigView(config, CONNECTIONS);
  const followed = new FollowedConnections({ connections, view, clock });
  let looks = 0;
  const app = createHttpServer({
    ledger: new MemoryLedger(clock),
    journal: new MemoryJournal(),
    queue: new MemoryTaskQueue(),
    ...{ connections, clock, random, sealing, config },
    ...{ hashing: systemHashing, log: silentLog, calendar: new CronCalendar() },
    lookForConnections: async () => {
      looks += 1;
      await followed.refreshOnce();
    },
    whyNotReady: async () => [],
    assertCapacity: async () => undefined,
  });
  onTestFinished(() => app.close());
  const send = (
    method: "GET" | "POST" | "PUT" | "DELETE",
    path: string,
    payload?: object,
    headers: Record<string, string> = {},
  ) => app.inject({ method, url: `/v1${path}`, headers, ...(payload && { payload }) });
  return { send, config, looks: () => looks };
}

describe("/v1/connections", () => {
  test("makes a connection that jobs may name at once, and shows its secrets nowhere", async () => {
    const { send, config } = createApi();

    const made = await send("POST", "/connections", MADE);
    const list = await send("GET", "/connections");
    const one = await send("GET", "/connections/made");
    const job = await send("POST", "/jobs", {
      source: { connection: "disk", key: "a" },
      destination: { connection: "made", key: "a" },
    });

    expect([made.statusCode, one.statusCode, job.statusCode]).toEqual([201, 200, 201]);
    expect(made.headers.location).toBe("/v1/connections/made");
    expect(one.headers.etag).toMatch(/^"1-/);
    expect(connectionPage.parse(list.json()).data).toMatchObject([
      { name: "disk", origin: "file" },
      {
        ...{ name: "made", origin: "api", revision: 1, isWritable: true },
        location: "in-1250000000 in ap-beijing",
      },
    ]);
    const kept = JSON.stringify(await config.list(CONNECTIONS));
    const seen = [made, list, one, job].map(({ body }) => body).join() + kept;
    expect(seen).not.toContain("canary");
    expect(kept.match(/sealed:v1:/g)).toHaveLength(2);
  });

  test("replaces credentials at the revision that was read, and nothing else about its place", async () => {
    const { send } = createApi();
    const made = await send("POST", "/connections", MADE);
    const tag = { "if-match": String(made.headers.etag ?? '"1"') };

    const replaced = await send("PUT", "/connections/made", CHANGE, tag);
    const late = await send("PUT", "/connections/made", CHANGE, tag);
    const moved = await send("PUT", "/connections/made", { ...CHANGE, region: "ap-tokyo" });

    expect(replaced.json()).toMatchObject({ name: "made", revision: 2 });
    expect([late.statusCode, moved.statusCode]).toEqual([412, 409]);
    expect(problem.parse(moved.json()).detail).toContain("make another connection");
  });

  test.each([
    [
      "the destination of a job",
      "/jobs",
      { source: { connection: "disk", key: "a" }, destination: { connection: "made", key: "a" } },
    ],
    [
      "a schedule",
      "/schedules",
      {
        ...{ name: "nightly", every: "6h" },
        job: {
          source: { connection: "disk", key: "a" },
          destination: { connection: "made", key: "b" },
        },
      },
    ],
  ])("knows what another process made when it is named by %s", async (_what, path, body) => {
    const config = new MemoryConfigStore(new ManualClock());
    await createApi({ config }).send("POST", "/connections", MADE);
    const { send } = createApi({ config });

    const response = await send("POST", path, body);

    expect(response.body).not.toContain("there is no connection");
  });

  test("looks for no origin of a URL", async () => {
    const { send, looks } = createApi();
    await send("POST", "/connections", MADE);
    const before = looks();

    const job = await send("POST", "/jobs", {
      source: { url: "https://example.com/a" },
      destination: { connection: "made", key: "a" },
    });

    expect([job.statusCode, looks() - before]).toEqual([201, 0]);
  });

  test("removes what nothing names, and says what does", async () => {
    const { send } = createApi();
    await send("POST", "/connections", MADE);
    await send("POST", "/jobs", {
      source: { connection: "disk", key: "a" },
      destination: { connection: "made", key: "a" },
    });
    await send("POST", "/jobs", {
      source: { connection: "made", prefix: "a/" },
      destination: { connection: "made", key: "b/{relativeKey}" },
    });
    await send("PUT", "/tenants/films", { connections: ["made"] });
    await send("POST", "/schedules", {
      ...{ name: "nightly", every: "6h" },
      job: {
        source: { connection: "disk", key: "a" },
        destination: { connection: "made", key: "a" },
      },
    });

    const refused = await send("DELETE", "/connections/made");
    const forced = await send("DELETE", "/connections/made?force=true");
    const gone = await send("GET", "/connections/made");
    const again = await send("POST", "/connections", { ...MADE, region: "ap-tokyo" });

    expect(problem.parse(refused.json())).toMatchObject({ status: 409, code: "state-conflict" });
    expect(problem.parse(refused.json()).detail).toContain(
      "named by 2 unfinished jobs, 1 schedule, 1 tenant",
    );
    expect([forced.statusCode, gone.statusCode, again.statusCode]).toEqual([200, 404, 201]);
  });

  test("leaves the names of the file alone", async () => {
    const { send } = createApi();

    const responses = await Promise.all([
      send("POST", "/connections", { ...MADE, name: "disk" }),
      send("PUT", "/connections/disk", CHANGE),
      send("DELETE", "/connections/disk"),
    ]);

    for (const response of responses) {
      expect(problem.parse(response.json())).toMatchObject({ status: 409, code: "state-conflict" });
      expect(problem.parse(response.json()).detail).toContain("penstock.config.json");
    }
  });

  test("makes one of a name once, and none that is not there", async () => {
    const { send } = createApi();

    const statuses = [];
    for (const [method, path] of [
      ["POST", ""],
      ["POST", ""],
      ["PUT", "/other"],
      ["DELETE", "/other"],
    ] as const) {
      const payload = method === "DELETE" ? undefined : path === "" ? MADE : CHANGE;
      statuses.push((await send(method, `/connections${path}`, payload)).statusCode);
    }

    expect(statuses).toEqual([201, 409, 404, 404]);
  });

  test("keeps no secret without a sealing key, and needs none for what has no secret", async () => {
    const { send } = createApi({ keys: [] });

    const refused = await send("POST", "/connections", MADE);
    const open = await send("POST", "/connections", {
      ...MADE,
      credentials: { kind: "anonymous" },
    });

    expect(problem.parse(refused.json())).toMatchObject({ code: "sealing-key-missing" });
    expect(problem.parse(refused.json()).detail).toContain("set PENSTOCK_SEALING_KEY");
    expect(open.statusCode).toBe(201);
  });

  test.each([
    ["a variable of the workers", { credentials: { ...KEYS, secretAccessKey: "env:HOME" } }],
    ["a file of the workers", { credentials: { ...KEYS, accessKeyId: "file:/etc/passwd" } }],
    [
      "text that is sealed",
      { credentials: { ...KEYS, secretAccessKey: `sealed:v1:${"a".repeat(60)}` } },
    ],
    ["the role of the workers", { credentials: { kind: "aws" } }],
    ["the role of the machine", { credentials: { kind: "tencent", metadataEndpoint: "http://a" } }],
    [
      "a role by their role",
      { credentials: { kind: "role", roleArn: "a", from: { kind: "aws" } } },
    ],
    ["their folders", { provider: "file", root: "/etc" }],
    ["a proxy", { proxy: "http://127.0.0.1:1" }],
    ["a file of authorities", { ca: "/etc/passwd" }],
    ["a key in a file", { encryption: { kind: "customer", key: "file:/etc/passwd" } }],
    ["a password in a URL", { endpoint: "https://a:b@example.com" }],
  ])("takes nothing that leads to %s", async (_what, change) => {
    const { send, config } = createApi();

    const response = await send("POST", "/connections", { ...MADE, ...change });

    expect(problem.parse(response.json())).toMatchObject({ status: 400, code: "request-invalid" });
    expect(response.body).not.toContain("canary");
    expect(await config.list(CONNECTIONS)).toEqual([]);
  });
});
