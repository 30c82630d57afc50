import {
  booksBalance,
  isFinished,
  isPenstockError,
  type JobId,
  jobStateOf,
  type Ledger,
  type ObjectStore,
  PenstockError,
  type Random,
  type SourceReader,
  type TaskQueue,
} from "@penstock/core";
import { seededRandom } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { digest, MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";

const SEEDS = 150;
const MAX_STEPS = 4000;
/** After this many steps nothing fails any more, so that every run can end. */
const FAULTY_STEPS = 400;

/** The process dies at this call: before it took effect, or after. */
class Crash extends Error {}

/** One seed's share of each kind of trouble, drawn anew for every seed. */
class Trouble {
  readonly #random: Random;
  readonly #crash: number;
  readonly #lose: number;
  readonly #store: number;
  readonly #repeat: number;
  isOver = false;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    this.#crash = this.#random.unit() * 0.05;
    this.#lose = this.#random.unit() * 0.2;
    this.#store = this.#random.unit() * 0.15;
    this.#repeat = this.#random.unit() * 0.2;
  }

  /** A process that dies around its calls to the ledger. */
  ledger(ledger: Ledger): Ledger {
    return this.#wrap(ledger, this.#crash, () => new Crash("killed"));
  }

  /** A store whose requests, or their answers, get lost. */
  store(store: ObjectStore): ObjectStore {
    const failure = () => new PenstockError("store-unreachable", "the connection was cut");
    return this.#wrap(store, this.#store, failure);
  }

  source(source: SourceReader): SourceReader {
    return {
      stat: (...args) => source.stat(...args),
      read: (...args) => {
        if (this.#strikes(this.#store)) {
          throw new PenstockError("source-unreachable", "the source hung up");
        }
        return source.read(...args);
      },
    };
  }

  /** A queue that loses tasks, as a crash between the ledger and the queue does, or that is away. */
  queue(queue: TaskQueue): TaskQueue {
    const unlessLost = async (add: () => Promise<void>) => {
      if (this.#strikes(this.#lose / 2)) {
        throw new PenstockError("ledger-unavailable", "the queue is away");
      }
      if (!this.#strikes(this.#lose)) {
        await add();
      }
    };
    return {
      addPlan: (transfer) => unlessLost(() => queue.addPlan(transfer)),
      addParts: (tasks) => unlessLost(() => queue.addParts(tasks)),
      addSettle: (transfer) => unlessLost(() => queue.addSettle(transfer)),
    };
  }

  isRepeated(): boolean {
    return this.#strikes(this.#repeat);
  }

  #strikes(rate: number): boolean {
    return !this.isOver && this.#random.unit() < rate;
  }

  /** Every method fails sometimes, half of the times after it did its work. */
  #wrap<Port extends object>(port: Port, rate: number, failure: () => Error): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") {
          return member;
        }
        return async (...args: unknown[]) => {
          if (this.#strikes(rate / 2)) {
            throw failure();
          }
          const result: unknown = await Reflect.apply(member, target, args);
          if (this.#strikes(rate / 2)) {
            throw failure();
          }
          return result;
        };
      },
    });
  }
}

type World = {
  readonly deployment: MemoryDeployment;
  readonly trouble: Trouble;
  readonly jobs: ReadonlyMap<JobId, string>;
  /** Every version that a source ever had: an object may be any of them, and nothing else. */
  readonly versions: Map<string, Set<string>>;
};

async function makeWorld(seed: number): Promise<World> {
  const trouble = new Trouble(seed);
  const deployment = new MemoryDeployment(seed, {
    ledger: (ledger) => trouble.ledger(ledger),
    store: (store) => trouble.store(store),
    source: (source) => trouble.source(source),
    queue: (queue) => trouble.queue(queue),
  });
  const jobs = new Map<JobId, string>();
  const versions = new Map<string, Set<string>>();
  for (const [index, sizeBytes] of [0, 1000, MIB + 1, 4 * MIB].entries()) {
    const key = `object-${index}`;
    versions.set(key, new Set());
    renew({ deployment, versions }, key, sampleBytes(seed + index, sizeBytes));
    jobs.set(await deployment.submit(key), key);
  }
  return { deployment, trouble, jobs, versions };
}

function renew(
  { deployment, versions }: Pick<World, "deployment" | "versions">,
  key: string,
  bytes: Uint8Array,
): void {
  deployment.source.put(key, bytes);
  versions.get(key)?.add(digest(bytes));
}

async function step({ deployment, trouble }: World): Promise<void> {
  const run = deployment.takeTask();
  if (run === undefined) {
    await deployment.letTimePass().catch(unlessExpected);
    return;
  }
  // A worker that died leaves its task to another one; a task may also simply come twice.
  const times = trouble.isRepeated() ? 2 : 1;
  for (let time = 0; time < times; time += 1) {
    await deployment.runTask(run).catch(unlessExpected);
  }
}

function unlessExpected(error: unknown): void {
  if (!(error instanceof Crash || isPenstockError(error, "ledger-unavailable"))) {
    throw error;
  }
}

async function checkAlways({ deployment, jobs, versions }: World): Promise<void> {
  for (const [jobId, key] of jobs) {
    const { books } = await deployment.record(jobId);
    expect(booksBalance(books)).toBe(true);
    const stored = deployment.storedDigest(key);
    expect(stored === undefined || versions.get(key)?.has(stored)).toBe(true);
  }
}

async function isOver({ deployment, jobs }: World): Promise<boolean> {
  for (const jobId of jobs.keys()) {
    const { books, isCancelled } = await deployment.record(jobId);
    if (!isFinished(jobStateOf(books, isCancelled))) {
      return false;
    }
  }
  return true;
}

async function play(seed: number): Promise<World> {
  const world = await makeWorld(seed);
  const changesAt = Math.floor(seededRandom(seed).unit() * 40);
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    world.trouble.isOver = steps >= FAULTY_STEPS;
    if (steps === changesAt) {
      renew(world, "object-3", sampleBytes(seed + 99, 3 * MIB + 7));
    }
    await step(world);
    await checkAlways(world);
    if (await isOver(world)) {
      return world;
    }
  }
  throw new Error(`seed ${seed}: not every job ended within ${MAX_STEPS} steps`);
}

describe("under crashes, lost tasks, lost answers and a changing source", () => {
  const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1);

  test.each(seeds)("seed %d: every job ends, and no object is a mixture", async (seed) => {
    const world = await play(seed);

    for (const [jobId, key] of world.jobs) {
      const { state } = await world.deployment.transferOf(jobId);
      if (state.kind === "stored") {
        expect(world.versions.get(key)).toContain(world.deployment.storedDigest(key));
      } else {
        // Only a part that failed ten times may give up, and then it says so.
        expect(state).toMatchObject({
          kind: "failed",
          cause: { message: expect.stringMatching(/attempt \d+, the last one|source/) },
        });
      }
    }
  });
});
