import { createSealing } from "@penstock/process";
import {
  ManualClock,
  MemoryConfigStore,
  MemoryJournal,
  MemoryLedger,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { API_ROUTES, type ApiRoute, newWebhookView, problem, WEBHOOK_FORMS } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import { COS, createTestApi } from "./test-api.ts";

const open: FastifyInstance[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

function createApi() {
  const clock = new ManualClock();
  const config = new MemoryConfigStore(clock);
  const random = seededRandom(1);
  const app = createTestApi({
    ...{ ledger: new MemoryLedger(clock), clock, queue: new MemoryTaskQueue() },
    journal: new MemoryJournal(),
    connections: { from: { provider: "file", root: "/srv" }, to: COS },
    ...{ log: silentLog, config, random },
    sealing: createSealing([Buffer.alloc(32, 1).toString("base64")], random),
  });
  open.push(app);
  const send = (
    method: "GET" | "PUT" | "DELETE" | "POST" | "PATCH",
    url: string,
    ifMatch?: string,
    payload?: object,
  ) =>
    app.inject({
      ...{ method, url },
      ...(payload !== undefined && { payload }),
      headers: ifMatch === undefined ? {} : { "if-match": ifMatch },
    });
  return { app, config, send };
}

const RULES = { weight: 2 };

describe("If-Match", () => {
  test("lets one of two changes through that were made of the same revision", async () => {
    const { send } = createApi();
    const made = await send("PUT", "/v1/tenants/films", undefined, RULES);
    const read = await send("GET", "/v1/tenants/films");
    const tag = String(read.headers.etag);

    const first = await send("PUT", "/v1/tenants/films", tag, { weight: 3 });
    const second = await send("PUT", "/v1/tenants/films", tag, { weight: 4 });
    const next = await send("PUT", "/v1/tenants/films", String(first.headers.etag), { weight: 5 });

    expect(tag).toMatch(/^"1-[\w-]{22}"$/);
    expect(made.headers.etag).toMatch(/^"1-/);
    expect([first.statusCode, second.statusCode, next.statusCode]).toEqual([200, 412, 200]);
    expect(problem.parse(second.json())).toMatchObject({ code: "precondition-failed" });
    expect((await send("GET", "/v1/tenants/films")).json()).toMatchObject({
      weight: 5,
      revision: 3,
    });
  });

  test.each([
    ['"1"', 200],
    ['W/"1-abc"', 200],
    ['"7", "1-x"', 200],
    ["*", 200],
    ['"2"', 412],
    ['"other"', 412],
    ["1", 412],
  ])("%s on a document of revision 1 is %i", async (tag, status) => {
    const { send } = createApi();
    await send("PUT", "/v1/tenants/films", undefined, RULES);

    expect((await send("PUT", "/v1/tenants/films", tag, RULES)).statusCode).toBe(status);
  });

  test("* is refused for what is not there, and nothing is made", async () => {
    const { send } = createApi();

    const refused = await send("PUT", "/v1/tenants/films", "*", RULES);

    expect(refused.statusCode).toBe(412);
    expect((await send("GET", "/v1/tenants/films")).statusCode).toBe(404);
  });

  test("is refused by a change of another process between the look and the write", async () => {
    const { config, send } = createApi();
    await send("PUT", "/v1/limits", undefined, { limits: { bytesPerSecond: "50MiB/s" } });
    const write = config.write.bind(config);
    Object.assign(config, {
      write: async (...[kind, name, change]: Parameters<typeof write>) => {
        await write(kind, name, change);
        return write(kind, name, change);
      },
    });

    const refused = await send("PUT", "/v1/limits", '"1"', { limits: {} });

    expect(problem.parse(refused.json()).status).toBe(412);
  });

  test("holds for schedules, limits and webhooks as well", async () => {
    const { config, send } = createApi();
    const job = {
      source: { connection: "from", key: "a" },
      destination: { connection: "to", key: "b" },
    };
    const limits = await send("PUT", "/v1/limits", undefined, { limits: {} });
    const schedule = { name: "nightly", cron: "0 3 * * *", timeZone: "UTC", job };
    const made = await send("POST", "/v1/schedules", undefined, schedule);
    const hook = await send("POST", "/v1/webhooks", undefined, { url: "https://example.com/hook" });
    const webhook = `/v1/webhooks/${newWebhookView.parse(hook.json()).id}`;
    const read = await send("GET", webhook);

    const refused = [
      await send("DELETE", "/v1/limits", '"9"'),
      await send("PUT", "/v1/limits/connections/to", '"9"', { limits: {} }),
      await send("POST", "/v1/schedules/nightly:pause", '"9"'),
      await send("DELETE", "/v1/schedules/nightly", '"9"'),
      await send("PATCH", webhook, '"9"', { isEnabled: false }),
      await send("POST", `${webhook}:rotate`, '"9"'),
      await send("DELETE", webhook, '"9"'),
    ];
    const changed = await send("PATCH", webhook, String(read.headers.etag), { isEnabled: false });

    expect(made.statusCode).toBe(201);
    expect(limits.headers.etag).toMatch(/^"1-/);
    expect(new Set(refused.map(({ statusCode }) => statusCode))).toEqual(new Set([412]));
    expect(await config.list(WEBHOOK_FORMS.webhooks)).toMatchObject([{ revision: 2 }]);
    expect([changed.statusCode, changed.json().isEnabled]).toEqual([200, false]);
  });

  test("is never ignored in silence: every other change is 501", async () => {
    const { app } = createApi();
    const others = Object.values<ApiRoute>(API_ROUTES).filter(
      ({ method, isVersioned }) => method !== "GET" && isVersioned !== true,
    );

    const statuses = await Promise.all(
      others.map(async ({ method, path, example }) => {
        const url = path.replaceAll(/\{\w+\}/g, "x");
        const headers = { "if-match": '"1"' };
        const payload = example === undefined ? {} : { payload: Object(example) };
        const { statusCode } = await app.inject({ method, url, headers, ...payload });
        return [`${method} ${path}`, statusCode];
      }),
    );

    expect(statuses.length).toBeGreaterThan(10);
    expect(statuses.filter(([, status]) => status !== 501)).toEqual([]);
  });
});

describe("fields", () => {
  test("shows the named fields alone, in a list of each entry", async () => {
    const { send } = createApi();
    await send("PUT", "/v1/tenants/films", undefined, RULES);

    const one = await send("GET", "/v1/tenants/films?fields=name,usage.jobs");
    const list = await send("GET", "/v1/tenants?fields=name");
    const whole = await send("GET", "/v1/tenants/films?fields=usage.jobs,usage");

    expect(one.json()).toEqual({ name: "films", usage: { jobs: 0 } });
    expect(list.json()).toEqual({ data: [{ name: "films" }] });
    expect(Object.keys(whole.json().usage)).toHaveLength(4);
    expect(one.headers.etag).toMatch(/^"1-/);
  });

  test.each([
    ["?fields=nam", 'there is no field "nam"; the nearest is name'],
    ["?fields=", "there is no field"],
    ["?fields=name&fields=weight", "name the fields once, with commas between them"],
    ["?fields=__proto__", "there is no field"],
    ["?fields=usage.__proto__", "there is no field"],
    ["?fields=usage.job", 'there is no field "usage.job"; the nearest is usage.jobs'],
    ["?fields=name.length", "there is no field"],
    ["?fields=usage.jobs.x", "there is no field"],
    [`?fields=${"name,".repeat(51)}name`, "name at most 50 fields"],
  ])("refuses %s, and says what there is", async (query, message) => {
    const { send } = createApi();

    const refused = problem.parse((await send("GET", `/v1/tenants/films${query}`)).json());

    expect(refused).toMatchObject({ status: 400, errors: [{ parameter: "fields" }] });
    expect(refused.detail).toContain(message);
  });
});

test("every POST says what comes of it when it is sent again", () => {
  const posts = Object.values<ApiRoute>(API_ROUTES).filter(({ method }) => method === "POST");
  const silent = posts.filter(
    ({ repeats, notOnce }) => repeats === undefined && notOnce === undefined,
  );

  expect(silent.map(({ path }) => path)).toEqual([]);
});
