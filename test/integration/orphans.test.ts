import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { BullmqTaskQueue } from "@penstock/adapter-bullmq";
import { connectRedis, type RedisClient, RedisLedger } from "@penstock/adapter-redis";
import { type Client, createClient } from "@penstock/client";
import { createConnections, type OpenConnections } from "@penstock/connections";
import { type ObjectStore, toPartNumber, type UploadId } from "@penstock/core";
import { type CosEmulator, startCosEmulator } from "@penstock/cos-emulator";
import { OrphanSweep, sweepOnce } from "@penstock/engine";
import { type LocalRedis, startRedis } from "@penstock/local-redis";
import { systemClock } from "@penstock/process";
import { eventually, repetitions, silentLog } from "@penstock/testkit";
import { connectionsFile } from "@penstock/wire";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

// The sweep looks at every tenant of its server, so the server is this file's own.
const MAIN = fileURLToPath(new URL("../../apps/cli/src/main.ts", import.meta.url));
const BUCKET = "swept-1250000000";
const REGION = "ap-local";
const MIB = 1024 * 1024;
const KEY = "a";
const SIGNAL = new AbortController().signal;
const INITIATE = { call: "InitiateMultipartUpload" } as const;

let folder: string;
let server: LocalRedis;
let redis: RedisClient;
let emulator: CosEmulator;
let connections: OpenConnections;
let store: ObjectStore;
let api: ChildProcess;
let client: Client;
let graceMs: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-orphans-"));
  server = await startRedis({ dataDir: join(folder, "redis") });
  redis = connectRedis(server.url, { role: "service", log: silentLog });
  emulator = await startCosEmulator({
    dataDir: join(folder, "store"),
    secretId: "an-id",
    secretKey: "a-key",
    buckets: [BUCKET],
    region: REGION,
  });
  await mkdir(join(folder, "files"));
  await writeFile(join(folder, "files", KEY), Buffer.alloc(3 * MIB));
  connections = createConnections(connectionsFile.parse(await writeConfig()), {
    environment: {},
    secrets: new Set(),
    clock: systemClock,
  });
  store = connections.store("store");
  ({ api, client } = await startApi());
});

afterEach(async () => {
  api.kill("SIGKILL");
  connections.close();
  redis.disconnect();
  await Promise.all([server.stop(), emulator.close()]);
  await rm(folder, { recursive: true });
});

async function writeConfig(): Promise<object> {
  await writeFile(join(folder, "id"), "an-id");
  await writeFile(join(folder, "key"), "a-key");
  const config = {
    connections: {
      files: { provider: "file", root: join(folder, "files") },
      store: {
        provider: "cos",
        bucket: BUCKET,
        region: REGION,
        endpoint: emulator.endpoint,
        credentials: {
          accessKeyId: `file:${join(folder, "id")}`,
          secretAccessKey: `file:${join(folder, "key")}`,
        },
      },
    },
  };
  await writeFile(join(folder, "config.json"), JSON.stringify(config));
  return config;
}

