import { createHash } from "node:crypto";
import {
  type Batch,
  type BatchTask,
  type BulkOptions,
  type BulkSpec,
  type CheckSpec,
  type Connections,
  type Delivery,
  destinationKeys,
  type Entry,
  type EntryReader,
  type EntryReaders,
  type Job,
  type Lister,
  newJobId,
  type ObjectStore,
  type Opening,
  type Row,
  type RowArchive,
  type RowFilter,
  type Selection,
  type StoreProfile,
  WorkMeter,
} from "@penstock/core";
import {
  type BatchEngine,
  Breakers,
  Lanes,
  mergedLister,
  moveBatches,
  openList,
  recordRows,
  withListedOrder,
} from "@penstock/engine";
import { rowLines } from "@penstock/wire";
import { deliveryOf, MemoryDeployment } from "./memory-deployment.ts";

const SIGNAL = new AbortController().signal;
const TENANT = "default";

type Wrappers = {
  readonly store?: (store: ObjectStore) => ObjectStore;
  readonly reader?: (reader: EntryReader) => EntryReader;
  readonly profile?: StoreProfile;
};

/** Left out: everything at the source, to the same keys, in one batch. */
type Submission = {
  readonly prefix?: string;
  readonly template?: string;
  readonly perBatch?: number;
  readonly from?: string;
  /** As a manifest that names versions lists them. */
  readonly isExact?: boolean;
  /** Compared instead of moved. */
  readonly check?: Partial<CheckSpec>;
  /** Of another job, as they are in an archive; instead of a prefix. */
  readonly rows?: { readonly of: Job; readonly archive: RowArchive; readonly filter: RowFilter };
  /** The key of the object that is written last. */
  readonly marker?: string;
  /** Listed behind what is there. */
  readonly more?: readonly Entry[];
};

const BULK_OPTIONS: BulkOptions = {
  overwrite: "always",
  compare: "content",
  verify: "part",
  attributePolicy: "preserve",
  attributes: { metadata: {} },
  onMissing: "fail",
  allowEmpty: false,
};

const CHECK: CheckSpec = { reads: "unclear", samplePercent: 100, isOneWay: false };

/** A deployment on memory adapters that moves what lies at the source, batch by batch. */
export class BulkDeployment {
  readonly deployment: MemoryDeployment;
  readonly #wrappers: Wrappers;

  constructor(wrappers: Wrappers = {}) {
    const { store, profile } = wrappers;
    this.#wrappers = wrappers;
    this.deployment = new MemoryDeployment(1, store === undefined ? {} : { store }, profile);
  }

  /** As one of several workers sees it. */
  engine(processId = "simulated"): BatchEngine {
    const { engine, ledger, source, store } = this.deployment;
    const reader = this.#wrappers.reader ?? ((inner) => inner);
    const connections: Connections & EntryReaders = {
      ...engine.connections,
      entryReader: (name) => reader(name === "store" ? store.reader : source),
    };
    const meter = new WorkMeter(engine.clock, processId);
    const own = { processId, breakers: new Breakers(), meter, lanes: new Lanes(() => 0) };
    return { ...engine, ledger, connections, rowLines, ...own };
  }

  /** A job whose list has been read to its end, in batches of so many entries. */
  async submit(options: Partial<BulkOptions> = {}, submission: Submission = {}): Promise<Job> {
    const { template = "{key}", check, marker } = submission;
    const { clock, random } = this.deployment;
    const asked: BulkSpec = {
      ...(check === undefined
        ? { verb: "copy" }
        : { verb: "check", check: { ...CHECK, ...check } }),
      selection: selectionOf(submission),
      destination: { connection: "store", template },
      options: { ...BULK_OPTIONS, ...options },
      ...(marker !== undefined && { onSuccess: { marker } }),
    };
    const spec = withListedOrder(this.deployment.engine.connections, asked);
    const nowMs = clock.nowMs();
    const id = newJobId(nowMs, random.bytes(10));
    const job: Job = {
      id,
      tenant: TENANT,
      name: "bulk",
      labels: {},
      createdAtMs: nowMs,
      bulk: spec,
    };
    const recorded = {
      counts: { stored: 0, skipped: 0, failed: 0, aborted: 0 },
      ...{ coveredBytes: 0, extra: 0, segments: 0 },
    };
    await this.open(
      job,
      { ...{ epoch: 1, shards: [{ after: "" }], recorded, transfers: [] } },
      submission,
    );
    return job;
  }

