import { CronCalendar } from "@penstock/adapter-bullmq";
import { createConnections } from "@penstock/connections";
import { allows, type KeyScope, keyTextOf, newKeyId, SCOPES } from "@penstock/core";
import { KeyRing, KnownTenants } from "@penstock/engine";
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
import {
  API_ROUTES,
  type ApiRoute,
  allLimitsView,
  connectionsFile,
  KEYS,
  problem,
  TENANTS,
} from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHttpServer } from "../http/http-server.ts";
import { authenticate } from "./authentication.ts";
import { Sessions } from "./sessions.ts";

// Each row of the table of routes, asked by each kind of caller. A row that is added is tried by itself.

const ROWS = Object.values<ApiRoute>(API_ROUTES);
const GUARDED = ROWS.filter(({ scope }) => scope !== "public").map(
  (row) => [row.method, row.path, row] as const,
);
const ADMIN_KEY = "an-admin-key-of-some-length";
const JOB = {
  source: { connection: "disk", key: "big.bin" },
  destination: { connection: "cloud", key: "landing/big.bin" },
};

type CallerKind = KeyScope | "expired" | "revoked" | "tenant" | "wrong";

let app: FastifyInstance;
const keys = new Map<CallerKind, string>();
let foreignJob = "";

beforeAll(async () => {
  const clock = new ManualClock();
  const config = new MemoryConfigStore(clock);
  const random = seededRandom(7);
  const file = connectionsFile.parse({
    connections: {
      disk: { provider: "file", root: "/srv" },
      cloud: {
        provider: "cos",
        bucket: "ingest-1250000000",
        region: "ap-beijing",
        endpoint: "http://127.0.0.1:9",
        credentials: { accessKeyId: "env:COS_ID", secretAccessKey: "env:COS_KEY" },
      },
    },
  });
  const ring = new KeyRing({ config, keys: KEYS, clock });
  app = createHttpServer({
    ledger: new MemoryLedger(clock),
    journal: new MemoryJournal(),
    queue: new MemoryTaskQueue(),
    connections: createConnections(file, { environment: {}, secrets: new Set(), clock }),
    ...{ clock, random, hashing: systemHashing, log: silentLog, config },
    tenants: new KnownTenants({ config, kind: TENANTS, clock }),
    calendar: new CronCalendar(),
    whyNotReady: async () => [],
    assertCapacity: async () => undefined,
    auth: {
      identify: authenticate({ ring, adminKey: ADMIN_KEY, clock }),
      sessions: new Sessions({
        ...{ ring, clock, random, isSecure: false },
        store: new MemorySessionStore(clock),
      }),
      onKeysChanged: () => ring.refreshOnce(),
    },
  });

  for (const scope of SCOPES) {
    keys.set(scope, (await made({ name: scope, scope })).key);
  }
  keys.set("expired", (await made({ name: "old", scope: "admin", expiresIn: "1s" })).key);
  keys.set("tenant", (await made({ name: "acme", scope: "admin", tenant: "acme" })).key);
  const revoked = await made({ name: "gone", scope: "admin" });
  keys.set("revoked", revoked.key);
  await ask("DELETE", `/v1/keys/${revoked.id}`, ADMIN_KEY);
  keys.set("wrong", keyTextOf(newKeyId(clock.nowMs(), random.bytes(10)), random.bytes(20)));
  const job = await ask("POST", "/v1/jobs", ADMIN_KEY, { payload: JOB });
  foreignJob = job.json<{ id: string }>().id;
  clock.advance(1000);
});

afterAll(() => app.close());

async function made(request: object): Promise<{ id: string; key: string }> {
  return (await ask("POST", "/v1/keys", ADMIN_KEY, { payload: request })).json();
}

function ask(
  method: ApiRoute["method"],
  url: string,
  key: string | undefined,
  {
    tenant,
    payload = {},
  }: { readonly tenant?: string | undefined; readonly payload?: object } = {},
) {
  return app.inject({
    ...{ method, url },
    headers: {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(tenant !== undefined && { "penstock-tenant": tenant }),
    },
    ...(method !== "GET" && { payload }),
  });
}

/** With an id that is of the form that each path wants, and of nothing. */
function urlOf({ path }: Pick<ApiRoute, "path">): string {
  return path.replaceAll(/\{\w+\}/g, "x");
}

