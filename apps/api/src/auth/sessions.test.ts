import { CronCalendar } from "@penstock/adapter-bullmq";
import { createConnections } from "@penstock/connections";
import { KeyRing } from "@penstock/engine";
import { systemHashing } from "@penstock/process";
import {
  ManualClock,
  MemoryConfigStore,
  MemoryJournal,
  MemoryLedger,
  MemorySessionStore,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { callerView, connectionsFile, KEYS, loginLinkView, problem } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import { createHttpServer } from "../http/http-server.ts";
import { authenticate } from "./authentication.ts";
import { RateLimit } from "./rate-limit.ts";
import { Sessions } from "./sessions.ts";

const ADMIN_KEY = "an-admin-key-of-some-length";
const BY_KEY = { authorization: `Bearer ${ADMIN_KEY}` };
const SAME_ORIGIN = { "sec-fetch-site": "same-origin" };
const open: FastifyInstance[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

function createApi({ isSecure = false, perMinute = 1000 } = {}) {
  const clock = new ManualClock();
  const random = seededRandom(9);
  const config = new MemoryConfigStore(clock);
  const ring = new KeyRing({ config, keys: KEYS, clock });
  const sessions = new Sessions({
    ...{ ring, clock, random, isSecure },
    store: new MemorySessionStore(clock),
  });
  const file = connectionsFile.parse({ connections: { disk: { provider: "file", root: "/srv" } } });
  const app = createHttpServer({
    ledger: new MemoryLedger(clock),
    journal: new MemoryJournal(),
    queue: new MemoryTaskQueue(),
    connections: createConnections(file, { environment: {}, secrets: new Set(), clock }),
    ...{ clock, random, hashing: systemHashing, log: silentLog, config },
    calendar: new CronCalendar(),
    whyNotReady: async () => [],
    assertCapacity: async () => undefined,
    auth: {
      identify: authenticate({ ring, adminKey: ADMIN_KEY, clock, sessions }),
      ...{ sessions, rateLimit: new RateLimit(perMinute, clock) },
      onKeysChanged: () => ring.refreshOnce(),
    },
  });
  open.push(app);
  return { app, clock };
}

async function linkBy(app: FastifyInstance, headers: Record<string, string> = BY_KEY) {
  const response = await app.inject({ method: "POST", url: "/v1/sessions:link", headers });
  return loginLinkView.parse(response.json());
}

/** Opens a link as a browser does; the cookie as it is sent from then on. */
async function login(app: FastifyInstance, headers?: Record<string, string>) {
  const { path } = await linkBy(app, headers);
  const response = await app.inject({ url: path, headers: { "sec-fetch-site": "none" } });
  const cookie = String(response.headers["set-cookie"]);
  return { response, path, cookie: cookie.split(";")[0] ?? "", attributes: cookie };
}

describe("a link for a browser", () => {
  test("begins a session and leads to the page, once", async () => {
    const { app } = createApi();

    const { response, path, cookie, attributes } = await login(app);
    const again = await app.inject(path);
    const seen = callerView.parse(
      (await app.inject({ url: "/v1/caller", headers: { cookie } })).json(),
    );

    expect([response.statusCode, response.headers.location]).toEqual([303, "/"]);
    expect(attributes).toMatch(/; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/);
    expect(problem.parse(again.json())).toMatchObject({ status: 401 });
    expect(again.headers["set-cookie"]).toBeUndefined();
    expect(seen).toMatchObject({ id: "admin-key", scope: "admin", tenant: null, isOpen: false });
  });

  test("is not used up by what only looks at it", async () => {
    const { app } = createApi();
    const { path } = await linkBy(app);

    await app.inject({ method: "HEAD", url: path });

    expect((await app.inject(path)).statusCode).toBe(303);
  });

  test("is over after ten minutes", async () => {
    const { app, clock } = createApi();
    const { path, expiresAt } = await linkBy(app);
    expect(Date.parse(expiresAt) - clock.nowMs()).toBe(600_000);

    clock.advance(600_000);

    expect((await app.inject(path)).statusCode).toBe(401);
  });

  test("of a page that is served by TLS sets a cookie for TLS alone", async () => {
    expect((await login(createApi({ isSecure: true }).app)).attributes).toMatch(/; Secure$/);
  });
});

describe("a session", () => {
  test("may do what the key may that it was begun with, and ends with that key", async () => {
    const { app } = createApi();
    const payload = { name: "films", scope: "read", tenant: "films" };
    const made = await app.inject({ method: "POST", url: "/v1/keys", headers: BY_KEY, payload });
    const { id, key } = made.json<{ id: string; key: string }>();
    const { cookie } = await login(app, { authorization: `Bearer ${key}` });

    const headers = { cookie, ...SAME_ORIGIN };
    const seen = await app.inject({ url: "/v1/caller", headers });
    const change = await app.inject({ method: "POST", url: "/v1/jobs", headers, payload: {} });
    await app.inject({ method: "DELETE", url: `/v1/keys/${id}`, headers: BY_KEY });
    const after = await app.inject({ url: "/v1/caller", headers });

    expect(seen.json()).toMatchObject({ id, scope: "read", tenant: "films" });
    expect(change.statusCode).toBe(403);
    expect(after.statusCode).toBe(401);
  });

  test("is over after twelve hours, and when it is ended", async () => {
    const { app, clock } = createApi();
    const [one, other] = [await login(app), await login(app)];
    const look = async (cookie: string) =>
      (await app.inject({ url: "/v1/caller", headers: { cookie } })).statusCode;

    const ended = await app.inject({
      ...{ method: "POST", url: "/v1/sessions:end" },
      headers: { cookie: one.cookie, ...SAME_ORIGIN },
    });
    const statuses = [await look(one.cookie), await look(other.cookie)];
    clock.advance(12 * 3_600_000);

    expect(ended.headers["set-cookie"]).toContain("Max-Age=0");
    expect([...statuses, await look(other.cookie)]).toEqual([401, 200, 401]);
  });

  test.each<[string, Record<string, string>, string | undefined, number]>([
    ["of its own page", SAME_ORIGIN, "{}", 400],
    [
      "of its own page, where a browser says only the origin",
      { origin: "http://localhost" },
      "{}",
      400,
    ],
    ["without a body", SAME_ORIGIN, undefined, 400],
    ["of a page of another site", { "sec-fetch-site": "cross-site" }, "{}", 403],
    ["of a page of another host of the site", { "sec-fetch-site": "same-site" }, "{}", 403],
    ["that was typed", { "sec-fetch-site": "none" }, "{}", 403],
    ["that says nothing of its page", {}, "{}", 403],
    ["of another origin", { origin: "http://evil.example" }, "{}", 403],
    ["as a form sends it", { ...SAME_ORIGIN, "content-type": "text/plain" }, "{}", 415],
    [
      "as a form sends it, without a body",
      { ...SAME_ORIGIN, "content-type": "application/x-www-form-urlencoded" },
      undefined,
      415,
    ],
  ])("makes a change %s, or does not", async (_what, headers, payload, status) => {
    const { app } = createApi();
    const { cookie } = await login(app);

    const response = await app.inject({
      ...{ method: "POST", url: "/v1/jobs" },
      headers: {
        host: "localhost",
        cookie,
        ...(payload !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(payload !== undefined && { payload }),
    });

    expect(response.statusCode).toBe(status);
  });

  test("is no match for a key that is sent as well", async () => {
    const { app } = createApi();
    const { cookie } = await login(app);

    const headers = { cookie, authorization: "Bearer wrong" };

    expect((await app.inject({ url: "/v1/caller", headers })).statusCode).toBe(401);
  });
});

test("a key that asks too often is told when to come back; a session counts as its key", async () => {
  const { app } = createApi({ perMinute: 3 });
  const { cookie } = await login(app);

  const first = await app.inject({ url: "/v1/caller", headers: BY_KEY });
  const second = await app.inject({ url: "/v1/caller", headers: { cookie } });
  const third = await app.inject({ url: "/v1/caller", headers: BY_KEY });
  const health = await app.inject("/healthz/live");

  expect(first.headers).toMatchObject({ ratelimit: '"default";r=1;t=60' });
  expect(second.headers["ratelimit-policy"]).toBe('"default";q=3;w=60');
  expect(problem.parse(third.json())).toMatchObject({ status: 429, code: "rate-limited" });
  expect(third.headers).toMatchObject({ "retry-after": "60", ratelimit: '"default";r=0;t=60' });
  expect(health.statusCode).toBe(200);
});
