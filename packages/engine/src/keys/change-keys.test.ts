import { type ApiKey, type Caller, type ConfigKind, SCOPES } from "@penstock/core";
import { ManualClock, MemoryConfigStore, MemoryJournal, seededRandom } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { createKey, type KeyEngine, listKeys, revokeKey } from "./change-keys.ts";

const KEYS: ConfigKind<ApiKey> = { name: "keys", parse: (value) => value as ApiKey };
const ADMIN: Caller = { id: "admin-key", scope: "admin" };
const OF_ACME: Caller = { id: "key_acme", scope: "admin", tenant: "acme" };

function engineWith(change: Partial<KeyEngine> = {}): KeyEngine {
  const clock = new ManualClock();
  return {
    ...{ clock, random: seededRandom(5), config: new MemoryConfigStore(clock), keys: KEYS },
    journal: new MemoryJournal(),
    sha256: (text) => `hash of ${text.length}`,
    ...change,
  };
}

describe("a key", () => {
  test("is kept without its text", async () => {
    const engine = engineWith();

    const { text, key } = await createKey(engine, { name: "ci", scope: "operate" }, ADMIN);

    const [document] = await engine.config.list(KEYS);
    expect(text).toMatch(/^key_[0-9a-z]{26}_[0-9a-f]{40}$/);
    expect(text.startsWith(key.id)).toBe(true);
    expect(JSON.stringify(document)).not.toContain(text.slice(key.id.length + 1));
    expect(document?.value).toMatchObject({ name: "ci", scope: "operate", createdBy: "admin-key" });
  });

  test("needs a journal, for Redis may lose it", async () => {
    const engine = engineWith({ journal: undefined });

    const made = createKey(engine, { name: "ci", scope: "read" }, ADMIN);

    await expect(made).rejects.toMatchObject({ code: "journal-required" });
  });

  test.each(
    SCOPES.flatMap((has, rank) => SCOPES.map((wanted, at) => [has, wanted, at <= rank] as const)),
  )("made by one with the scope %s may have %s: %s", async (has, wanted, isAllowed) => {
    const caller: Caller = { id: "key_x", scope: has };

    const made = createKey(engineWith(), { name: "ci", scope: wanted }, caller).then(
      () => true,
      (error: { code: string }) => error.code,
    );

    expect(await made).toBe(isAllowed ? true : "scope-missing");
  });

  test("of a tenant's key is for that tenant, and for no other", async () => {
    const engine = engineWith();

    const { key } = await createKey(engine, { name: "ci", scope: "read" }, OF_ACME);
    const foreign = createKey(engine, { name: "ci", scope: "read", tenant: "other" }, OF_ACME);

    expect(key.tenant).toBe("acme");
    await expect(foreign).rejects.toMatchObject({ code: "not-found" });
  });

  test("of all tenants, or of another one, is not seen or revoked by a tenant's key", async () => {
    const engine = engineWith();
    const ofAll = await createKey(engine, { name: "all", scope: "read" }, ADMIN);
    const other = await createKey(engine, { name: "o", scope: "read", tenant: "other" }, ADMIN);
    const own = await createKey(engine, { name: "own", scope: "read", tenant: "acme" }, ADMIN);

    const seen = await listKeys(engine, OF_ACME);
    const revoked = await Promise.allSettled(
      [ofAll, other, own].map(({ key }) => revokeKey(engine, key.id, OF_ACME)),
    );

    expect(seen.map(({ name }) => name)).toEqual(["own"]);
    expect(revoked.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
    expect((await listKeys(engine, ADMIN)).map(({ name }) => name).sort()).toEqual(["all", "o"]);
  });

  test("that would be over at once is refused", async () => {
    const request = { name: "ci", scope: "read", expiresAtMs: 0 } as const;

    await expect(createKey(engineWith(), request, ADMIN)).rejects.toMatchObject({
      code: "request-invalid",
    });
  });
});
