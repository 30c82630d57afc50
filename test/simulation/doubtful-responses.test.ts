import { apply, PenstockError, STORE_PROFILES, toPartNumber } from "@penstock/core";
import { cancelJob, finalizeTransfer, sweepOnce, transferPart } from "@penstock/engine";
import { interceptLedger } from "@penstock/testkit";
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
const MINUTE = 60_000;
const SIGNAL = new AbortController().signal;

test("a part whose report is lost is not acknowledged", async () => {
  const deployment = new MemoryDeployment();
  deployment.source.put(KEY, sampleBytes(1, 2 * MIB));
  await deployment.submit(KEY);
  await deployment.runTasks(1);
  const part = deployment.tasks.takePart();
  const away = new PenstockError("ledger-unavailable", "Redis is away");
  const ledger = interceptLedger(deployment.ledger, ({ name, run }) =>
    name === "parts.dispatch" ? Promise.reject(away) : run(),
  );

  const delivery = deliveryOf({});
  const outcome = part && transferPart({ ...deployment.engine, ledger }, part, delivery);

  await expect(outcome).rejects.toBe(away);
});

test("an upload that is gone is looked for as an object before the transfer starts over", async () => {
  let responses = 0;
  const silent = storeWith((store) => ({
    complete: async (...args) => {
      await store.complete(...args);
      throw new PenstockError("store-unreachable", "the connection was cut");
    },
    head: (...args) => {
      responses += 1;
      return responses === 1
        ? Promise.reject(new PenstockError("store-unreachable", "no response"))
        : store.head(...args);
    },
  }));
  const deployment = new MemoryDeployment(1, { store: silent });
  deployment.source.put(KEY, sampleBytes(1, 2 * MIB));

  const jobId = await deployment.submit(KEY);
  await deployment.runUntilIdle();

  expect(await deployment.stateOf(jobId)).toBe("succeeded");
  expect((await deployment.transferOf(jobId)).generation).toBe(1);
});

test("looks that fail do not prolong the doubt about a Complete", async () => {
  let completedAtMs: number | undefined;
  const deployment = new MemoryDeployment(1, {
    store: storeWith((store) => ({
      complete: async (ref, ...rest) => {
        if (completedAtMs !== undefined) {
          return store.complete(ref, ...rest);
        }
        completedAtMs = deployment.clock.nowMs();
        await store.abort(ref, SIGNAL);
        throw new PenstockError("store-unreachable", "the connection was cut");
      },
      head: (...args) => {
        const isAway = deployment.clock.nowMs() < (completedAtMs ?? 0) + 9 * MINUTE;
        return isAway
          ? Promise.reject(new PenstockError("store-unreachable", "no response"))
          : store.head(...args);
      },
    })),
  });
  deployment.source.put(KEY, sampleBytes(1, 2 * MIB));

  const jobId = await deployment.submit(KEY);
  await deployment.runUntilIdle();
  const passedMs = deployment.clock.nowMs() - (completedAtMs ?? 0);

  expect(await deployment.stateOf(jobId)).toBe("succeeded");
  expect((await deployment.transferOf(jobId)).generation).toBe(2);
  expect(passedMs).toBeGreaterThan(10 * MINUTE);
  expect(passedMs).toBeLessThan(13 * MINUTE);
});

test("a coordinator that dies after it sent Complete leaves a note, and what it sent may come yet", async () => {
  const sent = Promise.withResolvers<() => Promise<unknown>>();
  const death = Promise.withResolvers<never>();
  let completes = 0;
  const deployment = new MemoryDeployment(1, {
    store: storeWith((store) => ({
      complete: (...args) => {
        completes += 1;
        if (completes > 1) {
          return Promise.reject(new PenstockError("store-rejected", "another one is at work"));
        }
        sent.resolve(() => store.complete(...args));
        return death.promise;
      },
    })),
  });
  deployment.source.put(KEY, sampleBytes(1, 2 * MIB));
  const jobId = await deployment.submit(KEY);
  await deployment.runTasks(3);
  const { tenant, id: transferId } = await deployment.transferOf(jobId);
  const task = deployment.tasks.takeFinalize();
  const dead = task && finalizeTransfer(deployment.engine, task, SIGNAL);
  const carryOut = await sent.promise;

  await sweepAndRunFor(deployment, 5 * 60_000);
  const during = await deployment.transferOf(jobId);
  await carryOut();
  await sweepAndRunFor(deployment, 60_000);

  const failures = await deployment.ledger.transfers.failures({ tenant, transferId });
  death.reject(new Error("killed"));
  await dead;
  expect(during.state.kind).toBe("completing");
  expect(failures[0]).toMatchObject({
    step: "complete",
    cause: { code: "attempt-interrupted", message: expect.stringContaining("a Complete was sent") },
  });
  expect(await deployment.transferOf(jobId)).toMatchObject({
    generation: 1,
    state: { kind: "stored" },
  });
});

/** The queue forgot the task with its process: the sweep brings it back. */
async function sweepAndRunFor(deployment: MemoryDeployment, ms: number): Promise<void> {
  deployment.clock.advance(20_000);
  await sweepOnce(deployment.engine);
  await deployment.runFor(ms);
}

test("a look for the object that is refused decides nothing about a Complete whose response is lost", async () => {
  let looks = 0;
  const confused = storeWith((store) => ({
    complete: async (...args) => {
      await store.complete(...args);
      throw new PenstockError("store-unreachable", "the connection was cut");
    },
    // A response to HEAD has no body: an expired token comes as a 400 without a code.
    head: (...args) => {
      looks += 1;
      return looks <= 2
        ? Promise.reject(new PenstockError("store-rejected", "400"))
        : store.head(...args);
    },
  }));
  const deployment = new MemoryDeployment(1, { store: confused });
  deployment.source.put(KEY, sampleBytes(1, 2 * MIB));

  const jobId = await deployment.submit(KEY);
  await deployment.runUntilIdle();

  expect(await deployment.stateOf(jobId)).toBe("succeeded");
  expect((await deployment.transferOf(jobId)).generation).toBe(1);
});