/** The real process, planner included. There is no worker: whatever is opened stays empty. */
async function startApi() {
  const child = spawn(process.execPath, [MAIN, "serve", "--role", "api"], {
    env: {
      PATH: process.env["PATH"],
      PENSTOCK_REDIS_URL: server.url,
      PENSTOCK_CONFIG: join(folder, "config.json"),
      PENSTOCK_LISTEN: "127.0.0.1:0",
    },
    stdio: ["ignore", "pipe", "ignore"],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { msg, url } = JSON.parse(line) as { readonly msg: string; readonly url: string };
    if (msg === "ready") {
      return { api: child, client: createClient({ baseUrl: url }) };
    }
  }
  throw new Error("the api ended before it was ready");
}

async function submit(): Promise<void> {
  await client.submitJob({
    source: { connection: "files", key: KEY },
    destination: { connection: "store", key: KEY },
    options: { partSize: "1MiB" },
  });
}

/** On a busy machine the api may give up queueing a plan, which it leaves to the sweep of a coordinator. */
async function untilOpen(uploads: number): Promise<void> {
  const queue = new BullmqTaskQueue({ connection: redis });
  const parts = { ledger: new RedisLedger(redis), journal: undefined, queue, log: silentLog };
  const engine = { ...parts, repeats: repetitions(), clock: systemClock };
  try {
    await eventually(async () => {
      await sweepOnce(engine);
      return openIds().length === uploads;
    });
  } finally {
    await queue.close();
  }
}

function openIds(): readonly string[] {
  return emulator.openUploads().map(({ uploadId }) => uploadId);
}

async function openFor(key: string): Promise<UploadId> {
  const object = {
    key,
    attributes: { metadata: {} },
    token: "theirs",
    checksum: "crc64xz",
  } as const;
  return store.initiate(object, SIGNAL);
}

async function sendPart(key: string, uploadId: UploadId): Promise<void> {
  const chunks = (async function* () {
    yield new Uint8Array(MIB);
  })();
  const ref = { key, uploadId };
  const body = { lengthBytes: MIB, chunks };
  await store.uploadPart(ref, toPartNumber(1), body, "crc64xz", SIGNAL);
}

/**
 * In which the store has opened all that is open by now, however long that took: what it opens later is
 * no planner's, for that one is dead.
 */
async function graceUntilNow(): Promise<number> {
  const registered = await new RedisLedger(redis).uploads.openUploads("default");
  return Math.max(...registered.map(({ ageMs }) => ageMs));
}

/** As each of some coordinators does by the clock. */
function coordinators(count: number, graceMs: number): readonly OrphanSweep[] {
  const engine = {
    ledger: new RedisLedger(redis),
    connections,
    clock: systemClock,
    repeats: repetitions(),
  };
  return Array.from(
    { length: count },
    () => new OrphanSweep({ ...engine, journal: undefined, log: silentLog }, { graceMs }),
  );
}

async function sweepUntil(
  sweeps: readonly OrphanSweep[],
  isDone: () => boolean | Promise<boolean>,
): Promise<void> {
  await eventually(async () => {
    await Promise.all(sweeps.map((sweep) => sweep.sweepOnce(SIGNAL)));
    return isDone();
  });
}

describe("a planner that is killed between Initiate and the save", () => {
  beforeEach(async () => {
    emulator.faults.add({ on: INITIATE, fault: { kind: "stall-response" } });
    await submit();
    await untilOpen(1);
    api.kill("SIGKILL");
    await once(api, "close");
    graceMs = await graceUntilNow();
  });

  test("leaves an upload that two coordinators end, and no other", async () => {
    const [orphan = ""] = openIds();
    const withPart = await openFor(KEY);
    await sendPart(KEY, withPart);
    const others = [withPart, await openFor(`${KEY}.b`), await openFor(`${KEY}/`)];

    const { uploads } = new RedisLedger(redis);

    // An abort whose proof fails is repeated: it is over when the ledger forgets the upload.
    await sweepUntil(
      coordinators(2, graceMs),
      async () => (await uploads.openUploads("default")).length === 0,
    );

    expect([...openIds()].sort()).toEqual([...others].sort());
    const aborts = emulator.journal
      .entries()
      .filter(({ call }) => call === "AbortMultipartUpload")
      .map(({ uploadId }) => uploadId);
    expect([...new Set(aborts)]).toEqual([orphan]);
  });

  test("leaves an upload that stays once Redis was emptied", async () => {
    await redis.flushall();

    await Promise.all(coordinators(2, 0).map((sweep) => sweep.sweepOnce(SIGNAL)));

    expect(openIds()).toHaveLength(1);
    expect(emulator.journal.entries().map(({ call }) => call)).toEqual([INITIATE.call]);
  });

  test("leaves an upload that waits for a store which refuses to list", async () => {
    const rejection = { kind: "refuse-before-body", status: 403, code: "AccessDenied" } as const;
    emulator.faults.add({ on: { call: "ListMultipartUploads" }, times: 100, fault: rejection });
    const refused = () => emulator.faults.fired().some(({ kind }) => kind === rejection.kind);
    await sweepUntil(coordinators(1, graceMs), refused);
    const during = openIds().length;
    emulator.faults.clear();

    // A coordinator that starts asks at once; one that was refused rests for an hour.
    await sweepUntil(coordinators(1, graceMs), () => openIds().length === 0);

    expect(during).toBe(1);
  });
});

test("an upload whose response was lost is ended, and the one that followed it continues", async () => {
  emulator.faults.add({ on: INITIATE, fault: { kind: "lose-response" } });
  await submit();
  await untilOpen(2);

  graceMs = await graceUntilNow();

  await sweepUntil(coordinators(2, graceMs), () => openIds().length === 1);

  const ledger = new RedisLedger(redis);
  const registered = await ledger.uploads.openUploads("default");
  expect(registered).toMatchObject([{ key: KEY, isOwned: true, uploadId: openIds()[0] }]);
});
