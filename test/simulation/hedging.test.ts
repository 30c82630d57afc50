// The last parts of a transfer are sent a second time where one is slow, and nothing relies on it.

import {
  type JobId,
  type ObjectStore,
  type PartTask,
  PenstockError,
  STORE_PROFILES,
  type StoreProfile,
  toETag,
} from "@penstock/core";
import { hedgePart, isStoppedBy, LastParts, transferPart } from "@penstock/engine";
import { describe, expect, test } from "vitest";
import {
  deliveryOf,
  digest,
  MemoryDeployment,
  MIB,
  sampleBytes,
} from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const KEY = "data/object.bin";
const PARTS = 3;
const SLOW_PART = 3;
const ALWAYS = { leastMs: 0, slowAfterMs: () => 1 };

type Change = (store: ObjectStore, turn: number) => Partial<ObjectStore>;

/** All parts are uploaded but the last one, which is under way until it is let go. */
async function lastPartUnderWay(change: Change = () => ({}), profile?: StoreProfile) {
  const held = Promise.withResolvers<void>();
  const stopped = new AbortController();
  let sent = 0;
  const deployment = new MemoryDeployment(
    1,
    {
      store: storeWith((store) => ({
        uploadPart: async (ref, number, ...rest) => {
          sent += number === SLOW_PART ? 1 : 0;
          const turn = number === SLOW_PART ? sent : 0;
          if (turn === 1) {
            await Promise.race([held.promise, aborted(stopped.signal)]);
          }
          const { uploadPart = store.uploadPart.bind(store) } = change(store, turn);
          return await uploadPart(ref, number, ...rest);
        },
      })),
    },
    profile,
  );
  const bytes = sampleBytes(1, PARTS * MIB);
  deployment.source.put(KEY, bytes);
  const jobId = await deployment.submit(KEY);
  await deployment.runTasks(PARTS);
  const slow = deployment.tasks.takePart();
  if (slow === undefined) {
    throw new Error("no part is left");
  }
  await announce(deployment);
  const hedgeStop = new AbortController();
  await deployment.ledger.onStopped((signal) => {
    stop(isStoppedBy(slow, signal), stopped);
    const hedge = { ...slow, taskPart: -slow.taskPart };
    stop(isStoppedBy(hedge, signal), hedgeStop);
  });
  const { engine } = deployment;
  // The slow one is sent by another process: this one would not hedge its own.
  const original = transferPart(
    { ...engine, meter: new MemoryDeployment().engine.meter },
    slow,
    deliveryOf({ signal: stopped.signal, holdsLease: () => !stopped.signal.aborted }),
  );
  deployment.clock.advance(5000);
  const lastParts = new LastParts(engine, ALWAYS);
  await lastParts.hedgeOnce(await deployment.ledger.parts.work());
  const hedge = deployment.tasks.takePart();
  return {
    ...{ deployment, jobId, bytes, original, hedge, lastParts, hedgeStop, stopped },
    letGo: () => held.resolve(),
    hedgeOnce: (task: PartTask, signal = hedgeStop.signal) =>
      hedgePart(engine, task, deliveryOf({ signal, holdsLease: () => !signal.aborted })),
  };
}

async function announce({ ledger }: MemoryDeployment): Promise<void> {
  for (const id of ["w-1", "w-2"]) {
    await ledger.workers.announceWorker({ id, slots: 2 });
  }
}

function stop(isMeant: boolean, controller: AbortController): void {
  if (isMeant) {
    controller.abort("stopped");
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => reject(signal.reason));
  return await promise;
}

async function expectWhole(deployment: MemoryDeployment, jobId: JobId, bytes: Uint8Array) {
  await deployment.runUntilIdle();
  expect(await deployment.stateOf(jobId)).toBe("succeeded");
  expect(deployment.storedDigest(KEY)).toBe(digest(bytes));
  expect(deployment.store.openUploads).toEqual([]);
  const { progress } = await deployment.record(jobId);
  expect(progress).toMatchObject({ partsStored: PARTS, bytesStored: PARTS * MIB });
}

