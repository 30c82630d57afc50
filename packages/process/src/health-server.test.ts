import { afterEach, expect, test } from "vitest";
import { type HealthServer, type Readiness, startHealthServer } from "./health-server.ts";
import { Meters } from "./metrics/meters.ts";

const open: HealthServer[] = [];

async function serve(whyNotReady: Readiness): Promise<string> {
  const listen = { host: "127.0.0.1", port: 0 };
  const server = await startHealthServer({ listen, whyNotReady, meters: new Meters("worker") });
  open.push(server);
  return server.url;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

test("is live without asking anything", async () => {
  const url = await serve(() => Promise.reject(new Error("Redis is down")));

  const response = await fetch(`${url}/healthz/live`);

  expect(response.status).toBe(200);
});

test("is ready when there is no reason not to be", async () => {
  const url = await serve(async () => []);

  const response = await fetch(`${url}/healthz/ready`);

  expect(response.status).toBe(200);
});

test("shows facts beside its readiness, as they are then", async () => {
  let leader = "one";
  const server = await startHealthServer({
    listen: { host: "127.0.0.1", port: 0 },
    whyNotReady: async () => [],
    meters: new Meters("worker"),
    facts: () => ({ leader }),
  });
  open.push(server);
  leader = "two";

  const response = await fetch(`${server.url}/healthz/ready`);

  expect(await response.json()).toMatchObject({ status: "ready", leader: "two" });
});

test("is degraded, and says by what, while it cannot do all of its work", async () => {
  const remarks = ['cannot use "backup" as a store: store-refused'];
  const server = await startHealthServer({
    listen: { host: "127.0.0.1", port: 0 },
    whyNotReady: async () => [],
    meters: new Meters("worker"),
    remarks: () => remarks,
  });
  open.push(server);

  const response = await fetch(`${server.url}/healthz/ready`);

  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: "degraded", reasons: [], remarks });
});

test.each<[string, Readiness, string]>([
  ["says why it is not ready", async () => ["Redis is down"], "Redis is down"],
  ["is not ready when the check fails", () => Promise.reject(new Error("refused")), "refused"],
  ["is not ready when the check hangs", () => Promise.withResolvers<never>().promise, "took more"],
])("%s", async (_fact, whyNotReady, reason) => {
  const url = await serve(whyNotReady);

  const response = await fetch(`${url}/healthz/ready`);

  expect(response.status).toBe(503);
  expect(await response.text()).toContain(reason);
});

test("shows what was counted while nothing else is there", async () => {
  const meters = new Meters("worker");
  meters.onScrape(() => meters.set("penstock_redis_up", 0));
  const server = await startHealthServer({
    listen: { host: "127.0.0.1", port: 0 },
    whyNotReady: () => Promise.reject(new Error("no Redis")),
    meters,
  });
  open.push(server);

  const response = await fetch(`${server.url}/metrics`);

  expect(response.status).toBe(200);
  expect(await response.text()).toContain("penstock_redis_up 0\n");
});

test("knows no other page", async () => {
  const url = await serve(async () => []);

  expect((await fetch(`${url}/jobs`)).status).toBe(404);
});
