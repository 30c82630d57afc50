import { CronCalendar } from "@penstock/adapter-bullmq";
import { type ObjectStore, type OpenUpload, PenstockError } from "@penstock/core";
import { KeyRing, KnownTenants } from "@penstock/engine";
import { systemHashing } from "@penstock/process";
import {
  LedgerScenario,
  ManualClock,
  MemoryConfigStore,
  MemoryJournal,
  MemoryLedger,
  MemoryObjectStore,
  MemorySessionStore,
  MemorySource,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
  uploadOf,
} from "@penstock/testkit";
import { KEYS, openUploadPage, problem, TENANTS } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { afterEach, expect, test } from "vitest";
import { authenticate } from "../auth/authentication.ts";
import { Sessions } from "../auth/sessions.ts";
import { createHttpServer } from "../http/http-server.ts";

const SIGNAL = new AbortController().signal;
const ADMIN_KEY = "an-admin-key-of-some-length";
const TENANTS_HERE = ["acme", "other"] as const;
const AGE_MS = 10 * 60_000;

const open: FastifyInstance[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

async function* refuse(): AsyncIterable<OpenUpload> {
  yield* [];
  throw new PenstockError("store-refused", "it may not list");
}

function connectionsTo(stores: Readonly<Record<string, ObjectStore>>) {
  const source = new MemorySource();
  return {
    store: (name: string) => {
      const store = stores[name];
      if (store === undefined) {
        throw new PenstockError("connection-unknown", `there is no connection "${name}"`);
      }
      return store;
    },
    source: () => source,
    lister: () => source.lister,
    serverSideCopySource: () => undefined,
    probe: () => {
      throw new Error("no connection is tested here");
    },
    whyUnusable: async () => [],
    describe: () =>
      Object.keys(stores).map((name) => ({
        ...{ name, isWritable: true, provider: "cos", location: "a bucket" },
      })),
  };
}

/**
 * In the bucket behind `to` an upload of each tenant, and one of another program. What is behind `mute` may not be listed.
 *
 * @param connections which the tenant acme may name
 */
async function startWorld(connections: readonly string[]) {
  const clock = new ManualClock();
  const config = new MemoryConfigStore(clock);
  const ledger = new MemoryLedger(clock);
  const random = seededRandom(1);
  const store = new MemoryObjectStore(undefined, clock);
  const mute: ObjectStore = Object.assign(new MemoryObjectStore(), { listUploads: refuse });
  const ring = new KeyRing({ config, keys: KEYS, clock });
  const sessionStore = new MemorySessionStore(clock);
  const app = createHttpServer({
    ...{ ledger, clock, random, config, journal: new MemoryJournal(), hashing: systemHashing },
    queue: new MemoryTaskQueue(),
    connections: connectionsTo({ to: store, mute, idle: new MemoryObjectStore() }),
    tenants: new KnownTenants({ config, kind: TENANTS, clock }),
    calendar: new CronCalendar(),
    log: silentLog,
    whyNotReady: async () => [],
    assertCapacity: async () => undefined,
    auth: {
      identify: authenticate({ ring, adminKey: ADMIN_KEY, clock }),
      sessions: new Sessions({ ring, clock, random, store: sessionStore, isSecure: false }),
      onKeysChanged: () => ring.refreshOnce(),
    },
  });
  open.push(app);

  const ask = (method: "GET" | "POST" | "PUT", url: string, key: string, payload = {}) =>
    app.inject({
      ...{ method, url, headers: { authorization: `Bearer ${key}` } },
      ...(method !== "GET" && { payload }),
    });
  const keyOf = async (tenant: string): Promise<string> => {
    const made = await ask("POST", "/v1/keys", ADMIN_KEY, { name: "x", scope: "admin", tenant });
    return made.json<{ key: string }>().key;
  };
  const openOf = (token: string, key: string) => {
    const object = { key, attributes: { metadata: {} }, token, checksum: "crc64xz" } as const;
    return store.initiate(object, SIGNAL);
  };
  const openAs = async (tenant: string) => {
    const passTime = async () => clock.advance(1);
    const scenario = new LedgerScenario({ ledger, stopSignals: ledger, tenant, passTime });
    const upload = { ...uploadOf(2), uploadId: await openOf("used", "b") };
    await scenario.advance(await scenario.planned(), { kind: "upload-opened", upload });
    return upload.uploadId;
  };
  expect((await ask("PUT", "/v1/tenants/acme", ADMIN_KEY, { connections })).statusCode).toBe(200);
  const [acme, other] = TENANTS_HERE;
  const keys = { acme: await keyOf(acme), other: await keyOf(other) };
  const uploads = { acme: await openAs(acme), other: await openAs(other) };
  await openOf("foreign", "theirs");
  clock.advance(AGE_MS);
  const list = async (key: string, query = "") =>
    openUploadPage.parse((await ask("GET", `/v1/uploads${query}`, key)).json());
  return { ask, keys, list, store, uploads };
}

test.each(TENANTS_HERE)("a key of the tenant %s lists its uploads only", async (tenant) => {
  const { keys, list, uploads } = await startWorld(["to"]);

  const page = await list(keys[tenant], "?connection=to&olderThan=1m");

  expect(page).toMatchObject({ total: 1, data: [{ uploadId: uploads[tenant] }], gaps: [] });
  expect((await list(ADMIN_KEY, "?connection=to")).total).toBe(3);
});

test("lists that are asked for at the same time are not shared by tenants", async () => {
  const { keys, list, uploads } = await startWorld(["to"]);

  const pages = await Promise.all([list(keys.acme), list(keys.other), list(ADMIN_KEY)]);

  expect(pages.map(({ total }) => total)).toEqual([1, 1, 3]);
  expect(pages[0]?.data[0]?.uploadId).toBe(uploads.acme);
  expect(pages[1]?.data[0]?.uploadId).toBe(uploads.other);
  // The gap of a connection that acme may not name is not told to it.
  expect(pages.map(({ gaps }) => gaps.length)).toEqual([0, 1, 1]);
});

test.each(["", "?connection=to", "?connection=mute", "?connection=unknown"])(
  "a key of one tenant lists nothing of connections that its jobs may not name: %j",
  async (query) => {
    const { keys, list } = await startWorld(["idle"]);

    expect(await list(keys.acme, query)).toEqual({ total: 0, data: [], gaps: [] });
  },
);

test.each([
  ["by age", () => ({ olderThan: "1ms" })],
  ["of a connection", () => ({ olderThan: "1ms", connection: "to" })],
  ["of another tenant by id", ({ other }: Record<string, string>) => ({ uploadIds: [other] })],
  ["of its own by id", ({ acme }: Record<string, string>) => ({ uploadIds: [acme] })],
])("a key of one tenant ends no uploads: %s", async (_what, payloadOf) => {
  const { ask, keys, store, uploads } = await startWorld(["to"]);

  const asked = payloadOf(uploads);
  const response = await ask("POST", "/v1/uploads:abortOrphans", keys.acme, asked);

  expect(problem.parse(response.json()).status).toBe(403);
  expect(store.openUploads).toHaveLength(3);
});
