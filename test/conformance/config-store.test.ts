import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RedisConfigStore } from "@penstock/adapter-redis";
import type { ConfigJournal, DocumentStore, StoreProvider } from "@penstock/core";
import { openConfigJournal, openJournal } from "@penstock/journal";
import {
  describeConfigStore,
  LIMITS,
  ManualClock,
  MemoryConfigStore,
  seededRandom,
  silentLog,
  useRedis,
} from "@penstock/testkit";
import { Redis } from "ioredis";
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from "vitest";
import { BUCKET, type StartedEmulator, startEmulator } from "./on-emulator.ts";
import { openDocumentStore } from "./open-document-store.ts";

const server = useRedis();
const clock = new ManualClock();
let redis: Redis;
let started: StartedEmulator;
let opened = 0;

beforeAll(async () => {
  // One configuration serves all tenants of a Redis, so each test begins with an empty database.
  redis = new Redis(server.url, { db: 10 });
  started = await startEmulator();
});

afterAll(async () => {
  redis.disconnect();
  await started.close();
});

function storeOn(journal: ConfigJournal | undefined, secrets: ReadonlySet<string> = new Set()) {
  opened += 1;
  return new RedisConfigStore(redis, {
    journal,
    clock,
    random: seededRandom(opened),
    log: silentLog,
    secrets,
  });
}

type Place =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "store"; readonly connection: string; readonly prefix: string };

/** A store that answers is never waited for. */
const neverPause = () => Promise.reject(new Error("it waits"));

/** A journal that any number of processes may open. */
async function newJournal(place: Place, documentStore: () => DocumentStore) {
  const connections = { documentStore };
  const random = seededRandom(opened);
  await openJournal(place, { connections, log: silentLog, random, pause: neverPause });
  return (log = silentLog) => {
    opened += 1;
    const journal = openConfigJournal(place, { connections, log, random: seededRandom(opened) });
    if (journal === undefined) {
      throw new Error("a place has a journal");
    }
    return journal;
  };
}

async function inFolder() {
  const path = await mkdtemp(join(tmpdir(), "penstock-config-"));
  onTestFinished(() => rm(path, { recursive: true }));
  const open = await newJournal({ kind: "folder", path }, () => {
    throw new Error("a folder needs no connection");
  });
  return { open, path };
}

function inStore(provider: StoreProvider) {
  opened += 1;
  const objects = openDocumentStore({ ...started.target(provider), bucket: BUCKET });
  onTestFinished(() => objects.close());
  const place = { kind: "store", connection: "local", prefix: `config/${opened}/` } as const;
  return newJournal(place, () => objects);
}

describeConfigStore("memory", async () => {
  const store = new MemoryConfigStore(clock);
  return { stores: [store, store] };
});

describeConfigStore("Redis alone", async () => {
  await redis.flushdb();
  return { stores: [storeOn(undefined), storeOn(undefined)] };
});

describeConfigStore("Redis with a journal in a folder", async () => {
  await redis.flushdb();
  const { open } = await inFolder();
  return { stores: [storeOn(open()), storeOn(open())] };
});

describeConfigStore("Redis with a journal in COS", async () => {
  await redis.flushdb();
  const open = await inStore("cos");
  return { stores: [storeOn(open()), storeOn(open())] };
});

describeConfigStore("Redis with a journal in S3", async () => {
  await redis.flushdb();
  const open = await inStore("versitygw");
  return { stores: [storeOn(open()), storeOn(open())] };
});

test("configuration without a journal is whole once a coordinator has looked", async () => {
  await redis.flushdb();
  const store = storeOn(undefined);
  await store.write(LIMITS, "one", { revision: 0, value: { bytes: 1 } });

  const before = await store.look(LIMITS);
  await store.reconcile();

  expect([before, await store.look(LIMITS)]).toMatchObject([
    { documents: [{ name: "one" }], isWhole: false },
    { documents: [{ name: "one" }], isWhole: true },
  ]);
});

