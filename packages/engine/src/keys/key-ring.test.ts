import { type ApiKey, type ConfigKind, type ConfigStore, PenstockError } from "@penstock/core";
import { ManualClock, MemoryConfigStore, MemoryJournal, seededRandom } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { createKey, type KeyEngine, revokeKey } from "./change-keys.ts";
import { KeyRing } from "./key-ring.ts";

const KEYS: ConfigKind<ApiKey> = { name: "keys", parse: (value) => value as ApiKey };
const ADMIN = { id: "admin-key", scope: "admin" } as const;
const DOWN = new PenstockError("ledger-unavailable", "Redis does not respond");

function setUp() {
  const clock = new ManualClock();
  const store = new MemoryConfigStore(clock);
  const random = seededRandom(3);
  const engine: KeyEngine = {
    ...{ clock, random, config: store, keys: KEYS, journal: new MemoryJournal() },
    sha256: (text) => `hash of ${text}`,
  };
  let reads = 0;
  let isDown = false;
  const config: Pick<ConfigStore, "look" | "version"> = {
    look: async (kind) => {
      reads += 1;
      return isDown ? Promise.reject(DOWN) : store.look(kind);
    },
    version: async () => (isDown ? Promise.reject(DOWN) : store.version()),
  };
  const ring = new KeyRing({ config, keys: KEYS, clock });
  return {
    ...{ clock, engine, ring },
    make: (name = "ci") => createKey(engine, { name, scope: "read" }, ADMIN),
    reads: () => reads,
    redisGoes: () => {
      isDown = true;
    },
  };
}

describe("the keys that a process knows", () => {
  test("include one that another process made since the last look", async () => {
    const { ring, make, clock } = setUp();
    await ring.refreshOnce();
    const { key, text } = await make();
    clock.advance(1000);

    expect(await ring.find(text)).toEqual(key);
  });

  test("are not read again for each text that is none of them", async () => {
    const { ring, make, reads, clock } = setUp();
    const { text } = await make();
    await ring.find(text);
    const before = reads();

    await Promise.all(Array.from({ length: 50 }, () => ring.find(text.replace(/.{5}_/, "zzzzz_"))));
    clock.advance(1);
    await ring.find("no key at all");

    expect(reads()).toBe(before);
  });

  test("lose one that was revoked, at the next look", async () => {
    const { ring, make, engine } = setUp();
    const { key, text } = await make();
    await ring.refreshOnce();
    await revokeKey(engine, key.id, ADMIN);

    await ring.refreshOnce();

    expect(await ring.find(text)).toBeUndefined();
  });

  test("stay while they cannot be read: no client is locked out", async () => {
    const { ring, make, redisGoes } = setUp();
    const { key, text } = await make();
    await ring.refreshOnce();

    redisGoes();
    await ring.refreshOnce().catch(() => undefined);

    expect(await ring.find(text)).toEqual(key);
  });

  test("cannot be told from others before the first look: such a client is neither let in nor refused", async () => {
    const { ring, make, redisGoes } = setUp();
    const { text } = await make();
    redisGoes();

    await expect(ring.find(text)).rejects.toBe(DOWN);
  });
});