  /** Opens the listing of a job, and reads each of its pieces to its end. */
  async open(job: Job, opening: Opening, submission: Submission = {}): Promise<void> {
    await this.deployment.ledger.listings.openListing(job, opening);
    await this.list(job, submission);
  }

  /** Reads each piece that is open to its end. */
  async list(
    job: Job,
    { perBatch = 1000, isExact = false, more = [], rows }: Submission = {},
  ): Promise<void> {
    const { ledger, source, store } = this.deployment;
    const listing = await ledger.listings.readListing(TENANT, job.id);
    const { selection } = job.bulk ?? {};
    const lister =
      rows === undefined
        ? this.#listerOf(job, selection?.connection === "store" ? store : source)
        : this.#rowsLister(job, rows.archive);
    const prefix = selection?.kind === "prefix" ? selection.prefix : "";
    for (const { number: shard, after, to } of listing?.shards ?? []) {
      const range = to === undefined ? { after } : { after, to };
      const { entries: found, last } = await lister.page({ prefix, ...range }, 1000, SIGNAL);
      const listed = isExact ? found.map((entry) => ({ ...entry, isExact })) : found;
      const entries = [...listed, ...more];
      const batches = batchesOf(entries, { after, perBatch });
      const piece = {
        ...{
          epoch: listing?.epoch ?? 1,
          shard,
          ...range,
          taken: last,
          isEnd: true,
          batches,
          large: [],
        },
      };
      if (!(await ledger.listings.addListed(TENANT, job.id, piece))) {
        throw new Error("the list was not added");
      }
    }
  }

