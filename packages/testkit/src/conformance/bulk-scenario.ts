import { randomBytes } from "node:crypto";
import {
  ALL_KEYS,
  type BatchEntry,
  type BatchRef,
  type BatchReport,
  type BatchReported,
  type BatchStart,
  type BatchTask,
  type ClosedSegment,
  type Entry,
  type Job,
  type JobId,
  type JobRecord,
  type Ledger,
  type ListedPiece,
  newTransferId,
  type Opening,
  type OpenListing,
  type RowCounts,
  type Shard,
  type Transfer,
} from "@penstock/core";
import { LedgerScenario, type LedgerUnderTest } from "./ledger-scenario.ts";

export type BulkLedgerUnderTest = Omit<LedgerUnderTest, "ledger"> & {
  readonly ledger: Ledger;
};

export type StartBulk = () => Promise<BulkScenario>;

export type Begun = Extract<BatchStart, { kind: "go" }>;

export const NOTHING_RECORDED = {
  counts: { stored: 0, skipped: 0, failed: 0, aborted: 0 },
  coveredBytes: 0,
  extra: 0,
  segments: 0,
} as const satisfies Opening["recorded"];

const ENTRY_BYTES = 10;

/** Entries in the order of their keys: `k00000`, `k00001`, ... */
function entriesOf(from: number, count: number, sizeBytes = ENTRY_BYTES): readonly Entry[] {
  return Array.from({ length: count }, (_, index) => ({
    key: keyOf(from + index),
    sizeBytes,
    validator: { kind: "etag", etag: `"${from + index}"` },
  }));
}

export function keyOf(number: number): string {
  return `k${String(number).padStart(5, "0")}`;
}

