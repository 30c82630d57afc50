import type { Ledger, ObjectStore, PartTask, Random } from "@penstock/core";
import { cancelJob, finalizeTransfer, planTransfer, transferPart } from "@penstock/engine";
import { interceptLedger, interceptPort, seededRandom } from "@penstock/testkit";
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
const SIGNAL = new AbortController().signal;
const SEEDS = Array.from({ length: 25 }, (_, index) => index + 1);

/**
 * Lets several runs of the engine take turns at every call of a port, before and after it, in an
 * order that the seed decides.
 */
class Turns {
  readonly #random: Random;
  readonly #waiting: (() => void)[] = [];
  #isOn = false;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  ledger(ledger: Ledger): Ledger {
    return interceptLedger(ledger, ({ run }) => this.#between(run));
  }

  port<Port extends object>(port: Port): Port {
    return interceptPort(port, ({ run }) => this.#between(run));
  }

  async #between(run: () => Promise<unknown>): Promise<unknown> {
    await this.#turn();
    const result = await run();
    await this.#turn();
    return result;
  }

  async play(runs: readonly (() => Promise<unknown>)[]): Promise<void> {
    this.#isOn = true;
    let running = runs.length;
    const ends = runs.map((run) =>
      run().finally(() => {
        running -= 1;
      }),
    );
    const all = Promise.all(ends);
    while (running > 0) {
      // After a macrotask every run has either ended or waits for its turn.
      await new Promise((resolve) => setImmediate(resolve));
      const next = Math.floor(this.#random.unit() * this.#waiting.length);
      this.#waiting.splice(next, 1)[0]?.();
    }
    this.#isOn = false;
    await all;
  }

  #turn(): Promise<void> {
    return this.#isOn ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve();
  }
}

/** One object of three parts, whose ports take turns. */
async function scene(seed: number, change: (store: ObjectStore) => ObjectStore = (store) => store) {
  const turns = new Turns(seed);
  const deployment = new MemoryDeployment(seed, {
    ledger: (ledger) => turns.ledger(ledger),
    queue: (queue) => turns.port(queue),
    store: (store) => turns.port(change(store)),
  });
  const bytes = sampleBytes(seed, 3 * MIB);
  deployment.source.put(KEY, bytes);
  const jobId = await deployment.submit(KEY);
  const { id: transferId, tenant } = await deployment.transferOf(jobId);
  const ref = { tenant, transferId };
  const finalize = () => finalizeTransfer(deployment.engine, ref, SIGNAL);
  const plan = () => planTransfer(deployment.engine, ref, SIGNAL);
  const carry = (task: PartTask, isRepeated: boolean) => () =>
    transferPart(deployment.engine, task, deliveryOf({ isRepeated }));
  return { turns, deployment, jobId, finalize, plan, carry, expected: digest(bytes) };
}

type Scene = Awaited<ReturnType<typeof scene>>;

function takeParts({ deployment }: Scene): readonly PartTask[] {
  return [...deployment.tasks.parts].map(() => {
    const task = deployment.tasks.takePart();
    if (task === undefined) {
      throw new Error("the queue lost a part");
    }
    return task;
  });
}

/** Runs what is left, with sweeps in between, and checks what must hold at the end. */
async function finish({ deployment, jobId }: Scene): Promise<string> {
  for (let sweeps = 0; sweeps < 5; sweeps += 1) {
    await deployment.runUntilIdle();
    await deployment.letTimePass();
  }
  await deployment.runUntilIdle();
  expect(deployment.store.openUploads).toEqual([]);
  return deployment.stateOf(jobId);
}

/** A store whose first list of parts lacks part 2. */
function hidingPartTwoOnce() {
  let isHidden = true;
  return storeWith((store) => ({
    listParts: async (...args) => {
      const parts = await store.listParts(...args);
      const shown = isHidden ? parts.filter(({ number }) => number !== 2) : parts;
      isHidden = false;
      return shown;
    },
  }));
}

describe.each(SEEDS)("taking turns as seed %d says", (seed) => {
  test("two coordinators finalize one transfer, and make one object", async () => {
    const the = await scene(seed);
    await the.deployment.runTasks(4);

    await the.turns.play([the.finalize, the.finalize]);

    expect(await finish(the)).toBe("succeeded");
    expect(the.deployment.storedDigest(KEY)).toBe(the.expected);
    expect((await the.deployment.transferOf(the.jobId)).generation).toBe(1);
  });

  // The one reopens the upload that the other completes: the transfer may have to start over.
  test("two coordinators of which one misses a part store the object all the same", async () => {
    const the = await scene(seed, hidingPartTwoOnce());
    await the.deployment.runTasks(4);

    await the.turns.play([the.finalize, the.finalize]);

    expect(await finish(the)).toBe("succeeded");
    expect(the.deployment.storedDigest(KEY)).toBe(the.expected);
  });

  test("two planners of one transfer leave one upload", async () => {
    const the = await scene(seed);

    await the.turns.play([the.plan, the.plan]);

    expect(the.deployment.store.openUploads).toHaveLength(1);
    expect(await finish(the)).toBe("succeeded");
    expect(the.deployment.storedDigest(KEY)).toBe(the.expected);
  });

  test("every part is uploaded twice while a coordinator looks in", async () => {
    const the = await scene(seed);
    await the.deployment.runTasks(1);
    const tasks = takeParts(the);

    await the.turns.play([
      ...tasks.flatMap((task) => [the.carry(task, false), the.carry(task, true)]),
      the.finalize,
      the.finalize,
    ]);

    expect(await finish(the)).toBe("succeeded");
    expect(the.deployment.storedDigest(KEY)).toBe(the.expected);
    const { progress } = await the.deployment.record(the.jobId);
    expect(progress).toMatchObject({ partsStored: 3, bytesStored: 3 * MIB });
  });

  test("a job that is cancelled on its way ends whole or not at all", async () => {
    const the = await scene(seed);
    await the.deployment.runTasks(1);
    const tasks = takeParts(the);

    await the.turns.play([
      ...tasks.map((task) => the.carry(task, false)),
      the.finalize,
      () => cancelJob(the.deployment.engine, "default", the.jobId),
    ]);

    const state = await finish(the);
    expect(["succeeded", "cancelled"]).toContain(state);
    expect(the.deployment.storedDigest(KEY)).toBe(state === "succeeded" ? the.expected : undefined);
  });
});
