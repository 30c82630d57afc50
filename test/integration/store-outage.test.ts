import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createHttpSourceReader } from "@penstock/adapter-source";
import { type JobId, jobHealthOf, type ObjectStore, PenstockError } from "@penstock/core";
import type { FaultRule } from "@penstock/cos-emulator";
import { cancelJob, transferPart } from "@penstock/engine";
import { MemorySource } from "@penstock/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { deployOnEmulator, type EmulatorDeployment } from "../support/emulator-deployment.ts";
import { startFlakySource } from "../support/flaky-source.ts";
import { deliveryOf, digest, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const KEY = "in/big.bin";
const PARTS = 4;
const BYTES = sampleBytes(3, PARTS * MIB - 100);
/** Far more tries than a part or a plan has attempts, at one in 30 s. */
const HOUR = 60;

async function deploy(
  request: Partial<Parameters<typeof deployOnEmulator>[0]> = {},
): Promise<EmulatorDeployment> {
  const source = new MemorySource();
  source.put(KEY, BYTES);
  const world = await deployOnEmulator({ source, ...request });
  onTestFinished(world.close);
  return world;
}

async function expectStored(
  { deployment, readStored, emulator }: EmulatorDeployment,
  jobId: JobId,
) {
  const { state, generation } = await deployment.transferOf(jobId);
  expect({ ...state, generation }).toMatchObject({ kind: "stored", generation: 1 });
  expect(digest((await readStored(KEY)) ?? new Uint8Array())).toBe(digest(BYTES));
  expect(emulator().openUploads()).toEqual([]);
}

async function healthOf({ deployment }: EmulatorDeployment, jobId: JobId) {
  return jobHealthOf(await deployment.record(jobId), {
    liveWorkers: 1,
    nowMs: deployment.clock.nowMs(),
  });
}

describe("a store that is away for an hour", () => {
  // How many tasks run before: the plan is one, each part one, and the last one finalizes.
  test.each([
    ["before the plan", 0, "planned"],
    ["before any part was sent", 1, "uploading"],
    ["in the middle of the parts", 3, "uploading"],
    ["when all parts are uploaded", 1 + PARTS, "completing"],
  ])("%s costs an hour, and no attempt", async (_name, tasks, stands) => {
    const world = await deploy();
    const { deployment } = world;
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(tasks);

    await world.stopStore();
    await world.runForMinutes(HOUR);
    const { state } = await deployment.transferOf(jobId);
    const health = await healthOf(world, jobId);
    await world.startStore();
    await deployment.runUntilIdle();

    expect(state.kind).toBe(stands);
    expect(health).toBe("retrying");
    await expectStored(world, jobId);
  });

  test("when its object is to be proved costs an hour", async () => {
    const world = await deploy({
      change: storeWith((store) => ({
        complete: async (...args) => {
          const etag = await store.complete(...args);
          await world.stopStore();
          return etag;
        },
      })),
    });
    const { deployment } = world;
    const jobId = await deployment.submit(KEY);

    await world.runForMinutes(HOUR);
    const { state } = await deployment.transferOf(jobId);
    await world.startStore();
    await deployment.runUntilIdle();

    expect(state.kind).toBe("verifying");
    await expectStored(world, jobId);
  });

  test("when its upload is to be ended costs an hour, and the upload is ended", async () => {
    const world = await deploy();
    const { deployment } = world;
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(3);
    await world.stopStore();
    await cancelJob(deployment.engine, "default", jobId);

    await world.runForMinutes(HOUR);
    const { state } = await deployment.transferOf(jobId);
    await world.startStore();
    await deployment.runUntilIdle();

    expect(state.kind).toBe("aborting");
    expect(await deployment.stateOf(jobId)).toBe("cancelled");
    expect(world.emulator().openUploads()).toEqual([]);
  });

  test("is told in the ledger without flooding it", async () => {
    const world = await deploy();
    const { deployment } = world;
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(1);
    await world.stopStore();

    await world.runForMinutes(HOUR);

    const { id: transferId } = await deployment.transferOf(jobId);
    const failures = await deployment.ledger.transfers.failures({ tenant: "default", transferId });
    expect(failures.length).toBeLessThan(4 * PARTS);
    expect(new Set(failures.map(({ cause }) => cause.code))).toEqual(
      new Set(["store-unreachable"]),
    );
  });
});

/** Takes connections and never says a word. */
async function startBlackHole(port: number) {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined).resume();
  }).listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    connections: () => sockets.length,
    close: async () => {
      server.close();
      for (const socket of sockets) {
        socket.destroy();
      }
      await once(server, "close");
    },
  };
}

const HALF_A_MINUTE = 30_000;

/** The store's clients give up after half a minute of silence; here after some milliseconds, while nothing else is to be expected. */
function impatient(patience: { readonly ms: number }, store: ObjectStore): ObjectStore {
  const soon = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.timeout(patience.ms)]);
  return storeWith(({ uploadPart }) => ({
    uploadPart: (upload, number, body, algorithm, signal) =>
      uploadPart(upload, number, body, algorithm, soon(signal)).catch((cause: unknown) =>
        Promise.reject(new PenstockError("store-unreachable", "the store was silent", { cause })),
      ),
  }))(store);
}