describe.each(GUARDED)("%s %s", (method, _path, row) => {
  test("refuses a request without a key, and says how to send one", async () => {
    const response = await ask(method, urlOf(row), undefined);

    expect(problem.parse(response.json())).toMatchObject({ status: 401, code: "unauthenticated" });
    expect(response.headers["www-authenticate"]).toBe('Bearer realm="penstock"');
  });

  test.each(["expired", "revoked", "wrong"] as const)("refuses a key that is %s", async (kind) => {
    const response = await ask(method, urlOf(row), keys.get(kind));

    expect(problem.parse(response.json())).toMatchObject({ status: 401, code: "unauthenticated" });
    expect(response.headers["www-authenticate"]).toContain('error="invalid_token"');
  });

  test.each(SCOPES)(
    "takes a key of the scope %s if that is enough, and names what is missing",
    async (has) => {
      const isEnough = row.scope !== "public" && allows(has, row.scope);

      const response = await ask(method, urlOf(row), keys.get(has));

      if (isEnough) {
        expect([401, 403]).not.toContain(response.statusCode);
      } else {
        const { status, code, detail } = problem.parse(response.json());
        expect([status, code]).toEqual([403, "scope-missing"]);
        expect(detail).toContain(`the scope ${row.scope}`);
        expect(response.headers["www-authenticate"]).toContain(`scope="${row.scope}"`);
      }
    },
  );

  test("says nothing of another tenant to a key for one", async () => {
    const own = await ask(method, urlOf(row), keys.get("tenant"));
    const foreign = await ask(method, urlOf(row), keys.get("tenant"), { tenant: "other" });

    if (row.reach === "deployment") {
      expect([own.statusCode, foreign.statusCode]).toEqual([403, 403]);
    } else {
      expect([401, 403]).not.toContain(own.statusCode);
      expect(problem.parse(foreign.json())).toMatchObject({ status: 404, code: "not-found" });
    }
  });
});

test("a change of the scope admin is about the deployment, or about what the caller's tenant has", () => {
  const ofTenant = ROWS.filter(({ method, scope }) => method !== "GET" && scope === "admin")
    .filter(({ reach }) => reach === undefined)
    .map(({ path }) => path.split("/")[2]);

  expect(new Set(ofTenant)).toEqual(new Set(["webhooks", "keys"]));
});

test("a key of one tenant sees no limits of connections that its jobs may not name", async () => {
  const limits = { limits: { bytesPerSecond: "1MiB/s" } };
  for (const name of ["disk", "cloud"]) {
    await ask("PUT", `/v1/limits/connections/${name}`, ADMIN_KEY, { payload: limits });
  }
  await ask("PUT", "/v1/tenants/acme", ADMIN_KEY, { payload: { connections: ["disk"] } });

  const list = await ask("GET", "/v1/limits", keys.get("tenant"));
  const ofAll = await ask("GET", "/v1/limits", ADMIN_KEY);
  const foreign = await ask("GET", "/v1/limits/connections/cloud", keys.get("tenant"));

  expect(namesIn(list)).toEqual(["disk"]);
  expect(namesIn(ofAll)).toEqual(["disk", "cloud"]);
  expect(problem.parse(foreign.json())).toMatchObject({
    ...{ status: 404, detail: 'there is no connection "cloud"; there are: disk' },
  });
});

function namesIn(response: { json(): unknown }): readonly string[] {
  return allLimitsView.parse(response.json()).connections.map(({ name }) => name);
}

test("a key of one tenant sees the rules of no other", async () => {
  await ask("PUT", "/v1/tenants/other", ADMIN_KEY, { payload: { weight: 3 } });
  await ask("PUT", "/v1/tenants/acme", ADMIN_KEY, { payload: { weight: 2 } });

  const list = await ask("GET", "/v1/tenants", keys.get("tenant"));
  const own = await ask("GET", "/v1/tenants/acme", keys.get("tenant"));
  const foreign = await ask("GET", "/v1/tenants/other", keys.get("tenant"));

  expect(list.json<{ data: { name: string }[] }>().data.map(({ name }) => name)).toEqual(["acme"]);
  expect([own.statusCode, foreign.statusCode]).toEqual([200, 404]);
});

test.each(GUARDED.filter(([, path]) => path.startsWith("/v1/jobs/{id}")))(
  "%s %s finds nothing of a job of another tenant",
  async (method, path, row) => {
    const { example = {} } = row;
    const response = await ask(method, path.replace("{id}", foreignJob), keys.get("tenant"), {
      payload: Object(example),
    });

    expect(problem.parse(response.json())).toMatchObject({ status: 404, code: "not-found" });
  },
);

describe("what is there for all", () => {
  test.each(ROWS.filter(({ scope }) => scope === "public").map((row) => [row.path, row] as const))(
    "%s needs no key",
    async (_path, row) => {
      const response = await ask(row.method, urlOf(row), undefined);

      expect([401, 403]).not.toContain(response.statusCode);
    },
  );

  test("is known, so that a scope is not forgotten", () => {
    expect(ROWS.filter(({ scope }) => scope === "public").map(({ path }) => path)).toEqual([
      ...["/", "/v1", "/healthz/live", "/healthz/ready"],
      ...["/openapi.json", "/docs", "/problems/{code}", "/login"],
    ]);
  });
});
