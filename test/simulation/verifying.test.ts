import { jobHealthOf, type ObjectStore, PenstockError, toETag } from "@penstock/core";
import { cancelJob } from "@penstock/engine";
import { describe, expect, test } from "vitest";
import { MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const KEY = "in/big.bin";
const BYTES = sampleBytes(7, 2 * MIB);
const MINUTE_MS = 60_000;

type Head = ObjectStore["head"];

/** A store of which each HEAD after the Complete is answered in another way, as long as `isOver` is false. */
async function completed(instead: (head: Head) => Head) {
  const state = { isCompleted: false, isOver: false };
  const deployment = new MemoryDeployment(1, {
    store: storeWith((store) => ({
      complete: async (...args) => {
        const etag = await store.complete(...args);
        state.isCompleted = true;
        return etag;
      },
      head: (...args) =>
        state.isCompleted && !state.isOver
          ? instead(store.head.bind(store))(...args)
          : store.head(...args),
    })),
  });
  deployment.source.put(KEY, BYTES);
  return { deployment, state, jobId: await deployment.submit(KEY) };
}

const refuse = (code: "store-refused" | "store-unreachable"): Head => {
  return () => Promise.reject(new PenstockError(code, "the store says no"));
};

/** The first ones only. */
function firstOnly(times: number, instead: Head): (head: Head) => Head {
  let left = times;
  return (head) => {
    left -= 1;
    return left >= 0 ? instead : head;
  };
}

describe("an object that was completed", () => {
  test.each([1, 5, 8])("and is not shown by %i HEADs is there all the same", async (times) => {
    const { deployment, jobId } = await completed(firstOnly(times, async () => undefined));

    await deployment.runFor(10 * MINUTE_MS);

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  });

  test("and is hidden by an older one for some HEADs is there all the same", async () => {
    const { deployment, jobId } = await completed(
      firstOnly(6, async () => ({
        etag: toETag("older"),
        sizeBytes: BYTES.length,
        token: "of another transfer",
      })),
    );

    await deployment.runFor(10 * MINUTE_MS);

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  });

  test("and is never shown fails after ten looks with growing pauses, and says so", async () => {
    const { deployment, jobId } = await completed(() => async () => undefined);

    await deployment.runFor(30 * MINUTE_MS);

    const { state, tenant, id } = await deployment.transferOf(jobId);
    const failures = await deployment.ledger.transfers.failures({ tenant, transferId: id });
    expect(state).toMatchObject({
      kind: "failed",
      cause: { code: "integrity-mismatch", message: expect.stringContaining("has no object") },
    });
    expect(failures).toHaveLength(10);
  });

  test("and may not be looked at waits for the right, and is stored when that is given", async () => {
    const { deployment, jobId, state } = await completed(() => refuse("store-refused"));

    await deployment.runFor(24 * 60 * MINUTE_MS);
    const record = await deployment.record(jobId);
    state.isOver = true;
    await deployment.runFor(MINUTE_MS);

    expect(jobHealthOf(record, { liveWorkers: 1, nowMs: deployment.clock.nowMs() })).toBe(
      "retrying",
    );
    expect(record.progress.retries).toBeGreaterThan(100);
    expect(record.lastFailure?.code).toBe("store-refused");
    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  });

  test("and may not be looked at fails when its job is cancelled, and stays where it is", async () => {
    const { deployment, jobId } = await completed(() => refuse("store-refused"));
    await deployment.runFor(10 * MINUTE_MS);

    await cancelJob(deployment.engine, "default", jobId);
    await deployment.runFor(MINUTE_MS);

    expect((await deployment.transferOf(jobId)).state).toMatchObject({
      kind: "failed",
      cause: { code: "store-refused", message: expect.stringContaining("is left there") },
    });
    expect(deployment.store.objects.has(KEY)).toBe(true);
  });

  test("and whose store answers nothing for a day is stored when it answers", async () => {
    const { deployment, jobId, state } = await completed(() => refuse("store-unreachable"));

    await deployment.runFor(24 * 60 * MINUTE_MS);
    state.isOver = true;
    await deployment.runFor(2 * MINUTE_MS);

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  });
});

describe("an upload that may not be completed", () => {
  test.each(["store-refused", "store-response-invalid", "unexpected-error"] as const)(
    "for %s ends when its job is cancelled, and leaves nothing",
    async (code) => {
      const deployment = new MemoryDeployment(1, {
        store: storeWith(() => ({ complete: () => Promise.reject(new PenstockError(code, "no")) })),
      });
      deployment.source.put(KEY, BYTES);
      const jobId = await deployment.submit(KEY);
      await deployment.runFor(10 * MINUTE_MS);
      const before = await deployment.stateOf(jobId);

      await cancelJob(deployment.engine, "default", jobId);
      await deployment.runFor(15 * MINUTE_MS);

      expect(before).toBe("completing");
      expect((await deployment.transferOf(jobId)).state).toMatchObject({
        kind: "aborted",
        cause: { code: "cancelled", message: expect.stringContaining("no") },
      });
      expect(deployment.store.openUploads).toEqual([]);
    },
  );

  test("although it was, is completed when its object turns out to exist after a cancel", async () => {
    const deployment: MemoryDeployment = new MemoryDeployment(1, {
      store: storeWith((store) => ({
        complete: async (...args) => {
          await store.complete(...args);
          throw new PenstockError("store-unreachable", "its response is lost");
        },
        head: (...args) =>
          deployment.clock.nowMs() < startedAtMs + 5 * MINUTE_MS
            ? Promise.resolve(undefined)
            : store.head(...args),
      })),
    });
    const startedAtMs = deployment.clock.nowMs();
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY);
    await deployment.runFor(MINUTE_MS);

    await cancelJob(deployment.engine, "default", jobId);
    await deployment.runFor(30 * MINUTE_MS);

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  });
});