describe("a last part that is slow", () => {
  test("is sent by another worker; the slow one stops, and costs no attempt and no failure", async () => {
    const { deployment, jobId, bytes, hedge, hedgeOnce, original, stopped } =
      await lastPartUnderWay();

    const outcome = hedge && (await hedgeOnce(hedge));
    const slow = await original;

    expect(hedge).toMatchObject({ number: SLOW_PART, taskPart: -SLOW_PART });
    expect(outcome).toMatchObject({ kind: "done", uploadedBytes: MIB });
    expect([slow, stopped.signal.aborted]).toEqual([{ kind: "done" }, true]);
    await expectWhole(deployment, jobId, bytes);
    const { id: transferId } = await deployment.transferOf(jobId);
    expect(await deployment.ledger.transfers.failures({ tenant: "default", transferId })).toEqual(
      [],
    );
    expect((await deployment.record(jobId)).progress.retries).toBe(0);
    expect((await deployment.ledger.parts.work())[0]?.inFlight).toBe(0);
  });

  test("may be faster after all: its hedge stops, and what it reports changes nothing", async () => {
    const scene = await lastPartUnderWay();
    const { deployment, jobId, bytes, hedge, hedgeOnce, letGo, original, hedgeStop } = scene;
    letGo();
    await original;

    const stoppedToo = hedgeStop.signal.aborted;
    const late = hedge && (await hedgeOnce(hedge, new AbortController().signal));

    expect(stoppedToo).toBe(true);
    expect(late).toEqual({ kind: "done" });
    await expectWhole(deployment, jobId, bytes);
  });

  test("is not hurt by a hedge that fails: that is no attempt, no failure, and not tried again at once", async () => {
    const fails: Change = (_, turn) =>
      turn === 2
        ? { uploadPart: () => Promise.reject(new PenstockError("store-rejected", "no")) }
        : {};
    const scene = await lastPartUnderWay(fails);
    const { deployment, jobId, bytes, hedge, hedgeOnce, letGo, original, lastParts } = scene;

    const outcome = hedge && (await hedgeOnce(hedge));
    await lastParts.hedgeOnce(await deployment.ledger.parts.work());
    const again = deployment.tasks.takePart();
    letGo();
    await original;

    expect([outcome, again]).toEqual([{ kind: "done" }, undefined]);
    await expectWhole(deployment, jobId, bytes);
    const { id: transferId } = await deployment.transferOf(jobId);
    expect(await deployment.ledger.transfers.failures({ tenant: "default", transferId })).toEqual(
      [],
    );
  });

  test("that nobody could send faster is hedged three times at most, with growing pauses", async () => {
    const { deployment, lastParts, letGo, original } = await lastPartUnderWay();
    let hedges = 1;
    for (let second = 0; second < 300; second += 1) {
      deployment.clock.advance(1000);
      await announce(deployment);
      await lastParts.hedgeOnce(await deployment.ledger.parts.work());
      hedges += deployment.tasks.takePart() === undefined ? 0 : 1;
    }
    letGo();
    await original;

    expect(hedges).toBe(3);
  });

  test.each([
    ["its job", (job: JobId) => `job ${job}`],
    ["a connection", () => "connection store"],
    ["each upload", () => "upload"],
  ])("is not hedged while a limit of %s bounds what may be in flight", async (_, nameOf) => {
    const { deployment, jobId, lastParts, letGo, original } = await lastPartUnderWay();
    const { clock, ledger, tasks } = deployment;
    const name = nameOf(jobId);
    const hedged = async () => {
      clock.advance(6000);
      await announce(deployment);
      await lastParts.hedgeOnce(await deployment.ledger.parts.work());
      return tasks.takePart() !== undefined;
    };
    await ledger.parts.setClaimLimits("default", {
      set: [{ name, units: 8, bound: "limit" }],
      lifted: [],
    });

    const limited = await hedged();
    await ledger.parts.setClaimLimits("default", { set: [], lifted: [name] });
    const free = await hedged();
    letGo();
    await original;

    expect([limited, free]).toEqual([false, true]);
  });

  test("is not hedged while its tenant has its limit in flight", async () => {
    const { deployment, lastParts, letGo, original } = await lastPartUnderWay();
    await deployment.ledger.parts.setInFlightLimit("default", 8, "limit", "tenant");
    deployment.clock.advance(6000);
    await announce(deployment);

    await lastParts.hedgeOnce(await deployment.ledger.parts.work());
    letGo();
    await original;

    expect(deployment.tasks.takePart()).toBeUndefined();
  });

  test("of a store whose ETags differ each time is not hedged, and would end whole all the same", async () => {
    const { cos, other } = STORE_PROFILES;
    const opaque = { ...cos, behaviour: { ...cos.behaviour, partETag: other.behaviour.partETag } };
    const { deployment, jobId, bytes, hedge, original, letGo } = await lastPartUnderWay(
      () => ({}),
      opaque,
    );
    letGo();
    await original;

    expect(hedge).toBeUndefined();
    await expectWhole(deployment, jobId, bytes);
  });

  test("that the store kept under another ETag, for the slow one came last, is sent again", async () => {
    const listed: Change = (store) => ({
      uploadPart: async (...args) => {
        const part = await store.uploadPart(...args);
        return { ...part, etag: toETag(`${part.etag}-${args[1]}`) };
      },
    });
    const { deployment, jobId, bytes, hedge, hedgeOnce, letGo, original } = await lastPartUnderWay(
      (store, turn) => (turn === 2 ? listed(store, turn) : {}),
    );
    await (hedge && hedgeOnce(hedge, new AbortController().signal));
    letGo();
    await original;

    await expectWhole(deployment, jobId, bytes);
  });
});
