import {
  type Clock,
  type EntryReader,
  type ObjectStore,
  type PartBody,
  type Phases,
  type SourceReader,
  STORE_PROFILES,
  workerTag,
} from "@penstock/core";
import { transferPart, transferParts } from "@penstock/engine";
import { expect, test } from "vitest";
import { BulkDeployment } from "../support/bulk-deployment.ts";
import { deliveryOf, MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const FIRST_BYTE_MS = 30;
const READ_MS = 500;
const SEND_MS = 2000;
const RESPONSE_MS = 70;
const QUEUED_MS = 400;

type Tick = (ms: number) => void;

async function* slowly(chunks: AsyncIterable<Uint8Array>, totalBytes: number, tick: Tick) {
  for await (const chunk of chunks) {
    yield chunk;
    tick((READ_MS * chunk.length) / totalBytes);
  }
}

function slowBody(body: PartBody, tick: Tick): PartBody {
  const sent = async function* (chunks: PartBody["chunks"]) {
    for await (const chunk of chunks) {
      yield chunk;
      tick((SEND_MS * chunk.length) / body.lengthBytes);
    }
  };
  return { ...body, chunks: sent(body.chunks) };
}

function slowStore(tick: Tick) {
  const response = async <Result>(result: Promise<Result>) => {
    const received = await result;
    tick(RESPONSE_MS);
    return received;
  };
  return storeWith((store: ObjectStore) => ({
    uploadPart: (upload, number, body, ...rest) =>
      response(store.uploadPart(upload, number, slowBody(body, tick), ...rest)),
    put: (object, body, signal) => response(store.put(object, slowBody(body, tick), signal)),
  }));
}

/** A source whose ranges are read in another way. */
const sourceWith =
  (read: (source: SourceReader) => SourceReader["read"]) =>
  (source: SourceReader): SourceReader => ({
    ...(source.kind !== undefined && { kind: source.kind }),
    stat: source.stat.bind(source),
    read: read(source),
  });

const slowSource = (tick: Tick) =>
  sourceWith(
    (source) =>
      async function* (key, version, range, signal) {
        tick(FIRST_BYTE_MS);
        yield* slowly(source.read(key, version, range, signal), range.lengthBytes, tick);
      },
  );

const slowReader =
  (tick: Tick) =>
  (reader: EntryReader): EntryReader => ({
    open: async (key, version, signal) => {
      const opened = await reader.open(key, version, signal);
      tick(FIRST_BYTE_MS);
      return { ...opened, chunks: slowly(opened.chunks, version.sizeBytes, tick) };
    },
  });

/** Time that passes only where something is waited for. */
function passing() {
  const clocks: { advance(ms: number): void }[] = [];
  const tick: Tick = (ms) => clocks[0]?.advance(ms);
  return { tick, on: (clock: Clock & { advance(ms: number): void }) => clocks.push(clock) };
}

const MOVING: Omit<Phases, "queueMs"> = {
  firstByteMs: FIRST_BYTE_MS,
  readMs: READ_MS,
  sendMs: SEND_MS,
  responseMs: RESPONSE_MS,
};

// Streamed from source to store, and read into a buffer first.
test.each(["cos", "aws"] as const)(
  "a part that goes to a store of the kind %s says where its time went, and who uploaded it",
  async (kind) => {
    const { tick, on } = passing();
    const deployment = new MemoryDeployment(
      1,
      { store: slowStore(tick), source: slowSource(tick) },
      STORE_PROFILES[kind],
    );
    on(deployment.clock);
    deployment.source.put("key", sampleBytes(1, 30 * MIB));
    const jobId = await deployment.submit("key", { partSizeBytes: 10 * MIB });
    await deployment.runTasks(1);
    const [part] = deployment.tasks.parts;

    const delivery = deliveryOf({ queuedMs: QUEUED_MS });
    await (part && transferPart(deployment.engine, part, delivery));

    const [uploaded] = await deployment.ledger.transfers.uploadedParts(
      await deployment.transferOf(jobId),
    );
    expect(uploaded?.record).toEqual({
      worker: workerTag("simulated"),
      endedAtMs: deployment.clock.nowMs(),
      phases: { ...MOVING, queueMs: QUEUED_MS },
    });
    const ref = { tenant: part?.tenant ?? "", jobId };
    const { workers } = await deployment.ledger.measures.readMeasures(ref);
    expect(workers[0]).toMatchObject({
      ...{ worker: "simulated", units: 1, bytes: 10 * MIB },
      ...{ phases: { ...MOVING, queueMs: QUEUED_MS }, bound: { by: "store" } },
    });
  },
);

test("only the first part of a task has waited in the queue", async () => {
  const deployment = new MemoryDeployment();
  deployment.source.put("key", sampleBytes(1, 2 * MIB));
  const jobId = await deployment.submit("key");
  await deployment.ledger.parts.setInFlightLimit("default", 1);
  await deployment.runTasks(1);
  const [part] = deployment.tasks.parts;
  const delivery = deliveryOf({ queuedMs: QUEUED_MS, mayContinue: () => true });

  await (part && transferParts(deployment.engine, part, delivery, (carry) => carry()));

  const parts = await deployment.ledger.transfers.uploadedParts(await deployment.transferOf(jobId));
  expect(parts.map(({ record }) => record?.phases.queueMs)).toEqual([QUEUED_MS, 0]);
});

test("a worker knows what it is moving, and what that waits for", async () => {
  const held = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const deployment = new MemoryDeployment(1, {
    source: sourceWith(
      (source) =>
        async function* (...args) {
          begun.resolve();
          await held.promise;
          yield* source.read(...args);
        },
    ),
  });
  deployment.source.put("key", sampleBytes(1, 2 * MIB));
  const jobId = await deployment.submit("key");
  await deployment.runTasks(1);
  const [part] = deployment.tasks.parts;
  const { meter } = deployment.engine;
  const moving =
    part && meter.watch(part.jobId, () => transferPart(deployment.engine, part, deliveryOf({})));
  await begun.promise;
  deployment.clock.advance(5000);

  expect(meter.busy).toBe(1);
  expect(meter.moving()).toMatchObject([
    { jobId, units: 1, bytes: 0, phases: { firstByteMs: 5000, sendMs: 0 } },
  ]);
  held.resolve();
  await moving;
  expect(meter.moving()).toEqual([]);
});

test.each(["cos", "aws"] as const)(
  "a part of which a store of the kind %s takes nothing has moved no bytes, though all are read",
  async (kind) => {
    const held = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const store = storeWith((inner) => ({
      uploadPart: async (...args) => {
        asked.resolve();
        await held.promise;
        return inner.uploadPart(...args);
      },
    }));
    const deployment = new MemoryDeployment(1, { store }, STORE_PROFILES[kind]);
    deployment.source.put("key", sampleBytes(1, 30 * MIB));
    const jobId = await deployment.submit("key", { partSizeBytes: 10 * MIB });
    await deployment.runTasks(1);
    const [part] = deployment.tasks.parts;
    const moving = part && transferPart(deployment.engine, part, deliveryOf({}));
    await asked.promise;

    expect(deployment.engine.meter.moving()).toMatchObject([{ jobId, units: 1, bytes: 0 }]);
    held.resolve();
    await moving;
  },
);

test("the objects of a batch are measured as parts are", async () => {
  const { tick, on } = passing();
  const bulk = new BulkDeployment({ store: slowStore(tick), reader: slowReader(tick) });
  on(bulk.deployment.clock);
  bulk.deployment.source.put("a", sampleBytes(1, 3000));
  const job = await bulk.submit();

  await bulk.move(job);

  const ref = { tenant: job.tenant, jobId: job.id };
  const { workers } = await bulk.deployment.ledger.measures.readMeasures(ref);
  expect(workers).toMatchObject([
    { units: 1, bytes: 3000, phases: MOVING, bound: { by: "store" } },
  ]);
});

test("an object that was refused while it was listed does not count as moving for ever", async () => {
  const bulk = new BulkDeployment();
  const worker = bulk.engine();
  const refused = { code: "key-invalid", message: "it is too long" } as const;
  const more = [
    { key: "refused", sizeBytes: 0, validator: { kind: "size-only" } as const, refused },
  ];
  const job = await bulk.submit({}, { more });

  await worker.meter.watch(job.id, () => bulk.move(job, [worker]));

  expect(await bulk.rows(job)).toMatchObject([{ key: "refused", outcome: "failed" }]);
  expect(worker.meter.moving()).toEqual([]);
});