describe("an upload that vanishes again and again", () => {
  test("starts over after growing pauses, and says each time what happened", async () => {
    const initiatedAtMs: number[] = [];
    const deployment: MemoryDeployment = new MemoryDeployment(1, {
      store: storeWith((store) => ({
        initiate: (...args) => {
          initiatedAtMs.push(deployment.clock.nowMs());
          return store.initiate(...args);
        },
        listParts: async (upload, signal) => {
          await store.abort(upload, signal);
          return store.listParts(upload, signal);
        },
      })),
    });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY);

    await deployment.runFor(10 * MINUTE_MS);

    const { state, tenant, id } = await deployment.transferOf(jobId);
    const failures = await deployment.ledger.transfers.failures({ tenant, transferId: id });
    const [first = 0, second = 0, third = 0] = initiatedAtMs;
    expect(state).toMatchObject({ kind: "failed", cause: { code: "upload-gone" } });
    // The first one is looked at twice.
    expect(failures.map(({ cause }) => cause.code)).toEqual(Array(4).fill("upload-gone"));
    expect(third - second).toBeGreaterThan(2 * (second - first));
    expect(second - first).toBeGreaterThan(1000);
  });
});

describe("a single PUT that is told of an upload", () => {
  test.each(["upload-gone", "upload-superseded"] as const)(
    "by %s has ten attempts, with pauses",
    async (code) => {
      let tries = 0;
      const deployment = new MemoryDeployment(1, {
        store: storeWith(() => ({
          put: () => {
            tries += 1;
            return Promise.reject(new PenstockError(code, "no"));
          },
        })),
      });
      deployment.source.put(KEY, BYTES.subarray(0, 1000));
      const jobId = await deployment.submit(KEY);

      await deployment.runFor(10 * MINUTE_MS);

      expect((await deployment.transferOf(jobId)).state).toMatchObject({
        kind: "failed",
        cause: { code },
      });
      expect(tries).toBe(10);
    },
  );
});
