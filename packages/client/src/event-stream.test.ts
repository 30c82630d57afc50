import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createClient } from "./client.ts";
import type { EventMessage } from "./event-stream.ts";

const servers: AsyncDisposable[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    await server[Symbol.asyncDispose]();
  }
});

async function serve(respond: RequestListener): Promise<string> {
  const server = createServer(respond).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const AT = "2026-11-29T10:00:00.000Z";

function frame(id: string): string {
  return `id: ${id}\ndata: ${JSON.stringify({ id, type: "job.created", at: AT, jobId: "job_1" })}\n\n`;
}

async function firstOf(messages: AsyncIterable<EventMessage>, count: number) {
  const ids: string[] = [];
  for await (const { kind, id } of messages) {
    ids.push(`${kind} ${id}`);
    if (ids.length === count) {
      break;
    }
  }
  return ids;
}

describe("events", () => {
  test("are asked for again from the last one that was received whole, or named by a heartbeat", async () => {
    const asked: (string | undefined)[] = [];
    const bodies = [
      `retry: 2000\n\nid: 1-0\nevent: ready\ndata: {"id":"1-0"}\n\n${frame("2-0")}id: 3-0\ndata: {"id`,
      `${frame("3-0")}: ping\nid: 9-0\n\n`,
      frame("10-0"),
    ];
    const baseUrl = await serve(({ url }, response) => {
      asked.push(url);
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(bodies[asked.length - 1], () => response.destroy());
    });

    const received = await firstOf(createClient({ baseUrl }).events({ type: ["job.*"] }), 4);

    expect(received).toEqual(["ready 1-0", "event 2-0", "event 3-0", "event 10-0"]);
    expect(asked).toEqual([
      "/v1/events?type=job.*",
      "/v1/events?type=job.*&after=2-0",
      "/v1/events?type=job.*&after=9-0",
    ]);
  });

  test("are refused as the API refuses them, at once", async () => {
    const problem = { type: "/problems/not-found", title: "Not found", status: 404 };
    const baseUrl = await serve((_request, response) => {
      response.writeHead(404, { "content-type": "application/problem+json" });
      const more = { detail: "there is no job", code: "not-found", requestId: "req_1" };
      response.end(JSON.stringify({ ...problem, ...more }));
    });

    const events = createClient({ baseUrl }).events({ jobId: "job_1" });

    await expect(firstOf(events, 1)).rejects.toMatchObject({ problem: { code: "not-found" } });
  });

  test("end with the signal of the caller", async () => {
    const leaving = new AbortController();
    const baseUrl = await serve((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(frame("1-0"), () => leaving.abort());
    });

    const events = createClient({ baseUrl }).events({}, leaving.signal);

    await expect(firstOf(events, 2)).rejects.toMatchObject({ name: "AbortError" });
  });
});