  #rowsLister(job: Job, rowArchive: RowArchive): Lister {
    const { bulk } = job;
    if (bulk === undefined) {
      throw new Error(`${job.id} lists nothing`);
    }
    const engine = this.engine();
    // What lies at the source may be asked for its classes, as a store's objects are.
    const connections = { ...engine.connections, store: () => engine.connections.store("store") };
    return openList({ ...engine, connections, rowArchive, rowLines }, { ...job, bulk }).lister;
  }

  #listerOf({ bulk, createdAtMs }: Job, { lister }: { readonly lister: Lister }): Lister {
    const keys = bulk?.verb === "check" ? destinationKeys(bulk, createdAtMs) : undefined;
    return keys === undefined
      ? lister
      : mergedLister({ source: lister, destination: this.deployment.store.lister, keys });
  }

  async claim(): Promise<readonly BatchTask[]> {
    return (await this.deployment.ledger.parts.dispatch(TENANT)).batches;
  }

  /** Moves what there is to move now, each batch by the next of these workers. */
  async moveOnce(
    workers: readonly BatchEngine[] = [this.engine()],
    delivery: Partial<Delivery> = {},
  ): Promise<number> {
    const tasks = [...(await this.claim()), ...this.#queued()];
    for (const [index, task] of tasks.entries()) {
      const worker = workers[index % workers.length];
      if (worker !== undefined) {
        await moveBatches(worker, task, deliveryOf(delivery), (move) => move());
      }
    }
    return tasks.length;
  }

  /** The same until the job has ended; each round another worker begins. */
  async move(job: Job, workers: readonly BatchEngine[] = [this.engine()]): Promise<void> {
    for (let round = 0; (await this.isRunning(job)) && round < 200; round += 1) {
      for (const { processId: id } of workers) {
        const process = { id, role: "worker", version: "1", leftAlone: [] } as const;
        await this.deployment.ledger.workers.announceProcess(process);
      }
      const order = workers.map((_, index) => workers[(index + round) % workers.length]);
      const moved = await this.moveOnce(order.flatMap((worker) => worker ?? []));
      this.deployment.clock.advance(moved === 0 ? 31_000 : 1000);
    }
  }

  /** What is to be claimed, and what was claimed by workers that died with it. */
  async claimOrHeld(): Promise<readonly BatchTask[]> {
    const { batches } = this.deployment.ledger;
    return [
      ...(await this.claim()),
      ...this.#queued(),
      ...(await batches.heldBatches(TENANT, 60_000, 100)),
    ];
  }

  /** @returns whether the worker died, which it does with the first of these keys that it reads */
  async moveUnless(task: BatchTask, isDeadly: (key: string) => boolean): Promise<boolean> {
    const engine = this.engine();
    let isDead = false;
    const died = new Promise<"died">((resolve) => {
      const reader: EntryReader = {
        open: async (key, ...rest) => {
          if (isDeadly(key)) {
            isDead = true;
            resolve("died");
            return await new Promise(() => undefined);
          }
          return await this.deployment.source.open(key, ...rest);
        },
      };
      const connections = { ...engine.connections, entryReader: () => reader };
      void moveBatches({ ...engine, connections }, task, deliveryOf({}), (move) => move()).then(
        () => resolve("died"),
        () => resolve("died"),
      );
    });
    await died;
    return isDead;
  }

  async isRunning({ id }: Job): Promise<boolean> {
    return (await this.deployment.record(id)).finishedAtMs === undefined;
  }

  /** Brings all rows of a job that has ended into an archive. */
  async record(rowArchive: RowArchive): Promise<void> {
    const sha256 = (members: readonly Uint8Array[]) =>
      createHash("sha256").update(Buffer.concat(members)).digest("hex");
    this.deployment.clock.advance(10_000);
    const recording = { ...this.engine(), rowArchive, rowLines, sha256 };
    await recordRows(recording, await recording.ledger.jobs.tenants());
  }

  /** Those that are in no archive, by batch. */
  async rows({ id }: Job): Promise<readonly Row[]> {
    const found = await this.deployment.ledger.rows.unrecordedRows(TENANT, id);
    const all: Row[] = [];
    for (const member of found?.batches.flatMap(({ rows }) => rows) ?? []) {
      for await (const row of rowLines.unpack(chunksOf(member))) {
        all.push(row);
      }
    }
    return all;
  }

  #queued(): readonly BatchTask[] {
    const tasks: BatchTask[] = [];
    for (;;) {
      const task = this.deployment.tasks.takeBatch();
      if (task === undefined) {
        return tasks;
      }
      tasks.push(task);
    }
  }
}

function selectionOf({ prefix = "", from: connection = "source", rows }: Submission): Selection {
  return rows === undefined
    ? { kind: "prefix", connection, prefix, filter: { include: [], exclude: [] } }
    : { kind: "rows", connection, jobId: rows.of.id, filter: rows.filter };
}

function batchesOf(
  entries: readonly Entry[],
  { after: start, perBatch }: { readonly after: string; readonly perBatch: number },
): Omit<Batch, "number">[] {
  let after = start;
  const batches: Omit<Batch, "number">[] = [];
  for (let at = 0; at < entries.length; at += perBatch) {
    const some = entries.slice(at, at + perBatch);
    const last = some.at(-1);
    const to = last?.position ?? last?.key ?? after;
    const sizeBytes = some.reduce((sum, entry) => sum + entry.sizeBytes, 0);
    batches.push({ range: { after, to }, entries: some, sizeBytes });
    after = to;
  }
  return batches;
}

async function* chunksOf(member: Uint8Array): AsyncGenerator<Uint8Array> {
  yield member;
}
