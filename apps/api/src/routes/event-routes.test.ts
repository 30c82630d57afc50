import { type AddressInfo, connect, type Socket } from "node:net";
import { CronCalendar } from "@penstock/adapter-bullmq";
import { createConnections } from "@penstock/connections";
import { PenstockError, type TenantEvent } from "@penstock/core";
import { systemHashing } from "@penstock/process";
import {
  eventually,
  LedgerScenario,
  ManualClock,
  MemoryConfigStore,
  MemoryLedger,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { API_LIMITS, connectionsFile, type EventView, eventPage, problem } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import { createHttpServer } from "../http/http-server.ts";

const open: FastifyInstance[] = [];
const leaving: AbortController[] = [];

afterEach(async () => {
  for (const each of leaving.splice(0)) {
    each.abort();
  }
  await Promise.all(open.splice(0).map((app) => app.close()));
});

async function startApi() {
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  const file = connectionsFile.parse({ connections: {} });
  const app = createHttpServer({
    ...{ ledger, clock, random: seededRandom(1), hashing: systemHashing, log: silentLog },
    queue: new MemoryTaskQueue(),
    connections: createConnections(file, { environment: {}, secrets: new Set(), clock }),
    config: new MemoryConfigStore(clock),
    calendar: new CronCalendar(),
    whyNotReady: async () => [],
    assertCapacity: async () => undefined,
  });
  open.push(app);
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const scenario = new LedgerScenario({
    ...{ ledger, tenant: "default", stopSignals: ledger },
    passTime: async (ms = 1) => clock.advance(ms),
  });
  const add = (event: TenantEvent) => ledger.events.add("default", event, clock.nowMs());
  return { app, ledger, scenario, add, port, url: `http://127.0.0.1:${port}` };
}

/** What a client of a stream has received so far. */
type Received = {
  readonly events: EventView[];
  readonly signals: string[];
  lastId: string;
  text: string;
  isOver: boolean;
};

async function listen(url: string, path: string, lastId?: string) {
  const received: Received = { events: [], signals: [], lastId: "", text: "", isOver: false };
  const leave = new AbortController();
  leaving.push(leave);
  const headers = { accept: "text/event-stream", ...(lastId && { "last-event-id": lastId }) };
  const response = await fetch(url + path, { headers, signal: leave.signal });
  const reading = readAll(response, received);
  return { response, received, leave: () => leave.abort(), ended: reading };
}

async function readAll(response: Response, received: Received): Promise<void> {
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) {
      received.text += decoder.decode(chunk, { stream: true });
      const blocks = received.text.split("\n\n");
      received.text = blocks.pop() ?? "";
      for (const block of blocks) {
        take(block, received);
      }
    }
    received.isOver = true;
  } catch {
    // The test left.
  }
}

function take(block: string, received: Received): void {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
  received.lastId = field("id") ?? received.lastId;
  const [signal, data] = [field("event"), field("data")];
  if (signal !== undefined) {
    received.signals.push(signal);
  } else if (data !== undefined) {
    received.events.push(JSON.parse(data));
  }
}

const until = (received: Received, count: number) =>
  eventually(() => received.events.length >= count);

