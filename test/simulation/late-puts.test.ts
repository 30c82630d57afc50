import { PenstockError, STORE_PROFILES, type Transfer } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { lateStore } from "../support/late-store.ts";
import { digest, MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const KEY = "data/object.bin";
const BYTES = sampleBytes(1, 1000);

const MOST_OF_THE_DOUBT_MS = 80_000;
const MINUTES_MS = 8 * 60_000;

const cut = () => new PenstockError("store-unreachable", "the connection was cut");
const refused = () => Promise.reject(new PenstockError("store-refused", "403 AccessDenied"));

/** Its worker dies with it: what it left is a task that comes again. */
const withoutTrace = () => lateStore(() => new PenstockError("ledger-unavailable", "it is gone"));

function causeOf({ state }: Transfer): string {
  return state.kind === "failed" ? `${state.cause.code}: ${state.cause.message}` : state.kind;
}

describe("a PUT that may still arrive is waited for in every state", () => {
  test("when the object that another one made cannot be proved", async () => {
    let puts = 0;
    const late = lateStore();
    const store = storeWith((inner) => ({
      put: async (...args) => {
        puts += 1;
        await inner.put(...args);
        throw cut();
      },
    }));
    const deployment = new MemoryDeployment(1, { store: (inner) => store(late.wrap(inner)) });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY, { verify: "full" });
    await deployment.runFor(2000);
    deployment.source.remove(KEY);

    await deployment.runFor(MOST_OF_THE_DOUBT_MS);
    const before = await deployment.transferOf(jobId);
    await late.arrive();
    await deployment.runUntilIdle();

    expect(puts).toBeGreaterThan(1);
    expect(before.state.kind).toBe("verifying");
    expect(causeOf(await deployment.transferOf(jobId))).toContain("source-missing");
  });

  test.each([
    ["whose response proves it", STORE_PROFILES.cos],
    ["that nothing in its response proves", { ...STORE_PROFILES.cos, putProofs: {} }],
  ] as const)(
    "when it left no trace, and another writer replaced the object of the next PUT, %s",
    async (_what, profile) => {
      const late = withoutTrace();
      const deployment = new MemoryDeployment(1, { store: late.wrap }, profile);
      deployment.source.put(KEY, BYTES);
      const jobId = await deployment.submit(KEY);
      await deployment.runTasks(1);
      const part = deployment.takeTask();
      await expect(deployment.runTask(part)).rejects.toThrow("it is gone");
      await deployment.runTask(part);
      const stored = deployment.store.objects.get(KEY);
      if (stored !== undefined) {
        deployment.store.objects.set(KEY, { ...stored, token: "of another writer" });
      }

      await deployment.runFor(MOST_OF_THE_DOUBT_MS);
      const before = await deployment.transferOf(jobId);
      await late.arrive();
      await deployment.runUntilIdle();

      expect(before.state.kind).toBe("aborting");
      expect(await deployment.stateOf(jobId)).toBe("succeeded");
    },
  );
});

test("a Complete that may still be carried out is waited for when its parts are sent again", async () => {
  let completes = 0;
  const store = storeWith((inner) => ({
    complete: () => {
      completes += 1;
      return Promise.reject(cut());
    },
    listParts: async (...args) => {
      const parts = await inner.listParts(...args);
      return completes === 0 ? parts : parts.slice(1);
    },
  }));
  const deployment = new MemoryDeployment(1, { store });
  deployment.source.put(KEY, sampleBytes(1, 2 * MIB));
  const jobId = await deployment.submit(KEY);
  await deployment.runTasks(4);
  deployment.source.put(KEY, sampleBytes(2, 3 * MIB));

  await deployment.runFor(MINUTES_MS);

  expect(completes).toBe(1);
  expect(await deployment.transferOf(jobId)).toMatchObject({
    generation: 1,
    state: { kind: "aborting", outcome: "replan" },
  });
});

describe("a PUT that is given up where the store refuses every look", () => {
  async function givenUp(hasArrived: boolean) {
    const late = lateStore();
    const blind = storeWith(() => ({ head: refused }));
    const deployment = new MemoryDeployment(1, { store: (inner) => blind(late.wrap(inner)) });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(2);
    await (hasArrived ? late.arrive() : undefined);
    deployment.source.remove(KEY);
    await deployment.runFor(MOST_OF_THE_DOUBT_MS);
    const before = await deployment.transferOf(jobId);
    await deployment.runFor(MINUTES_MS);
    return { deployment, before, after: await deployment.transferOf(jobId) };
  }

  test.each([true, false])("fails after minutes, and says that it may be there: %s", async (is) => {
    const { deployment, before, after } = await givenUp(is);

    expect(before.state.kind).toBe("aborting");
    expect(deployment.store.objects.has(KEY)).toBe(is);
    const cause = causeOf(after);
    expect(cause).toMatch(/^source-missing: .*its object may be there/);
    expect(cause).toContain("403 AccessDenied");
    expect(cause).toContain("grant the credentials of store HEAD");
  });

  test("is found if the right to look is granted within these minutes", async () => {
    const late = lateStore();
    let isBlind = true;
    const blind = storeWith((inner) => ({
      head: (...args) => (isBlind ? refused() : inner.head(...args)),
    }));
    const deployment = new MemoryDeployment(1, { store: (inner) => blind(late.wrap(inner)) });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(2);
    await late.arrive();
    deployment.source.remove(KEY);
    await deployment.runFor(2 * 60_000);
    isBlind = false;

    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(deployment.storedDigest(KEY)).toBe(digest(BYTES));
  });
});
