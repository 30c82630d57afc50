// What the client wants of a job reaches what is moved of it, by one signal.

import { type ErrorCode, type JobId, PenstockError, type StopSignal } from "@penstock/core";
import { cancelJob, isStoppedBy, setPaused, sweepOnce, transferPart } from "@penstock/engine";
import { describe, expect, test } from "vitest";
import { BulkDeployment } from "../support/bulk-deployment.ts";
import { deliveryOf, MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const KEYS = Array.from({ length: 80 }, (_, index) => `key ${index}`);
const DECISIVE = "key 40";

/** A job of one batch; when one of its objects is read, the client wants something. */
async function batchOnItsWay(want: (bulk: BulkDeployment) => Promise<void>) {
  const stopping = new AbortController();
  const { signal } = stopping;
  const late: string[] = [];
  let isWanted = false;
  let isResumed = false;
  const bulk = new BulkDeployment({
    reader: (inner) => ({
      open: async (key, ...rest) => {
        if (key === DECISIVE && !isWanted) {
          isWanted = true;
          await want(bulk);
          signal.throwIfAborted();
        }
        return await inner.open(key, ...rest);
      },
    }),
    store: storeWith((store) => ({
      put: async (object, body, ...rest) => {
        late.push(...(signal.aborted && !isResumed ? [object.key] : []));
        return await store.put(object, body, ...rest);
      },
    })),
  });
  for (const [index, key] of KEYS.entries()) {
    bulk.deployment.source.put(key, sampleBytes(index, 100));
  }
  const job = await bulk.submit();
  const [task] = await bulk.claim();
  const stops = (stop: StopSignal) => task !== undefined && isStoppedBy(task, stop);
  await bulk.deployment.ledger.onStopped((stop) => {
    if (stops(stop)) {
      stopping.abort("stopped");
    }
  });
  await bulk.deployment.engine.queue.addBatches(task === undefined ? [] : [task]);
  return {
    ...{ bulk, job, late },
    moveOnce: () => bulk.moveOnce([bulk.engine()], { signal, holdsLease: () => !signal.aborted }),
    resume: async () => {
      isResumed = true;
      await setPaused(bulk.deployment.engine, refOf(job), false);
    },
  };
}

function refOf({ tenant, id }: { readonly tenant: string; readonly id: JobId }) {
  return { tenant, jobId: id };
}

describe("a batch on its way", () => {
  test("stops when its job is cancelled: no further PUT begins, and a row says so of each object", async () => {
    const { bulk, job, late, moveOnce } = await batchOnItsWay((world) =>
      cancelJob(world.deployment.engine, job.tenant, job.id),
    );

    await moveOnce();

    const rows = await bulk.rows(job);
    const stored = rows.filter(({ outcome }) => outcome === "stored").map(({ key }) => key);
    expect(late).toEqual([]);
    expect(rows.map(({ key }) => key).toSorted()).toEqual(KEYS.toSorted());
    expect(stored.toSorted()).toEqual([...bulk.deployment.store.objects.keys()].toSorted());
    expect(rows).toContainEqual(expect.objectContaining({ key: DECISIVE, outcome: "aborted" }));
    expect(await bulk.deployment.stateOf(job.id)).toBe("cancelled");
  });

  test("is given back when its job is paused at once, and continues where it was", async () => {
    const { bulk, job, late, moveOnce, resume } = await batchOnItsWay((world) =>
      setPaused(world.deployment.engine, refOf(job), true, "stops"),
    );

    await moveOnce();
    const { counts, progress } = await bulk.deployment.record(job.id);
    const claimed = await bulk.claim();
    await resume();
    await bulk.move(job);

    expect([late, claimed]).toEqual([[], []]);
    expect(counts.stored).toBeLessThan(KEYS.length);
    expect(progress.retries).toBe(0);
    expect((await bulk.rows(job)).map(({ key }) => key).toSorted()).toEqual(KEYS.toSorted());
    expect(bulk.deployment.store.objects.size).toBe(KEYS.length);
    expect(await bulk.deployment.stateOf(job.id)).toBe("succeeded");
  });

  test("moves to its end when its job is paused", async () => {
    const { bulk, job, moveOnce } = await batchOnItsWay((world) =>
      setPaused(world.deployment.engine, refOf(job), true),
    );

    await moveOnce();

    expect(await bulk.deployment.stateOf(job.id)).toBe("succeeded");
  });
});

describe("a part on its way", () => {
  const KEY = "data/object.bin";

  /** What the client wants comes while the first part is read. */
  async function partOnItsWay(
    want: (deployment: MemoryDeployment, jobId: JobId) => Promise<void>,
    sizeMib = 3,
  ) {
    const stopping = new AbortController();
    let isWanted = false;
    const deployment = new MemoryDeployment(1, {
      source: (source) => ({
        stat: (...args) => source.stat(...args),
        read: async function* (...args) {
          if (!isWanted) {
            isWanted = true;
            await want(deployment, jobId);
            stopping.signal.throwIfAborted();
          }
          yield* source.read(...args);
        },
      }),
    });
    deployment.source.put(KEY, sampleBytes(1, sizeMib * MIB));
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(1);
    const part = deployment.tasks.takePart();
    await deployment.ledger.onStopped((signal) => {
      if (part !== undefined && isStoppedBy(part, signal)) {
        stopping.abort("stopped");
      }
    });
    const delivery = deliveryOf({ signal: stopping.signal });
    const outcome = part && (await transferPart(deployment.engine, part, delivery));
    return { deployment, jobId, outcome };
  }

  test("ends its transfer when its job is cancelled, though no request reached it", async () => {
    const { deployment, jobId, outcome } = await partOnItsWay(({ ledger }, id) =>
      ledger.jobs.markCancelled("default", id),
    );

    const { state } = await deployment.transferOf(jobId);
    await deployment.runUntilIdle();
    await sweepOnce(deployment.engine);

    expect(outcome).toEqual({ kind: "done" });
    expect(state.kind).toBe("aborting");
    expect(await deployment.stateOf(jobId)).toBe("cancelled");
    expect(deployment.store.objects.size).toBe(0);
  });

  test("is given back when its job is paused at once, and is uploaded when it continues", async () => {
    const { deployment, jobId, outcome } = await partOnItsWay(({ engine }, id) =>
      setPaused(engine, { tenant: "default", jobId: id }, true, "stops"),
    );
    const before = await deployment.record(jobId);

    await setPaused(deployment.engine, { tenant: "default", jobId }, false);
    await deployment.runUntilIdle();

    expect(outcome).toEqual({ kind: "done" });
    expect(before.progress.retries).toBe(0);
    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  });

  /** A part on its way, of which no byte may be sent; afterwards all that is due is done. */
  async function partThatFails(code: ErrorCode, sizeMib: number) {
    const fail = () => Promise.reject(new PenstockError(code, "no byte may be sent"));
    const { deployment, jobId, outcome } = await partOnItsWay(fail, sizeMib);
    const { id: transferId } = await deployment.transferOf(jobId);
    const failures = await deployment.ledger.transfers.failures({ tenant: "default", transferId });
    const { progress } = await deployment.record(jobId);
    await sweepOnce(deployment.engine);
    await deployment.runUntilIdle();
    return {
      ...{ outcome: outcome?.kind, codes: failures.map(({ cause }) => cause.code) },
      ...{ retries: progress.retries, state: await deployment.stateOf(jobId) },
    };
  }

  test("is given back if it is held back, which is no attempt and no failure", async () => {
    const given = await partThatFails("held-back", 3);

    expect(given).toEqual({ outcome: "done", codes: [], retries: 0, state: "succeeded" });
  });

  test("that is held back waits, without a place in flight, until another pass of the leader claims it", async () => {
    const fail = () => Promise.reject(new PenstockError("held-back", "no byte may be sent"));
    const { deployment, jobId } = await partOnItsWay(fail);
    const { engine, ledger, tasks } = deployment;
    while (tasks.takePart() !== undefined) {
      // The other parts are at other workers.
    }
    const work = async () => (await ledger.parts.work())[0];
    const waiting = await work();

    await sweepOnce(engine);

    expect(waiting).toMatchObject({ queuedTransfers: 1, claimLimits: [] });
    expect((await work())?.inFlight).toBe((waiting?.inFlight ?? 0) + 1);
    expect(tasks.takePart()).toMatchObject({ jobId, number: 1 });
    expect(tasks.takePart()).toBeUndefined();
  });

  test.each([
    ["interrupted", "attempt-interrupted", 3],
    ["the single one of a PUT, and held back", "held-back", 1],
  ] as const)("comes again later if it is %s", async (_how, code, sizeMib) => {
    const { outcome, codes } = await partThatFails(code, sizeMib);

    expect([outcome, codes]).toEqual(["later", [code]]);
  });
});
