import { createHash } from "node:crypto";
import {
  type Address,
  type Connections,
  type Delivery,
  type JobId,
  type JobRecord,
  type JobState,
  type Journal,
  jobStateOf,
  type Ledger,
  type Lister,
  type ObjectStore,
  PenstockError,
  type Random,
  Repetitions,
  type SourceReader,
  STORE_PROFILES,
  type StoreProfile,
  type TaskOutcome,
  type TaskQueue,
  type Transfer,
  type TransferOptions,
  WorkMeter,
} from "@penstock/core";
import {
  Breakers,
  BufferPool,
  finalizeTransfer,
  type PartEngine,
  planTransfer,
  submitJob,
  sweepOnce,
  transferPart,
} from "@penstock/engine";
import { systemHashing } from "@penstock/process";
import {
  ManualClock,
  MemoryLedger,
  MemoryObjectStore,
  MemorySource,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { storeWith } from "./store-with.ts";

export const MIB = 1024 * 1024;
export const TENANT = "default";
const SIGNAL = new AbortController().signal;
/** Longer than every back-off and every age that the sweep waits for. */
const PATIENCE_MS = 61_000;
/** Far more than anything here has to do at one moment. */
const MANY_TASKS = 10_000;

/** What stands between the engine and its adapters; the default is nothing. */
type Wrappers = {
  readonly journal?: Journal;
  readonly ledger?: (ledger: Ledger) => Ledger;
  readonly queue?: (queue: TaskQueue) => TaskQueue;
  readonly store?: (store: ObjectStore) => ObjectStore;
  readonly source?: (source: SourceReader) => SourceReader;
  /** The store as a source. */
  readonly stored?: (stored: SourceReader) => SourceReader;
  /** Instead of the store and the source in memory. */
  readonly connections?: Connections;
  readonly breakers?: Breakers;
  readonly random?: Random;
};

type Run = (isRepeated: boolean) => Promise<TaskOutcome>;

/** The whole system on memory adapters: one process that plays every role, one task at a time. */
export class MemoryDeployment {
  readonly clock = new ManualClock();
  readonly random: Random;
  readonly ledger = new MemoryLedger(this.clock);
  readonly tasks = new MemoryTaskQueue();
  readonly source = new MemorySource();
  readonly store: MemoryObjectStore;
  readonly engine: PartEngine;
  readonly #digests = new WeakMap<Uint8Array, string>();
  readonly #begun = new WeakSet<Run>();
  readonly #delayed: { readonly run: Run; readonly dueAtMs: number }[] = [];

  constructor(seed = 1, wrappers: Wrappers = {}, profile: StoreProfile = STORE_PROFILES.cos) {
    this.random = wrappers.random ?? seededRandom(seed);
    this.store = new MemoryObjectStore(profile, this.clock);
    const inMemory = connectionsOf({
      bucket: this.store.bucket,
      store: wrappers.store?.(this.store) ?? this.store,
      source: wrappers.source?.(this.source) ?? this.source,
      stored: wrappers.stored?.(this.store.reader) ?? this.store.reader,
      listers: { store: this.store.lister, source: this.source.lister },
    });
    this.engine = {
      ledger: wrappers.ledger?.(this.ledger) ?? this.ledger,
      journal: wrappers.journal,
      queue: wrappers.queue?.(this.tasks) ?? this.tasks,
      connections: wrappers.connections ?? inMemory,
      breakers: wrappers.breakers ?? new Breakers(),
      repeats: new Repetitions({ clock: this.clock, random: this.random }),
      clock: this.clock,
      random: this.random,
      log: silentLog,
      processId: "simulated",
      hashing: systemHashing,
      buffers: new BufferPool(16 * MIB),
      meter: new WorkMeter(this.clock, "simulated"),
    };
  }

  async submit(
    key: string,
    options: Partial<TransferOptions> = {},
    source: Address = { connection: "source", key },
  ): Promise<JobId> {
    const { job } = await submitJob(
      { ...this.engine, ledger: this.ledger },
      {
        tenant: TENANT,
        name: key,
        labels: {},
        source,
        destination: { connection: "store", key },
        options: {
          partSizeBytes: MIB,
          overwrite: "always",
          attributes: { metadata: {} },
          ...options,
        },
      },
    );
    return job.id;
  }

  /** The next task that is due, if any; each kind of task gets its turn. */
  takeTask(): Run | undefined {
    const due = this.#delayed.findIndex(({ dueAtMs }) => dueAtMs <= this.clock.nowMs());
    if (due >= 0) {
      return this.#delayed.splice(due, 1)[0]?.run;
    }
    const finalize = this.tasks.takeFinalize();
    if (finalize !== undefined) {
      return () => finalizeTransfer(this.engine, finalize, SIGNAL);
    }
    const part = this.tasks.takePart();
    if (part !== undefined) {
      return (isRepeated) => transferPart(this.engine, part, deliveryOf({ isRepeated }));
    }
    const plan = this.tasks.takePlan();
    return plan && (() => planTransfer(this.engine, plan, SIGNAL));
  }

  async runTask(run: Run | undefined): Promise<void> {
    if (run === undefined) {
      throw new Error("there is no task to run");
    }
    const isRepeated = this.#begun.has(run);
    this.#begun.add(run);
    const outcome = await run(isRepeated);
    if (outcome.kind === "later") {
      this.#delayed.push({ run, dueAtMs: this.clock.nowMs() + outcome.delayMs });
    }
  }

  async runTasks(count: number): Promise<void> {
    for (let done = 0; done < count; done += 1) {
      await this.runTask(this.takeTask());
    }
  }

  /** Lets time pass until every back-off is over, then sweeps. */
  async letTimePass(): Promise<void> {
    this.clock.advance(PATIENCE_MS);
    await sweepOnce(this.engine);
  }

  /** Runs tasks until none is left, also those that are due later. */
  async runUntilIdle(): Promise<void> {
    for (;;) {
      const run = this.takeTask();
      if (run !== undefined) {
        await this.runTask(run);
      } else if (this.#delayed.length > 0) {
        this.clock.advance(PATIENCE_MS);
      } else {
        return;
      }
    }
  }

  /** The same for this long, and without a sweep: time passes exactly to what is due next. */
  async runFor(ms: number): Promise<void> {
    const endMs = this.clock.nowMs() + ms;
    while (this.clock.nowMs() < endMs) {
      await this.#runDue();
      const dueAtMs = Math.min(endMs, ...this.#delayed.map((each) => each.dueAtMs));
      this.clock.advance(dueAtMs - this.clock.nowMs());
    }
  }

  async #runDue(): Promise<void> {
    for (let tasks = 0; tasks < MANY_TASKS; tasks += 1) {
      const run = this.takeTask();
      if (run === undefined) {
        return;
      }
      await this.runTask(run);
    }
    throw new Error("tasks follow each other without a pause");
  }

  async record(jobId: JobId): Promise<JobRecord> {
    const record = await this.ledger.jobs.readJob(TENANT, jobId);
    if (record === undefined) {
      throw new Error(`the ledger lost ${jobId}`);
    }
    return record;
  }

  async stateOf(jobId: JobId): Promise<JobState> {
    const { counts, isCancelled } = await this.record(jobId);
    return jobStateOf(counts, isCancelled);
  }

  async transferOf(jobId: JobId): Promise<Transfer> {
    const { items } = await this.ledger.jobs.listTransfers(TENANT, jobId, { limit: 1 });
    const [transfer] = items;
    if (transfer === undefined) {
      throw new Error(`the job ${jobId} has no transfer`);
    }
    return transfer;
  }

  /** The stored bytes, as a digest that a failed comparison can print. */
  storedDigest(key: string): string | undefined {
    const bytes = this.store.objects.get(key)?.bytes;
    if (bytes === undefined) {
      return undefined;
    }
    const known = this.#digests.get(bytes) ?? digest(bytes);
    this.#digests.set(bytes, known);
    return known;
  }
}

export function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Bytes that differ from every other seed's, and from part to part. */
export function sampleBytes(seed: number, sizeBytes: number): Uint8Array {
  const bytes = seededRandom(seed).bytes(4096);
  const sample = new Uint8Array(sizeBytes);
  for (let at = 0; at < sizeBytes; at += bytes.length) {
    sample.set(bytes.subarray(0, Math.min(bytes.length, sizeBytes - at)), at);
    // Two bytes count the pieces: one alone would begin again with every MiB, and so with every part.
    sample[at] = at / bytes.length;
    sample[at + 1] = at / bytes.length / 256;
  }
  return sample;
}

/** What a queue says when it hands over a task. */
export function deliveryOf(delivery: Partial<Delivery>): Delivery {
  return {
    isRepeated: false,
    signal: SIGNAL,
    holdsLease: () => true,
    mayContinue: () => false,
    ...delivery,
  };
}

/** A bucket named "store", which can copy from itself, and a source named "source". */
function connectionsOf(ports: {
  readonly bucket: string;
  readonly store: ObjectStore;
  readonly source: SourceReader;
  readonly stored: SourceReader;
  readonly listers: Readonly<Record<"store" | "source", Lister>>;
}): Connections {
  const { bucket, store, source, stored, listers } = ports;
  const storeNamed = (name: string) => {
    if (name !== "store") {
      throw new PenstockError("connection-unknown", `there is no connection ${name}`);
    }
    return store;
  };
  return {
    store: storeNamed,
    source: (name) => (name === "store" ? stored : source),
    lister: (name) => listers[name === "store" ? "store" : "source"],
    serverSideCopySource: (from, to) => (from === "store" && to === "store" ? bucket : undefined),
    probe: (name) => ({ ...storeWith(() => ({}))(storeNamed(name)), close: () => undefined }),
  };
}