test("a part that finds its upload gone because it was completed before ends the transfer well", async () => {
  const deployment = new MemoryDeployment();
  const bytes = sampleBytes(1, 3 * MIB);
  deployment.source.put(KEY, bytes);
  const jobId = await deployment.submit(KEY);
  await deployment.runTasks(4);
  const completing = await deployment.transferOf(jobId);
  // One coordinator's Complete is on its way while another one has parts uploaded again.
  const [upload] = deployment.store.openUploads;
  const parts = upload && (await deployment.store.listParts(upload, SIGNAL));
  const reopened = apply(completing, 1, { kind: "parts-missing" });
  await deployment.ledger.transfers.reopenParts(completing, reopened, [toPartNumber(2)]);
  const whole = { sizeBytes: bytes.length, algorithm: "crc64xz" } as const;
  await (upload && parts && deployment.store.complete(upload, parts, whole, SIGNAL));

  await deployment.letTimePass();
  await deployment.runUntilIdle();

  expect(await deployment.stateOf(jobId)).toBe("succeeded");
  expect((await deployment.transferOf(jobId)).generation).toBe(1);
  expect(deployment.storedDigest(KEY)).toBe(digest(bytes));
});

test("an abort that the store did not carry out is sent again", async () => {
  let aborts = 0;
  const deaf = storeWith((store) => ({
    abort: async (...args) => {
      aborts += 1;
      await (aborts > 1 ? store.abort(...args) : undefined);
    },
  }));
  const deployment = new MemoryDeployment(1, { store: deaf });
  deployment.source.put(KEY, sampleBytes(1, 2 * MIB));
  const jobId = await deployment.submit(KEY);
  await deployment.runTasks(1);

  await cancelJob(deployment.engine, "default", jobId);
  await deployment.runUntilIdle();

  expect(await deployment.stateOf(jobId)).toBe("cancelled");
  expect(deployment.store.openUploads).toEqual([]);
});

describe("a PUT", () => {
  test("does not take an object of the same size for its own, where it has to look", async () => {
    const deployment = new MemoryDeployment(1, {}, { ...STORE_PROFILES.cos, putProofs: {} });
    deployment.source.put(KEY, sampleBytes(1, 1000));
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(2);
    const others = sampleBytes(2, 1000);
    const object = {
      key: KEY,
      attributes: { metadata: {} },
      token: "other",
      checksum: "md5",
    } as const;
    const chunks = (async function* () {
      yield others;
    })();
    await deployment.store.put(object, { lengthBytes: 1000, chunks }, SIGNAL);

    await deployment.runUntilIdle();

    expect((await deployment.transferOf(jobId)).state).toMatchObject({
      kind: "failed",
      cause: { code: "destination-exists" },
    });
    expect(deployment.storedDigest(KEY)).toBe(digest(others));
  });

  test("that was cancelled while it was queued makes no object", async () => {
    const deployment = new MemoryDeployment();
    deployment.source.put(KEY, sampleBytes(1, 1000));
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(1);

    await cancelJob(deployment.engine, "default", jobId);
    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("cancelled");
    expect(deployment.store.objects.size).toBe(0);
  });
});

test("a failure is kept with the store's own name for the request", async () => {
  let failures = 1;
  const failing = storeWith((store) => ({
    uploadPart: (...args) => {
      failures -= 1;
      const details = { status: 500, requestId: "NjFhMTQ1" };
      return failures >= 0
        ? Promise.reject(new PenstockError("store-unreachable", "500", { details }))
        : store.uploadPart(...args);
    },
  }));
  const deployment = new MemoryDeployment(1, { store: failing });
  deployment.source.put(KEY, sampleBytes(1, 2 * MIB));

  const jobId = await deployment.submit(KEY);
  await deployment.runUntilIdle();

  const { id, tenant } = await deployment.transferOf(jobId);
  const kept = await deployment.ledger.transfers.failures({ tenant, transferId: id });
  expect(kept).toMatchObject([{ step: 1, requestId: "NjFhMTQ1" }]);
});

test.each(["crc64xz", "crc32"] as const)(
  "a part whose lease is over sends no more of its body, and costs no attempt: %s",
  async (checksum) => {
    let sentBytes = 0;
    const watched = storeWith((store) => ({
      uploadPart: (upload, number, { chunks, ...rest }, ...others) => {
        const counted = (async function* () {
          for await (const chunk of chunks) {
            sentBytes += chunk.length;
            yield chunk;
          }
        })();
        return store.uploadPart(upload, number, { ...rest, chunks: counted }, ...others);
      },
    }));
    const profile = { ...STORE_PROFILES.cos, checksum };
    const deployment = new MemoryDeployment(1, { store: watched }, profile);
    deployment.source.put(KEY, sampleBytes(1, 5 * MIB));
    const jobId = await deployment.submit(KEY, { partSizeBytes: 4 * MIB });
    await deployment.runTasks(1);
    const part = deployment.tasks.takePart();

    const delivery = deliveryOf({ holdsLease: () => sentBytes < MIB });
    const outcome = part && (await transferPart(deployment.engine, part, delivery));

    expect(outcome?.kind).toBe("later");
    expect(sentBytes).toBe(MIB);
    const { id, tenant } = await deployment.transferOf(jobId);
    expect(await deployment.ledger.transfers.failures({ tenant, transferId: id })).toMatchObject([
      { step: 1, cause: { code: "attempt-interrupted" } },
    ]);
  },
);