describe("configuration with a journal", () => {
  beforeEach(async () => {
    await redis.flushdb();
  });

  test("tells a process without the journal that some may be missing, until all are restored", async () => {
    const { open } = await inFolder();
    const store = storeOn(open());
    await store.write(LIMITS, "kept", { revision: 0, value: { bytes: 1 } });
    await store.write(LIMITS, "gone", { revision: 0, value: { bytes: 2 } });
    await store.delete(LIMITS, "gone", 1);
    const worker = storeOn(undefined);

    await store.list(LIMITS);
    const before = await worker.look(LIMITS);
    await redis.flushdb();
    const emptied = await worker.look(LIMITS);
    await store.list(LIMITS);
    const restored = await worker.look(LIMITS);

    expect(emptied).toEqual({ documents: [], deleted: [], isWhole: false });
    expect([before, restored]).toMatchObject([
      { documents: [{ name: "kept" }], deleted: ["gone"], isWhole: true },
      { documents: [{ name: "kept" }], deleted: ["gone"], isWhole: true },
    ]);
  });

  test("is there for the first reader after Redis was emptied, deleted documents are not", async () => {
    const { open } = await inFolder();
    const store = storeOn(open());
    const kept = await store.write(LIMITS, "kept", { revision: 0, value: { bytes: 1 } });
    await store.write(LIMITS, "gone", { revision: 0, value: { bytes: 2 } });
    await store.delete(LIMITS, "gone", 1);

    await redis.flushdb();
    const [listed, read] = await Promise.all([
      storeOn(open()).list(LIMITS),
      storeOn(open()).read(LIMITS, "kept"),
    ]);

    expect(listed).toEqual([kept]);
    expect(read).toEqual(kept);
  });

  test("is changed in an emptied Redis by the revision that was read before", async () => {
    const { open } = await inFolder();
    const store = storeOn(open());
    await store.write(LIMITS, "one", { revision: 0, value: { bytes: 1 } });
    await store.write(LIMITS, "two", { revision: 0, value: { bytes: 2 } });

    await redis.flushdb();
    const written = await store.write(LIMITS, "one", { revision: 1, value: { bytes: 3 } });

    expect(written.revision).toBe(2);
    expect(await store.list(LIMITS)).toMatchObject([
      { name: "one", value: { bytes: 3 } },
      { name: "two" },
    ]);
  });

  test("of a Redis that fell back to an older state is put right by a reconciliation", async () => {
    const { open } = await inFolder();
    const store = storeOn(open());
    await store.reconcile();
    await store.write(LIMITS, "one", { revision: 0, value: { bytes: 1 } });
    const older = await Promise.all(
      (await redis.keys("*")).map(async (key) => ({ key, state: await redis.dumpBuffer(key) })),
    );
    const newest = await store.write(LIMITS, "one", { revision: 1, value: { bytes: 2 } });
    await redis.flushdb();
    await Promise.all(older.map(({ key, state }) => redis.restore(key, 0, state)));

    const stale = await store.read(LIMITS, "one");
    await store.reconcile();

    expect(stale).toMatchObject({ revision: 1 });
    expect(await store.read(LIMITS, "one")).toEqual(newest);
  });

  test("refuses a change of a Redis that fell back, and then shows the newest", async () => {
    const { open } = await inFolder();
    await storeOn(undefined).write(LIMITS, "one", { revision: 0, value: { bytes: 1 } });
    const store = storeOn(open());
    await store.reconcile();
    // Written by a process that died before it reached Redis.
    const [record] = await Promise.all([open().newest({ kind: "limits", name: "one" })]);
    await open().append({ ...Object(record), revision: 2, value: { bytes: 2 } });

    const change = store.write(LIMITS, "one", { revision: 1, value: { bytes: 3 } });

    await expect(change).rejects.toMatchObject({
      code: "state-conflict",
      details: { revision: 2 },
    });
    expect(await store.read(LIMITS, "one")).toMatchObject({ revision: 2, value: { bytes: 2 } });
  });

  test("takes over what was written while there was no journal", async () => {
    const { open } = await inFolder();
    await storeOn(undefined).write(LIMITS, "one", { revision: 0, value: { bytes: 1 } });
    await storeOn(open()).reconcile();

    await redis.flushdb();

    expect(await storeOn(open()).list(LIMITS)).toMatchObject([{ name: "one", revision: 1 }]);
  });

  test("is not taken for restored when Redis is emptied while it is restored", async () => {
    const { open } = await inFolder();
    const store = storeOn(open());
    await store.write(LIMITS, "one", { revision: 0, value: { bytes: 1 } });
    await store.write(LIMITS, "two", { revision: 0, value: { bytes: 2 } });
    await redis.flushdb();
    const journal = open();
    const losing: ConfigJournal = {
      revisions: () => journal.revisions(),
      append: (record) => journal.append(record),
      newest: async (name) => {
        await (name.name === "two" ? redis.flushdb() : undefined);
        return journal.newest(name);
      },
    };

    await storeOn(losing).reconcile();

    expect(await storeOn(open()).list(LIMITS)).toHaveLength(2);
  });

  test("can be changed again after a process died in the middle of a change", async () => {
    const { open } = await inFolder();
    const store = storeOn(open());
    await store.write(LIMITS, "one", { revision: 0, value: { bytes: 1 } });
    // As its script leaves it, a minute later.
    await redis.hset("penstock:config:{config}:reserved", "limits/one", "dead 1");

    const written = await store.write(LIMITS, "one", { revision: 1, value: { bytes: 2 } });

    expect(written.revision).toBe(2);
  });

  test("keeps one file of a document, and leaves no draft", async () => {
    const { open, path } = await inFolder();
    const store = storeOn(open());
    for (const revision of [0, 1, 2]) {
      await store.write(LIMITS, "one", { revision, value: { bytes: revision } });
    }

    expect(await readdir(join(path, "config.d", "limits"))).toEqual(["one.3.json"]);
  });

  test("names a damaged file in the log, and lets the document be written anew", async () => {
    const { open, path } = await inFolder();
    const error = vi.fn();
    const journal = open({ ...silentLog, error });
    await storeOn(journal).write(LIMITS, "one", { revision: 0, value: { bytes: 1 } });
    await redis.flushdb();
    await writeFile(join(path, "config.d", "limits", "one.1.json"), '{"v":1');

    const listed = await storeOn(journal).list(LIMITS);
    const written = await storeOn(journal).write(LIMITS, "one", {
      revision: 0,
      value: { bytes: 2 },
    });

    expect(listed).toEqual([]);
    expect(error).toHaveBeenCalledWith(
      expect.objectContaining({ detail: expect.stringContaining("one.1.json") }),
      expect.any(String),
    );
    expect(written.revision).toBe(2);
  });

  test("refuses a change while the journal is away, and changes nothing", async () => {
    const { open, path } = await inFolder();
    const store = storeOn(open());
    await store.reconcile();
    await store.write(LIMITS, "one", { revision: 0, value: { bytes: 1 } });
    await rm(join(path, "journal.json"));
    await rm(join(path, "config.d"), { recursive: true });

    const change = store.write(LIMITS, "one", { revision: 1, value: { bytes: 2 } });

    await expect(change).rejects.toMatchObject({ code: "journal-unavailable" });
    expect(await store.read(LIMITS, "one")).toMatchObject({ revision: 1, value: { bytes: 1 } });
  });

  test("refuses a secret that this process knows", async () => {
    const store = storeOn(undefined, new Set(["correct-horse"]));

    const value = { bytes: 1, note: "it is correct-horse" };
    const change = store.write(LIMITS, "one", { revision: 0, value });

    await expect(change).rejects.toMatchObject({
      code: "request-invalid",
      message: expect.not.stringContaining("horse"),
    });
  });
});

describe("the journal of configuration", () => {
  test.each(["folder", "cos", "versitygw"] as const)(
    "lets one of many processes append a revision: %s",
    async (where) => {
      const open = where === "folder" ? (await inFolder()).open : await inStore(where);
      const name = { kind: "limits", name: "one" };

      const appended = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          open().append({ ...name, revision: 1, changedAtMs: index, value: { bytes: index } }),
        ),
      );

      expect(appended.filter((isKept) => isKept)).toHaveLength(1);
      const kept = await open().newest(name);
      expect(kept?.changedAtMs).toBe(appended.indexOf(true));
    },
  );

  test.each(["folder", "cos"] as const)(
    "refuses a revision that others have replaced and removed: %s",
    async (where) => {
      const open = where === "folder" ? (await inFolder()).open : await inStore(where);
      const record = { kind: "limits", name: "one", changedAtMs: 0, value: {} };
      for (const revision of [1, 2, 3]) {
        await open().append({ ...record, revision });
      }

      expect(await open().append({ ...record, revision: 2 })).toBe(false);
      expect(await open().revisions()).toEqual([{ kind: "limits", name: "one", revision: 3 }]);
    },
  );
});
