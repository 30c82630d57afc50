import { KnownTenants } from "@penstock/engine";
import {
  ManualClock,
  MemoryConfigStore,
  MemoryJournal,
  MemoryLedger,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { connectionPage, jobView, problem, TENANTS, tenantPage, tenantView } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import { COS, createTestApi } from "../http/test-api.ts";

const JOB = {
  source: { connection: "disk", key: "big.bin" },
  destination: { connection: "copies", key: "big.bin" },
};
const MANY = {
  source: { connection: "disk", tree: "" },
  destination: { connection: "copies", key: "{key}" },
};

const open: FastifyInstance[] = [];

function createApi() {
  const clock = new ManualClock();
  const config = new MemoryConfigStore(clock);
  const app = createTestApi({
    ledger: new MemoryLedger(clock),
    journal: new MemoryJournal(),
    queue: new MemoryTaskQueue(),
    connections: {
      disk: { provider: "file", root: "/srv" },
      copies: { ...COS, endpoint: "http://127.0.0.1:9" },
    },
    ...{ clock, random: seededRandom(1), log: silentLog, config },
    tenants: new KnownTenants({ config, kind: TENANTS, clock }),
  });
  open.push(app);
  const send = (
    method: "POST" | "PUT" | "PATCH" | "GET",
    url: string,
    payload?: object,
    tenant = "films",
  ) =>
    app.inject({
      ...{ method, url, headers: { "penstock-tenant": tenant } },
      ...(payload !== undefined && { payload }),
    });
  return { app, send };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

describe("the rules of a tenant", () => {
  test("are read back as they were written, with what it uses", async () => {
    const { send } = createApi();
    const rules = {
      weight: 3,
      quotas: { jobs: 5 },
      connections: ["disk", "copies"],
      limits: { bytesPerSecond: "50MiB/s", unitsInFlight: "Mon-Fri 08:00-18:00 4" },
    };

    const written = await send("PUT", "/v1/tenants/films", rules);
    await send("POST", "/v1/jobs", JOB);

    const read = tenantView.parse((await send("GET", "/v1/tenants/films")).json());
    expect(written.statusCode).toBe(200);
    expect(read).toMatchObject({
      ...{ name: "films", weight: 3, quotas: { jobs: 5 }, connections: ["disk", "copies"] },
      limits: { bytesPerSecond: 50 * 1024 * 1024, unitsInFlight: ["Mon-Fri 08:00-18:00 4"] },
      usage: { jobs: 1, unitsInFlight: 0 },
      revision: 1,
    });
  });

  test("are those of every tenant where there are none; one without jobs is not there", async () => {
    const { send } = createApi();
    await send("POST", "/v1/jobs", JOB);

    const page = tenantPage.parse((await send("GET", "/v1/tenants")).json());
    const unknown = await send("GET", "/v1/tenants/flims");

    expect(page.data).toMatchObject([
      { name: "films", weight: 1, quotas: {}, connections: null, revision: 0, usage: { jobs: 1 } },
    ]);
    expect(problem.parse(unknown.json())).toMatchObject({ status: 404, code: "not-found" });
  });

  test("are not replaced by a change of older ones", async () => {
    const { send } = createApi();
    await send("PUT", "/v1/tenants/films", { weight: 3 });

    const response = await send("PUT", "/v1/tenants/films", { weight: 2, revision: 0 });

    expect(problem.parse(response.json())).toMatchObject({ status: 409, code: "state-conflict" });
  });

  test.each([
    [{ weight: 0 }, "/weight"],
    [{ weight: 101 }, "/weight"],
    [{ weight: 1.5 }, "/weight"],
    [{ weight: "3" }, "/weight"],
    [{ quotas: { jobs: -1 } }, "/quotas/jobs"],
    [{ quotas: { jobs: 1e12 } }, "/quotas/jobs"],
    [{ quotas: { bytes: 1 } }, "/quotas/bytes"],
    [{ limits: { bytesPerSecond: "fast" } }, "/limits/bytesPerSecond"],
    [{ connections: [""] }, "/connections/0"],
    [{ conections: [] }, "/conections"],
  ])("are not %j", async (rules, pointer) => {
    const { send } = createApi();

    const response = await send("PUT", "/v1/tenants/films", rules);

    expect(response.statusCode).toBe(400);
    expect(problem.parse(response.json()).errors).toMatchObject([{ pointer }]);
  });

  test("name connections that are there, and tenants by their names", async () => {
    const { send } = createApi();

    const connection = await send("PUT", "/v1/tenants/films", { connections: ["disc"] });
    const tenant = await send("PUT", "/v1/tenants/Films", { weight: 3 });

    expect(problem.parse(connection.json())).toMatchObject({
      ...{ status: 422, code: "connection-unknown" },
      errors: [{ pointer: "/connections/0" }],
    });
    expect(tenant.statusCode).toBe(400);
  });
});

describe("a tenant with a quota of jobs", () => {
  test.each([
    ["one object", JOB],
    ["many objects", MANY],
  ])("gets no further job of %s, and others do", async (_what, job) => {
    const { send } = createApi();
    await send("PUT", "/v1/tenants/films", { quotas: { jobs: 1 } });

    const first = await send("POST", "/v1/jobs", job);
    const second = await send("POST", "/v1/jobs", job);
    const other = await send("POST", "/v1/jobs", job, "music");

    expect([first.statusCode, other.statusCode]).toEqual([201, 201]);
    expect(problem.parse(second.json())).toMatchObject({
      ...{ status: 429, code: "quota-exceeded" },
      detail: expect.stringContaining("its quota is 1"),
    });
  });
});

describe("PATCH of a job", () => {
  test("changes weight and labels, and keeps what it does not name", async () => {
    const { send } = createApi();
    const job = { ...JOB, weight: 2, labels: { team: "a", kind: "b" } };
    const { id } = jobView.parse((await send("POST", "/v1/jobs", job)).json());

    const patch = { weight: 5, labels: { team: null, stage: "c" } };
    const changed = await send("PATCH", `/v1/jobs/${id}`, patch);
    const back = await send("PATCH", `/v1/jobs/${id}`, { weight: null });

    const labels = { kind: "b", stage: "c" };
    expect(jobView.parse(changed.json())).toMatchObject({ weight: 5, labels });
    expect(jobView.parse(back.json())).toMatchObject({ weight: 1, labels });
    expect(jobView.parse(changed.json()).labels).toEqual(labels);
  });

  test.each([
    [{ weight: 0 }, "/weight"],
    [{ weight: 1e9 }, "/weight"],
    [{ labels: { team: 1 } }, "/labels/team"],
    [{ name: "other" }, "/name"],
  ])("refuses %j", async (patch, pointer) => {
    const { send } = createApi();
    const { id } = jobView.parse((await send("POST", "/v1/jobs", JOB)).json());

    const response = await send("PATCH", `/v1/jobs/${id}`, patch);

    expect(problem.parse(response.json())).toMatchObject({ status: 400, errors: [{ pointer }] });
  });

  test("finds no job of another tenant, and changes none that has ended", async () => {
    const { send } = createApi();
    const { id } = jobView.parse((await send("POST", "/v1/jobs", JOB)).json());
    const foreign = await send("PATCH", `/v1/jobs/${id}`, { weight: 2 }, "music");
    await send("POST", `/v1/jobs/${id}:cancel`);

    const ended = await send("PATCH", `/v1/jobs/${id}`, { weight: 2 });

    expect(foreign.statusCode).toBe(404);
    expect(problem.parse(ended.json())).toMatchObject({ status: 409, code: "state-conflict" });
  });
});

describe("a tenant with some connections", () => {
  test.each([
    ["/v1/jobs", JOB],
    ["/v1/jobs", MANY],
    ["/v1/jobs:plan", MANY],
    ["/v1/schedules", { name: "nightly", every: "1h", job: JOB }],
  ])("may not name another one in POST %s", async (url, body) => {
    const { send } = createApi();
    await send("PUT", "/v1/tenants/films", { connections: ["disk"] });

    const response = await send("POST", url, body);

    expect(problem.parse(response.json())).toMatchObject({
      ...{ status: 403, code: "connection-forbidden" },
      detail: 'the tenant films may not name the connection "copies"; it may name: disk',
    });
  });

  test("sees and tests no other one", async () => {
    const { send } = createApi();
    await send("PUT", "/v1/tenants/films", { connections: ["disk"] });

    const page = connectionPage.parse((await send("GET", "/v1/connections")).json());
    const tested = await send("POST", "/v1/connections/copies:test");

    expect(page.data.map(({ name }) => name)).toEqual(["disk"]);
    expect(tested.statusCode).toBe(404);
  });
});
