import { connectRedis, type RedisClient, RedisLedger } from "@penstock/adapter-redis";
import { toETag } from "@penstock/core";
import { LedgerScenario, silentLog, useRedis } from "@penstock/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

const SEVEN_DAYS_SECONDS = 7 * 24 * 3600;

const server = useRedis();
let redis: RedisClient;
let scenario: LedgerScenario;

beforeAll(() => {
  redis = connectRedis(server.url, { role: "service", log: silentLog });
  scenario = new LedgerScenario({
    ledger: new RedisLedger(redis),
    stopSignals: { onStopped: async () => undefined },
    tenant: server.newName(),
    passTime: async () => undefined,
  });
});

afterAll(() => {
  redis.disconnect();
});

test("a worker that stays silent is forgotten", async () => {
  const { ledger, tenant } = scenario;
  const [seconds] = await redis.time();
  const longAgoMs = (Number(seconds) - 60) * 1000;
  await redis.hset("penstock:system:{system}:workers", `${tenant}-silent`, `4 ${longAgoMs}`);

  const ids = (await ledger.workers.liveWorkers()).map(({ id }) => id);

  expect(ids).not.toContain(`${tenant}-silent`);
  expect(await redis.hexists("penstock:system:{system}:workers", `${tenant}-silent`)).toBe(0);
});

test("the parts of a stored transfer are kept for seven days, its attempts not at all", async () => {
  const completing = await scenario.completing(100);
  const etag = toETag("whole");
  const verifying = await scenario.advance(completing, { kind: "upload-completed", etag });
  const failure = {
    step: "verify",
    atMs: 0,
    process: "coordinator-1",
    cause: { code: "store-unreachable", message: "it is away" },
  } as const;
  const ref = { tenant: scenario.tenant, transferId: completing.id };
  await scenario.ledger.transfers.noteFailure(ref, 1, failure, true);

  const object = { etag, sizeBytes: 1, verifiedBy: "part-checksums", storedAtMs: 0 } as const;
  const stored = await scenario.advance(verifying, { kind: "object-verified", object });

  const keys = await redis.keys(`penstock:{${scenario.tenant}}:*${completing.id}*`);
  const uploaded = keys.filter((key) => key.includes(":uploaded:"));
  const lifetimes = await Promise.all(uploaded.map((key) => redis.ttl(key)));
  expect(uploaded).toHaveLength(2);
  expect(Math.min(...lifetimes)).toBeGreaterThan(SEVEN_DAYS_SECONDS - 60);
  expect(keys.filter((key) => /:(attempts|redo):/.test(key))).toEqual([]);
  expect(await scenario.ledger.transfers.failures(ref)).toEqual([failure]);
  expect(await scenario.ledger.transfers.uploadedParts(stored)).toHaveLength(100);
});

test("a cursor of another list is refused as a mistake of the request", async () => {
  const { tenant, ledger } = scenario;
  const { jobId } = await scenario.planned();

  const page = ledger.jobs.listTransfers(tenant, jobId, { limit: 1, cursor: "next" });

  await expect(page).rejects.toMatchObject({ code: "request-invalid" });
});

test("saving back to uploading is refused: it would not say which parts are missing", async () => {
  const completing = await scenario.completing(1);
  const uploading = { ...completing, state: { ...completing.state, kind: "uploading" } } as const;

  const saving = scenario.ledger.transfers.save(completing, uploading as typeof completing);

  await expect(saving).rejects.toThrow("reopenParts");
});

test.each(["the set of tenants and the mark beside its jobs", "the set of tenants"])(
  "a tenant is named again after the loss of %s, at the latest by the hundredth job",
  async (lost) => {
    const tenant = server.newName();
    const subject = new LedgerScenario({
      ledger: new RedisLedger(redis),
      stopSignals: { onStopped: async () => undefined },
      ...{ tenant, passTime: async () => undefined },
    });
    await subject.planned();
    await subject.planned();
    expect(await redis.sismember("penstock:tenants", tenant)).toBe(1);
    await redis.srem("penstock:tenants", tenant);
    await (lost.includes("mark") ? redis.del(`penstock:{${tenant}}:named`) : undefined);

    for (let jobs = 0; jobs < (lost.includes("mark") ? 1 : 100); jobs += 1) {
      await subject.planned();
    }

    expect(await redis.sismember("penstock:tenants", tenant)).toBe(1);
  },
);