describe("a page of events", () => {
  test("shows what changed, oldest first, and where to read on", async () => {
    const { app, scenario } = await startApi();
    const { jobId, id: transferId } = await scenario.completing(1);

    const first = await app.inject({ url: "/v1/events?limit=2" });
    const { data, cursor, hasMore } = eventPage.parse(first.json());
    const second = await app.inject({ url: `/v1/events?after=${cursor}` });

    expect(data).toMatchObject([
      { type: "job.created", jobId },
      { type: "transfer.changed", jobId, transferId, state: "uploading" },
    ]);
    expect(hasMore).toBe(true);
    const rest = eventPage.parse(second.json());
    expect(rest).toMatchObject({ hasMore: false, hasGap: false });
    expect(rest.data).toMatchObject([{ type: "transfer.changed", state: "completing" }]);
    expect(rest.cursor).toBe(rest.data[0]?.id);
  });

  test("is of one job, or of some types", async () => {
    const { app, scenario } = await startApi();
    const { jobId } = await scenario.completing(1);
    await scenario.completing(1);

    const ofJob = await app.inject({ url: `/v1/jobs/${jobId}/events` });
    const ofType = await app.inject({ url: "/v1/events?type=job.*&type=transfer.failure" });

    expect(eventPage.parse(ofJob.json()).data).toHaveLength(3);
    expect(eventPage.parse(ofType.json()).data.map(({ type }) => type)).toEqual([
      "job.created",
      "job.created",
    ]);
  });

  test("says so when the event to read on from is gone", async () => {
    const { app, ledger, scenario } = await startApi();
    await scenario.completing(1);
    const before = eventPage.parse((await app.inject({ url: "/v1/events?limit=1" })).json());
    ledger.events.trim("default", 1);

    const response = await app.inject({ url: `/v1/events?after=${before.cursor}` });

    expect(eventPage.parse(response.json())).toMatchObject({ hasGap: true, data: [{}] });
  });

  test("shows no other tenant's, and those of the system apart", async () => {
    const { app, ledger, scenario } = await startApi();
    await scenario.completing(1);
    await ledger.workers.announceProcess({ id: "w-1", role: "worker", leftAlone: [] });

    const other = await app.inject({
      url: "/v1/events",
      headers: { "penstock-tenant": "other" },
    });
    const system = await app.inject({ url: "/v1/system/events" });

    expect(other.json()).toEqual({ data: [], cursor: null, hasMore: false, hasGap: false });
    expect(eventPage.parse(system.json()).data).toMatchObject([
      { type: "process.started", process: "w-1", role: "worker" },
    ]);
  });

  test.each([
    ["/v1/events?after=soon", 400],
    ["/v1/events?type=jobs.made", 400],
    ["/v1/jobs/job_00000000000000000000000000/events", 404],
  ])("%s is refused with %d", async (url, status) => {
    const { app } = await startApi();

    const response = await app.inject({ url });

    expect(problem.parse(response.json()).status).toBe(status);
  });
});

describe("a stream of events", () => {
  test("is ready first, and then shows what changes, each change once and in order", async () => {
    const { scenario, url } = await startApi();
    await scenario.planned();
    const { response, received } = await listen(url, "/v1/events");
    await eventually(() => received.signals.length > 0);

    const { jobId } = await scenario.completing(1);
    await until(received, 3);

    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(response.headers.get("x-accel-buffering")).toBe("no");
    expect(received.signals).toEqual(["ready"]);
    expect(received.events.map(({ type, jobId: of }) => [type, of])).toEqual([
      ["job.created", jobId],
      ["transfer.changed", jobId],
      ["transfer.changed", jobId],
    ]);
  });

  test("goes on after the event of Last-Event-ID, also for a client that saw none but the first signal", async () => {
    const { scenario, url } = await startApi();
    const first = await listen(url, "/v1/events");
    await scenario.planned();
    await until(first.received, 1);
    first.leave();
    await scenario.completing(1);
    await scenario.completing(1);

    const second = await listen(url, "/v1/events", first.received.lastId);
    await until(second.received, 6);
    await scenario.planned();
    await until(second.received, 7);

    const ids = [...first.received.events, ...second.received.events].map(({ id }) => id);
    expect(second.received.signals).toEqual([]);
    expect(ids).toHaveLength(8);
    expect(new Set(ids).size).toBe(8);
  });

  test("signals a reset where the event of the client is gone, or where the log was emptied", async () => {
    const { ledger, scenario, url } = await startApi();
    await scenario.completing(1);
    const late = await listen(url, "/v1/events", "1-1");
    await eventually(() => late.received.signals.length > 0);
    const { events } = late.received;

    ledger.flush();
    await eventually(() => late.received.signals.length > 1);
    await scenario.planned();
    await until(late.received, 1);

    expect(late.received.signals).toEqual(["reset", "reset"]);
    expect(events).toMatchObject([{ type: "job.created" }]);
  });

  test("is of one job", async () => {
    const { scenario, url } = await startApi();
    const { jobId } = await scenario.planned();
    const { received } = await listen(url, `/v1/jobs/${jobId}/events`);
    await eventually(() => received.signals.length > 0);

    await scenario.completing(1);
    await scenario.ledger.jobs.markCancelled("default", jobId);
    await until(received, 1);

    expect(received.events).toMatchObject([{ type: "job.cancelling", jobId }]);
  });

  test("stays open while Redis is away, and goes on from where it was", async () => {
    const { ledger, scenario, url } = await startApi();
    const { ofTenant } = ledger.events;
    await scenario.planned();
    let isAway = true;
    ledger.events.ofTenant = async (...args) => {
      if (isAway) {
        throw new PenstockError("ledger-unavailable", "away");
      }
      return ofTenant.apply(ledger.events, args);
    };
    const page = await ofTenant.call(ledger.events, "default", { limit: 1 });
    const { received } = await listen(url, "/v1/events", page.cursor);
    await scenario.planned();
    await eventually(() => received.lastId === "");

    isAway = false;
    await scenario.planned();
    await until(received, 2);

    expect(received.signals).toEqual([]);
    expect(new Set(received.events.map(({ id }) => id)).size).toBe(2);
  });

  test("shows progress of a job at most four times a second, and every change of state", async () => {
    const { add, scenario, url } = await startApi();
    const transfer = await scenario.planned();
    const { received } = await listen(url, "/v1/events");
    await eventually(() => received.signals.length > 0);
    const { jobId, id: transferId } = transfer;
    const startedAtMs = performance.now();

    for (let number = 1; number <= 2000; number += 1) {
      const progress = { jobId, transferId, missingParts: 2000 - number, uploadedBytes: number };
      add({ kind: "progress", ...progress });
      add({ kind: "job", jobId, state: "created" });
      if (number % 100 === 0) {
        await until(received, number);
      }
    }
    await eventually(() => received.events.some(({ missingParts }) => missingParts === 0));
    const seconds = (performance.now() - startedAtMs) / 1000;

    const progress = received.events.filter(({ type }) => type === "transfer.progress");
    expect(received.events.length - progress.length).toBe(2000);
    expect(progress.length).toBeLessThanOrEqual(4 * seconds + 2);
  });
});