describe("a store that takes connections and never answers", () => {
  async function silenced() {
    const patience = { ms: 50 };
    const change = (store: ObjectStore) => impatient(patience, store);
    const world = await deploy({ change, probeTimeoutMs: 50 });
    const { deployment } = world;
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(1);
    await world.stopStore();
    const hole = await startBlackHole(world.port);
    return { ...world, jobId, hole, patience };
  }

  test("costs no attempt, and is left alone for up to 30 s at a time", async () => {
    const world = await silenced();
    const { deployment, hole, jobId, patience } = world;

    await world.runForMinutes(10);
    const connections = hole.connections();
    await hole.close();
    patience.ms = HALF_A_MINUTE;
    await world.startStore();
    await deployment.runUntilIdle();

    // Five failures with a probe each, and after that a probe a minute, which is when this test looks.
    expect(connections).toBeLessThanOrEqual(2 * 5 + 10);
    await expectStored(world, jobId);
  });

  test("is not touched while its breaker is open, and then by one probe at a time", async () => {
    const world = await silenced();
    const { deployment, hole } = world;
    const tasks = [...deployment.tasks.parts];
    const uploadAll = () =>
      Promise.all(
        tasks.map((task) =>
          transferPart(deployment.engine, task, deliveryOf({ isRepeated: true })),
        ),
      );
    await world.runForMinutes(5);
    await uploadAll();
    const before = hole.connections();

    const outcomes = await uploadAll();
    const whileOpen = hole.connections();
    deployment.clock.advance(31_000);
    await uploadAll();

    expect(outcomes.map(({ kind }) => kind)).toEqual(tasks.map(() => "later"));
    expect(whileOpen).toBe(before);
    expect(hole.connections()).toBe(whileOpen + 1);
    await hole.close();
  });
});

describe("a part", () => {
  test("that alone always breaks its connection ends its transfer, each attempt kept", async () => {
    const always = { on: { call: "UploadPart", part: 2 }, times: 1000 } as const;
    const world = await deploy({
      faults: [{ ...always, fault: { kind: "cut-body", afterBytes: 1000 } }],
    });
    const { deployment } = world;
    const jobId = await deployment.submit(KEY);

    await deployment.runUntilIdle();

    const { id: transferId, state } = await deployment.transferOf(jobId);
    expect(state).toMatchObject({ kind: "failed", cause: { code: "store-unreachable" } });
    expect(state).toHaveProperty(
      "cause.message",
      expect.stringMatching(/part 2.*attempt 10, the last/),
    );
    const failures = await deployment.ledger.transfers.failures({ tenant: "default", transferId });
    expect(failures.map(({ step }) => step)).toEqual(Array.from({ length: 10 }, () => 2));
    expect(await world.readStored(KEY)).toBeUndefined();
    expect(world.emulator().openUploads()).toEqual([]);
  });

  test("that breaks at a store which is busy costs no attempt", async () => {
    const busy = { kind: "refuse-before-body", status: 503, code: "SlowDown" } as const;
    const world = await deploy({
      faults: [
        { on: { call: "UploadPart" }, times: 40, fault: { kind: "cut-body", afterBytes: 1000 } },
        { on: { call: "HeadObject" }, times: 40, fault: busy },
      ],
    });
    const { deployment } = world;

    const jobId = await deployment.submit(KEY);
    await deployment.runUntilIdle();

    expect(world.emulator().faults.fired()).toHaveLength(80);
    await expectStored(world, jobId);
  });

  const refused = (status: number, code: string): FaultRule["fault"] => ({
    kind: "refuse-before-body",
    status,
    code,
  });

  test.each([
    ["credentials that ran out", refused(403, "ExpiredToken")],
    ["a clock that is wrong", refused(403, "RequestTimeTooSkewed")],
    ["a store that asks for patience", refused(503, "SlowDown")],
  ])("is not failed by %s, however often", async (_name, fault) => {
    const world = await deploy({ faults: [{ on: { call: "UploadPart" }, times: 40, fault }] });
    const { deployment } = world;

    const jobId = await deployment.submit(KEY);
    await deployment.runUntilIdle();

    expect(world.emulator().faults.fired()).toHaveLength(40);
    await expectStored(world, jobId);
  });
});

describe("a source", () => {
  test.each([
    ["before the plan", 0, "planned"],
    ["in the middle of the parts", 3, "uploading"],
  ])("that is away for an hour %s costs an hour, and no attempt", async (_name, tasks, stands) => {
    const mood = { bytesOf: () => BYTES };
    const source = await startFlakySource(mood);
    const reader = createHttpSourceReader({ baseUrl: source.url });
    onTestFinished(reader.close);
    const world = await deploy({ source: reader });
    const { deployment } = world;
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(tasks);

    await source.close();
    await world.runForMinutes(HOUR);
    const { state } = await deployment.transferOf(jobId);
    const health = await healthOf(world, jobId);
    const restarted = await startFlakySource(mood, Number(new URL(source.url).port));
    onTestFinished(restarted.close);
    await deployment.runUntilIdle();

    expect(state.kind).toBe(stands);
    expect(health).toBe("retrying");
    await expectStored(world, jobId);
  });

  test("that always breaks one part's connection ends the transfer after ten attempts", async () => {
    const flaky = await startFlakySource({
      bytesOf: () => BYTES,
      corrupt: (right, { startByte }) =>
        startByte === MIB ? { ...right, body: right.body.subarray(0, 1000), ends: "cut" } : right,
    });
    onTestFinished(flaky.close);
    const reader = createHttpSourceReader({ baseUrl: flaky.url });
    onTestFinished(reader.close);
    const world = await deploy({ source: reader });
    const { deployment } = world;
    const jobId = await deployment.submit(KEY);

    await deployment.runUntilIdle();

    const { state } = await deployment.transferOf(jobId);
    expect(state).toMatchObject({ kind: "failed", cause: { code: "source-unreachable" } });
    expect(state).toHaveProperty("cause.message", expect.stringContaining("attempt 10, the last"));
    expect(world.emulator().openUploads()).toEqual([]);
  });
});
