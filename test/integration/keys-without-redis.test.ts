import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RedisConfigStore } from "@penstock/adapter-redis";
import type { Caller } from "@penstock/core";
import { createKey, type KeyEngine, KeyRing, revokeKey } from "@penstock/engine";
import { openConfigJournal, openJournal } from "@penstock/journal";
import { ManualClock, MemoryJournal, seededRandom, silentLog, useRedis } from "@penstock/testkit";
import { KEYS } from "@penstock/wire";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";

const ADMIN: Caller = { id: "admin-key", scope: "admin" };
const server = useRedis();
let redis: Redis;

beforeAll(() => {
  redis = new Redis(server.url, { db: 11 });
});

afterAll(() => {
  redis.disconnect();
});

beforeEach(() => redis.flushdb());

async function newEngine() {
  const folder = await mkdtemp(join(tmpdir(), "penstock-keys-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const clock = new ManualClock();
  const connections = { documentStore: () => expect.fail("the journal is a folder") };
  const options = { log: silentLog, random: seededRandom(1), connections };
  const place = { kind: "folder", path: folder } as const;
  await openJournal(place, { ...options, pause: async () => undefined });
  const tools = { clock, random: seededRandom(2), log: silentLog, secrets: new Set<string>() };
  const config = new RedisConfigStore(redis, {
    ...tools,
    journal: openConfigJournal(place, options),
  });
  const engine: KeyEngine = {
    ...{ clock, random: seededRandom(3), config, keys: KEYS, journal: new MemoryJournal() },
    sha256: () => "0".repeat(64),
  };
  return { engine, newRing: () => new KeyRing({ config, keys: KEYS, clock }) };
}

describe("an empty Redis", () => {
  test("locks no key out, and lets no revoked one in", async () => {
    const { engine, newRing } = await newEngine();
    const kept = await createKey(engine, { name: "kept", scope: "read" }, ADMIN);
    const revoked = await createKey(engine, { name: "revoked", scope: "admin" }, ADMIN);
    await revokeKey(engine, revoked.key.id, ADMIN);
    const running = newRing();
    await running.refreshOnce();

    await redis.flushdb();
    const started = newRing();
    await running.refreshOnce();

    for (const ring of [running, started]) {
      expect(await ring.find(kept.text)).toEqual(kept.key);
      expect(await ring.find(revoked.text)).toBeUndefined();
    }
  });

  test("does not bring a key back that was revoked from it", async () => {
    const { engine, newRing } = await newEngine();
    const { key, text } = await createKey(engine, { name: "a", scope: "read" }, ADMIN);
    await redis.flushdb();
    await revokeKey(engine, key.id, ADMIN);

    await engine.config.reconcile();

    expect(await newRing().find(text)).toBeUndefined();
  });

  test("holds no text of a key, and neither did the one before", async () => {
    const { engine } = await newEngine();
    const { key, text } = await createKey(engine, { name: "a", scope: "read" }, ADMIN);
    const secret = text.slice(key.id.length + 1);

    const stored = await redis.hgetall("{penstock:config}kind:keys");
    const keys = await redis.keys("*");

    expect(keys.length).toBeGreaterThan(0);
    expect(JSON.stringify([stored, keys])).not.toContain(secret);
  });
});