describe("clients of streams", () => {
  test("end with the API, as a stream ends that is whole", async () => {
    const { app, url } = await startApi();
    const { received, ended } = await listen(url, "/v1/events");
    await eventually(() => received.signals.length > 0);

    await app.close();
    await ended;

    expect(received.isOver).toBe(true);
  });

  test("are cut off when they do not read, while others go on", async () => {
    const { app, add, scenario, port, url } = await startApi();
    const sockets: Socket[] = [];
    app.server.on("connection", (socket: Socket) => sockets.push(socket));
    const { received } = await listen(url, "/v1/events");
    const { jobId } = await scenario.planned();
    const slow = connect(port, "127.0.0.1");
    slow.write("GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n");
    await new Promise((resolve) => slow.once("readable", resolve));
    const isCutOff = () =>
      sockets.some(({ remotePort, destroyed }) => remotePort === slow.localPort && destroyed);

    // More than the buffers of both ends of a connection hold.
    const before = received.events.length;
    let added = 0;
    await eventually(async () => {
      for (let number = 0; number < 4000; number += 1) {
        add({ kind: "job", jobId, state: "created" });
      }
      added += 4000;
      await until(received, before + added);
      return isCutOff();
    });
    slow.destroy();

    expect(received.isOver).toBe(false);
  });

  test("leave no reader behind, and are no more than there is room for", async () => {
    const { ledger, url } = await startApi();
    let tails = 0;
    const { tailOfTenant } = ledger.events;
    ledger.events.tailOfTenant = async (tenant) => {
      const tail = await tailOfTenant.call(ledger.events, tenant);
      tails += 1;
      return {
        ...tail,
        close: () => {
          tails -= 1;
          tail.close();
        },
      };
    };
    const streams = await Promise.all(Array.from({ length: 20 }, () => listen(url, "/v1/events")));
    await eventually(() => streams.every(({ received }) => received.signals.length > 0));
    const whileThere = tails;

    for (const { leave } of streams) {
      leave();
    }
    await eventually(() => tails <= 0);

    expect(whileThere).toBe(1);
    expect(API_LIMITS.eventStreams).toBeLessThan(API_LIMITS.connections.total);
  });
});
