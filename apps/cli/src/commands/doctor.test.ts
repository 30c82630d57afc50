import { startHttpServer } from "@penstock/testkit";
import { afterEach, expect, test } from "vitest";
import type { Output } from "../progress/display.ts";
import { reportFailure } from "../report-failure.ts";
import { doctor } from "./doctor.ts";

const open: AsyncDisposable[] = [];

afterEach(async () => {
  for (const resource of open.splice(0)) {
    await resource[Symbol.asyncDispose]();
  }
});

const READY = { status: "ready", reasons: [], remarks: [] };
const AWAY = { status: "not ready", reasons: ["Redis is away"], remarks: [] };
const PROBLEM = {
  type: "about:blank",
  title: "away",
  status: 503,
  detail: "Redis is away",
  code: "ledger-unavailable",
  requestId: "req_1",
};
const WORKER = {
  ...{ id: "worker-1", slots: 8, busy: 0, host: null, version: null, since: null },
  ...{ lastSeen: null, loopPercent: null, moving: [] },
};

/** @param responses by path, each with its status */
async function startApi(responses: Record<string, readonly [number, unknown]>): Promise<string> {
  const server = await startHttpServer((request, response) => {
    const [status, body] = responses[request.url ?? ""] ?? [404, {}];
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  open.push({ [Symbol.asyncDispose]: () => server.close() });
  return server.url;
}

function outputFor(url: string): { output: Output; written: () => string } {
  let text = "";
  const write = (part: string) => {
    text += part;
  };
  const stream = { isTTY: false, columns: undefined, write };
  const environment = { PENSTOCK_URL: url };
  return { output: { environment, stdout: stream, stderr: stream }, written: () => text };
}

test("a deployment that is well exits with 0", async () => {
  const url = await startApi({
    "/healthz/ready": [200, READY],
    "/v1/workers": [200, { data: [WORKER], nextCursor: null }],
    "/v1/connections": [200, { data: [], nextCursor: null }],
  });
  const { output, written } = outputFor(url);

  expect(await doctor({}, output)).toBe(0);
  expect(written()).toMatch(/^ok +api +http\S+ is ready\n/);
  expect(written()).toMatch(/^ok +clock /m);
});

test("an API that is not ready is asked all the same, and exits with 1", async () => {
  const url = await startApi({
    "/healthz/ready": [503, AWAY],
    "/v1/workers": [503, PROBLEM],
    "/v1/connections": [200, { data: [], nextCursor: null }],
  });
  const { output, written } = outputFor(url);

  expect(await doctor({ json: true }, output)).toBe(1);
  expect(JSON.parse(written()).checks).toMatchObject([
    { name: "api", result: "found", detail: "Redis is away" },
    { name: "processes", result: "ok" },
    { name: "workers", result: "found", detail: "they cannot be listed: Redis is away" },
    { name: "connections", result: "ok" },
    { name: "clock", result: "ok" },
  ]);
});

test.each([
  ["no server", async () => "http://127.0.0.1:1"],
  ["a server of another kind", () => startApi({})],
])("%s exits with 7", async (_what, start) => {
  const { output } = outputFor(await start());

  const failure = await doctor({}, output).catch((error: unknown) => error);

  expect(reportFailure(failure, output.stderr)).toBe(7);
});