/** The sizes of batches with one entry each. */
export function onesOf(count: number): readonly number[] {
  return Array.from({ length: count }, () => 1);
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function textOf(members: readonly Uint8Array[]): string {
  return members.map((member) => new TextDecoder().decode(member)).join("");
}

/** Moves bulk jobs through a ledger, in the words of planners, workers and recorders. */
export class BulkScenario {
  readonly ledger: Ledger;
  readonly tenant: string;
  /** The same ledger, for what bulk jobs have in common with others. */
  readonly transfers: LedgerScenario;
  readonly passTime: (ms?: number) => Promise<void>;
  #listed = 0;

  constructor(opened: BulkLedgerUnderTest) {
    this.ledger = opened.ledger;
    this.tenant = opened.tenant;
    this.passTime = opened.passTime;
    this.transfers = new LedgerScenario(opened);
  }

  newJob(): Job {
    return {
      ...this.transfers.newJob(),
      bulk: {
        verb: "copy",
        selection: {
          ...{ kind: "prefix", connection: "from", prefix: "" },
          filter: { include: [], exclude: [] },
        },
        destination: { connection: "to", template: "{relativeKey}" },
        options: {
          ...{ overwrite: "always", compare: "content", verify: "part", onMissing: "fail" },
          ...{ attributePolicy: "preserve", attributes: { metadata: {} }, allowEmpty: false },
        },
      },
    };
  }

  /** A job that lists all keys, in one shard. */
  async open(change: Partial<Opening> = {}, job = this.newJob()): Promise<Job> {
    await this.ledger.listings.openListing(job, {
      ...{ epoch: 1, shards: [ALL_KEYS], recorded: NOTHING_RECORDED, transfers: [] },
      ...change,
    });
    return job;
  }

  /** A job whose listing is done, with batches of so many entries each. */
  async listed(...sizes: readonly number[]): Promise<Job> {
    const job = await this.open();
    await this.list(job, sizes, { isEnd: true });
    return job;
  }

  async listing({ id }: Job): Promise<OpenListing> {
    const listing = await this.ledger.listings.readListing(this.tenant, id);
    if (listing === undefined) {
      throw new Error(`${id} has nothing to list`);
    }
    return listing;
  }

  async shard(job: Job): Promise<Shard> {
    const [shard] = (await this.listing(job)).shards;
    if (shard === undefined) {
      throw new Error(`${job.id} has no open shard`);
    }
    return shard;
  }

  /** The next entries of the first open shard, in batches of so many. */
  async piece(
    job: Job,
    sizes: readonly number[],
    change: Partial<ListedPiece> = {},
    sizeBytes = ENTRY_BYTES,
  ): Promise<ListedPiece> {
    const { epoch } = await this.listing(job);
    const shard = await this.shard(job);
    let { after } = shard;
    const batches = sizes.map((size) => {
      const entries = entriesOf(this.#listed, size, sizeBytes);
      this.#listed += size;
      const range = { after, to: entries.at(-1)?.key ?? after };
      after = range.to;
      return { range, entries, sizeBytes: size * sizeBytes };
    });
    const taken = change.large === undefined ? after : keyOf(this.#listed++);
    const piece: ListedPiece = {
      ...{ epoch, shard: shard.number, after: shard.after, taken },
      ...(shard.to !== undefined && { to: shard.to }),
      ...{ isEnd: false, batches, large: [] },
      ...change,
    };
    return piece;
  }

  async list(...args: Parameters<BulkScenario["piece"]>): Promise<void> {
    const [job] = args;
    const piece = await this.piece(...args);
    if (!(await this.ledger.listings.addListed(this.tenant, job.id, piece))) {
      throw new Error(`the piece behind "${piece.after}" was not added`);
    }
  }

  /** A planned transfer of a large entry. */
  large(job: Job): Transfer {
    const { newTransfer } = this.transfers;
    return { ...newTransfer.call(this.transfers, job), id: newTransferId(0, randomBytes(10)) };
  }

  async claim(): Promise<readonly BatchTask[]> {
    return (await this.ledger.parts.dispatch(this.tenant)).batches;
  }

  /** Claims what there is, and begins one of it. */
  async begun(): Promise<{ readonly task: BatchTask; readonly start: Begun }> {
    const [task] = await this.claim();
    if (task === undefined) {
      throw new Error("no batch is to be claimed");
    }
    return { task, start: await this.begin(task) };
  }

  async begin(ref: BatchRef): Promise<Begun> {
    const start = await this.ledger.batches.beginBatch(ref);
    if (start.kind === "skip") {
      throw new Error(`batch ${ref.number} is not begun`);
    }
    return start;
  }

  /** What a worker says that stored all entries but those that are left. */
  reportOf(task: BatchTask, start: Begun, change: Partial<BatchReport> = {}): BatchReport {
    const left: readonly BatchEntry[] = change.left ?? [];
    const isLeft = new Set(left.map(({ key }) => key));
    const done = start.entries.filter(({ key }) => !isLeft.has(key));
    const counts: RowCounts = { stored: done.length, skipped: 0, failed: 0, aborted: 0 };
    return {
      ...task,
      ...{ attempt: start.attempt, counts, coveredBytes: done.length * ENTRY_BYTES, extra: 0 },
      ...{ retries: 0, rows: bytesOf(done.map(({ key }) => `${key};`).join("")) },
      ...{ troubleRows: new Uint8Array(), left, delayMs: 0, wantsAnother: false },
      ...change,
    };
  }

  async report(
    task: BatchTask,
    start: Begun,
    change: Partial<BatchReport> = {},
  ): Promise<BatchReported> {
    return this.ledger.batches.reportBatch(this.reportOf(task, start, change));
  }

  /** Claims and stores everything that is to be claimed now. */
  async storeAll(): Promise<void> {
    for (let tasks = await this.claim(); tasks.length > 0; tasks = await this.claim()) {
      for (const task of tasks) {
        await this.report(task, await this.begin(task));
      }
    }
  }

  closeSegments(jobId: JobId): Promise<readonly ClosedSegment[]> {
    return this.ledger.rows.closeSegments(this.tenant, jobId);
  }

  /** Of batches, in the order of their numbers. */
  async unrecorded(jobId: JobId): Promise<readonly Uint8Array[]> {
    const found = await this.ledger.rows.unrecordedRows(this.tenant, jobId);
    return found?.batches.flatMap(({ rows }) => rows) ?? [];
  }

  async record(jobId: JobId): Promise<JobRecord> {
    const record = await this.ledger.jobs.readJob(this.tenant, jobId);
    if (record === undefined) {
      throw new Error(`the ledger lost ${jobId}`);
    }
    return record;
  }
}
