import { once } from "node:events";
import { connect } from "node:net";
import { CronCalendar } from "@penstock/adapter-bullmq";
import { createConnections } from "@penstock/connections";
import { systemHashing } from "@penstock/process";
import {
  eventually,
  ManualClock,
  MemoryConfigStore,
  MemoryLedger,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { API_ROUTES, type ApiRoute, connectionsFile, problem } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
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

const open: FastifyInstance[] = [];

function createApi() {
  const clock = new ManualClock();
  const queue = new MemoryTaskQueue();
  const app = createHttpServer({
    ledger: new MemoryLedger(clock),
    queue,
    connections: createConnections(CONNECTIONS, { environment: {}, secrets: new Set(), clock }),
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
  return { app, queue };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

function post(
  app: FastifyInstance,
  payload: string | Buffer,
  contentType = "application/json",
  headers: Readonly<Record<string, string>> = {},
) {
  return app.inject({
    method: "POST",
    url: "/v1/jobs",
    headers: { "content-type": contentType, ...headers },
    payload,
  });
}

describe("POST /v1/jobs", () => {
  test("accepts the job that the other tests corrupt", async () => {
    const { app } = createApi();

    expect((await post(app, JSON.stringify(JOB))).statusCode).toBe(201);
  });

  test.each<[string, string, string, number]>([
    ["broken JSON", "application/json", '{"source":', 400],
    ["an empty body", "application/json", "", 400],
    ["another content type", "text/plain", JSON.stringify(JOB), 415],
    ["a form", "application/x-www-form-urlencoded", "source=a", 415],
    ["more than 64 KiB", "application/json", JSON.stringify({ x: "x".repeat(65_536) }), 413],
  ])("refuses %s", async (_what, contentType, payload, status) => {
    const { app } = createApi();

    const response = await post(app, payload, contentType);

    expect(response.statusCode).toBe(status);
    expect(response.headers["content-type"]).toContain("application/problem+json");
    expect(problem.parse(response.json()).status).toBe(status);
  });

  const text = JSON.stringify(JOB);
  const twice = (name: string) => text.replace('{"source"', `{"${name}":{},"source"`);

  test.each<[string, Buffer, string, string, number]>([
    ["a compressed body", Buffer.from(text), "application/json", "gzip", 415],
    ["another charset", Buffer.from(text, "utf16le"), "application/json; charset=utf-16", "", 415],
    ["another charset in quotes", Buffer.from(text), 'application/json;charset="latin1"', "", 415],
    ["UTF-16 that claims nothing", Buffer.from(text, "utf16le"), "application/json", "", 400],
    ["a byte order mark", Buffer.from(`\ufeff${text}`), "application/json", "", 400],
    ["bytes that are not UTF-8", Buffer.from([0x22, 0xff, 0x22]), "application/json", "", 400],
    ["a member that is there twice", Buffer.from(twice("source")), "application/json", "", 400],
    [
      "a member that is there twice in other letters",
      Buffer.from(twice("sour\\u0063e")),
      "application/json",
      "",
      400,
    ],
  ])("refuses %s", async (_what, payload, contentType, encoding, status) => {
    const { app, queue } = createApi();
    const headers = encoding === "" ? undefined : { "content-encoding": encoding };

    const response = await post(app, payload, contentType, headers);

    expect(problem.parse(response.json()).status).toBe(status);
    expect(queue.plans).toEqual([]);
  });

  test.each([
    ["application/json; charset=UTF-8", {}],
    ["application/json", { "content-encoding": "identity" }],
  ])("takes a body as %s %j", async (contentType, headers) => {
    const { app } = createApi();

    expect((await post(app, text, contentType, headers)).statusCode).toBe(201);
  });

  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
  const withKey = (key: string) =>
    JSON.stringify({ ...JOB, destination: { connection: "cloud", key } });

  test.each<[string, string]>([
    ["null", "null"],
    ["a number", "7"],
    ["text", '"job"'],
    ["a list", "[]"],
    ["a list of lists", "[".repeat(2000) + "]".repeat(2000)],
    ["deep nesting", nested(5000)],
    ["a prototype", '{"__proto__":{"source":{}}}'],
    ["a constructor", '{"constructor":{"prototype":{"x":1}}}'],
    ["a prototype as a label", JSON.stringify(JOB).replace("{", '{"labels":{"__proto__":"x"},')],
    [
      "a prototype as a connection",
      JSON.stringify({ ...JOB, source: { connection: "__proto__", key: "a" } }),
    ],
    [
      "an inherited name as a connection",
      JSON.stringify({ ...JOB, source: { connection: "toString", key: "a" } }),
    ],
    ["a NUL in a key", withKey("a\u0000b")],
    ["half a surrogate pair", withKey("\ud800")],
    ["a key of 60 KB", withKey("x".repeat(60_000))],
    ["a terminal escape in the name", JSON.stringify({ ...JOB, name: "\u001b[2J" })],
    ["a part of 10^308 bytes", JSON.stringify({ ...JOB, options: { partSize: 1e308 } })],
    ["a negative part size", JSON.stringify({ ...JOB, options: { partSize: -1 } })],
    ["a part size in words", JSON.stringify({ ...JOB, options: { partSize: "constructor" } })],
    [
      "a header in the metadata",
      JSON.stringify({ ...JOB, options: { metadata: { a: "x\r\nauthorization: y" } } }),
    ],
    [
      "60 KB of metadata",
      JSON.stringify({ ...JOB, options: { metadata: { a: "x".repeat(60_000) } } }),
    ],
    ["bytes that are not UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0x7d]).toString("latin1")],
    ["two documents", `${JSON.stringify(JOB)}${JSON.stringify(JOB)}`],
  ])("refuses %s without a failure of its own", async (_what, payload) => {
    const { app, queue } = createApi();

    const response = await post(app, payload);

    expect(response.statusCode).toBeGreaterThanOrEqual(400);
    expect(response.statusCode).toBeLessThan(500);
    expect(problem.parse(response.json()).code).toBeTypeOf("string");
    expect(queue.plans).toEqual([]);
  });
});

describe("a web page of another origin", () => {
  const EVERY_ROUTE = Object.values<ApiRoute>(API_ROUTES).map(({ method, path }) => [
    method,
    path.replaceAll(/\{\w+\}/g, "cloud"),
  ]);

  test.each(EVERY_ROUTE)("is refused by %s %s", async (method = "", url = "") => {
    const { app } = createApi();
    const ask = (headers: Readonly<Record<string, string>>) =>
      app.inject({ method: method === "POST" ? "POST" : "GET", url, headers });

    const responses = await Promise.all([
      ask({ host: "evil.example" }),
      ask({ origin: "http://evil.example" }),
      ask({ origin: "null" }),
      ask({ "sec-fetch-site": "cross-site" }),
      ask({ "sec-fetch-site": "same-site" }),
    ]);

    expect(responses.map(({ statusCode }) => statusCode)).toEqual([421, 403, 403, 403, 403]);
    for (const response of responses) {
      expect(problem.parse(response.json()).code).toBe("origin-refused");
    }
  });
});

test("a thousand half-open connections stop neither the API nor its probes", async () => {
  const { app } = createApi();
  await app.listen({ host: "127.0.0.1", port: 0 });
  const [address] = app.addresses();
  const port = typeof address === "object" ? address.port : 0;
  const sockets = Array.from({ length: 1000 }, () =>
    connect(port, "127.0.0.1").on("error", () => undefined),
  );
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  for (const [at, socket] of sockets.entries()) {
    socket.write(at % 2 === 0 ? "GET /v1 HTTP/1.1\r\nx:" : "no HTTP\r\n\r\n");
  }

  const responses = await Promise.all(
    ["/healthz/live", "/v1/jobs"].map((path) =>
      fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(120_000) }),
    ),
  );

  expect(responses.map(({ status }) => status)).toEqual([200, 200]);
  for (const socket of sockets) {
    socket.destroy();
  }
});

test("destroys the connection of what is no HTTP, also when the client keeps it open", async () => {
  const { app } = createApi();
  await app.listen({ host: "127.0.0.1", port: 0 });
  const [address] = app.addresses();
  const port = typeof address === "object" ? address.port : 0;
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  socket.write("no HTTP\r\n\r\n");
  const [response] = await once(socket, "data");
  const connections = () =>
    new Promise((resolve) => app.server.getConnections((_error, count) => resolve(count)));

  await eventually(async () => (await connections()) === 0);

  expect(String(response)).toMatch(/^HTTP\/1\.1 400 /);
  socket.destroy();
});

describe("the socket", () => {
  async function send(text: string): Promise<string> {
    const { app } = createApi();
    await app.listen({ host: "127.0.0.1", port: 0 });
    const [address] = app.addresses();
    const port = typeof address === "object" ? address.port : 0;
    const socket = connect(port, "127.0.0.1");
    socket.setEncoding("utf8").end(text);
    let response = "";
    socket.on("data", (piece) => {
      response += piece;
    });
    await once(socket, "close");
    return response;
  }

  test("answers a request", async () => {
    const response = await send(
      "GET /healthz/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
    );

    expect(response).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  test.each<[string, string, number]>([
    ["what is not HTTP", "hello\r\n\r\n", 400],
    [
      "headers above 16 KiB",
      `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${"x".repeat(20_000)}\r\n\r\n`,
      431,
    ],
    ["no host", "GET /v1 HTTP/1.1\r\nconnection: close\r\n\r\n", 400],
    [
      "two hosts",
      "GET /v1 HTTP/1.1\r\nhost: localhost\r\nhost: a\r\nconnection: close\r\n\r\n",
      400,
    ],
    [
      "an unknown expectation",
      "GET /v1 HTTP/1.1\r\nhost: localhost\r\nexpect: 200-ok\r\nconnection: close\r\n\r\n",
      417,
    ],
    ["a tunnel", "CONNECT a:443 HTTP/1.1\r\nhost: a:443\r\n\r\n", 405],
    [
      "a name that was pointed here",
      "GET /v1 HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n",
      421,
    ],
    [
      "a body that lies about its length",
      "POST /v1/jobs HTTP/1.1\r\nhost: localhost\r\ncontent-length: x\r\n\r\n{}",
      400,
    ],
  ])("refuses %s with a problem", async (_what, text, status) => {
    const response = await send(text);

    expect(response).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    const body = response.slice(response.indexOf("\r\n\r\n") + 4);
    expect(problem.parse(JSON.parse(body)).status).toBe(status);
  });
});
