import {
  type Cause,
  type Entry,
  type ErrorCode,
  type FailureCount,
  type JobId,
  type ListedPiece,
  type OpenListing,
  planParts,
  type Shard,
  type StoreProfile,
  selectionRules,
  splitRange,
} from "@penstock/core";
import type { BulkJob } from "./large-transfers.ts";
import type {
  ListingPlan,
  PlannedObject,
  PlannedRejection,
  PlannedRequests,
} from "./listing-plan.ts";
import type { ListingSink } from "./listing-planner.ts";

const SAMPLES = 20;
const SAMPLES_OF_REJECTION = 3;
/** So many failures in a row of one shard, whatever they are, end a dry run: a person waits for it. */
const FAILURES = 3;
/** Of the histogram: sizes double from here. */
const SMALLEST_CLASS = 64 * 1024;
/** More than a job ever has under way: nothing has to be moved before the list goes on. */
const PLENTY = { batches: 1000, transfers: 1000 } as const;
const KEYS_PER_PAGE = 1000;

/** Takes what a planner adds, and keeps counts of it. */
export class ListingCount implements ListingSink {
  readonly #job: BulkJob;
  readonly #limits: StoreProfile["limits"];
  readonly #isCopied: boolean;
  readonly #keyOf: ReturnType<typeof selectionRules>["destinationKeyOf"];
  readonly #shards = new Map<number, Shard>([[0, { number: 0, after: "" }]]);
  readonly #failures = new Map<number, number>();
  readonly #partSizes = new Map<number, number>();
  readonly #rejections = new Map<ErrorCode, PlannedRejection>();
  readonly #samples: PlannedObject[] = [];
  #nextShard = 1;
  #pages = 0;
  #batches = 0;
  #objects = 0;
  #refused = 0;
  #bytes = 0;
  #largeObjects = 0;
  #largeParts = 0;
  #brokenBy: Cause | undefined;

  /** @param isCopied the store copies what it can by itself, and parts of the rest */
  constructor(job: BulkJob, limits: StoreProfile["limits"], isCopied = false) {
    this.#isCopied = isCopied;
    this.#job = job;
    this.#limits = limits;
    this.#keyOf = selectionRules(job.bulk, job.createdAtMs).destinationKeyOf;
  }

  get isComplete(): boolean {
    return this.#shards.size === 0;
  }

  get objects(): number {
    return this.#objects;
  }

  /** Why it cannot be listed to its end. */
  get brokenBy(): Cause | undefined {
    return this.#brokenBy;
  }

  notePage(): void {
    this.#pages += 1;
  }

  noteLarge(entries: readonly Entry[]): void {
    const { partSizeBytes } = this.#job.bulk.options;
    for (const entry of entries) {
      this.#noteMoved(entry);
      this.#largeObjects += 1;
      const plan = planParts({
        ...{ sizeBytes: entry.sizeBytes, limits: this.#limits },
        ...(partSizeBytes !== undefined && { partSizeBytes }),
      });
      this.#largeParts += plan.partCount;
      this.#addParts(plan.partSizeBytes, plan.partCount);
    }
  }

  plan(): ListingPlan {
    const moved = this.#objects - this.#refused;
    return {
      isComplete: this.isComplete,
      objects: this.#objects,
      bytes: this.#bytes,
      bytesRead: this.#isCopied ? 0 : this.#bytes,
      largeObjects: this.#largeObjects,
      batches: this.#batches,
      parts: moved - this.#largeObjects + this.#largeParts,
      partSizes: [...this.#partSizes]
        .toSorted(([one], [other]) => one - other)
        .map(([upToBytes, parts]) => ({ upToBytes, parts })),
      requests: this.#requests(moved),
      rejections: [...this.#rejections.values()],
      samples: [...this.#samples],
    };
  }

  async readListing(): Promise<OpenListing | undefined> {
    const shards = [...this.#shards.values()];
    return this.isComplete
      ? undefined
      : {
          ...{ job: this.#job, epoch: 1, wanted: "run", shards },
          ...{ nextBatch: this.#batches, nextShard: this.#nextShard, room: PLENTY },
        };
  }

  async addListed(_tenant: string, _jobId: JobId, piece: ListedPiece): Promise<boolean> {
    const shard = this.#shards.get(piece.shard);
    if (shard === undefined || shard.after !== piece.after || shard.to !== piece.to) {
      return false;
    }
    for (const { entries } of piece.batches) {
      this.#batches += 1;
      this.#addSmall(entries);
    }
    this.#failures.delete(piece.shard);
    if (piece.isEnd) {
      this.#shards.delete(piece.shard);
    } else {
      this.#shards.set(piece.shard, { ...shard, after: piece.taken });
    }
    return true;
  }

  async splitShard(
    _tenant: string,
    _jobId: JobId,
    { number, middle }: Parameters<ListingSink["splitShard"]>[2],
  ): Promise<boolean> {
    const shard = this.#shards.get(number);
    const halves = shard && splitRange(shard, middle);
    if (halves === undefined) {
      return false;
    }
    this.#shards.set(number, { ...halves[0], number });
    this.#shards.set(this.#nextShard, { ...halves[1], number: this.#nextShard });
    this.#nextShard += 1;
    return true;
  }

  async noteUnlisted(
    _tenant: string,
    _jobId: JobId,
    { number }: { readonly number: number },
    { cause }: { readonly cause: Cause },
  ): Promise<FailureCount> {
    const attempts = (this.#failures.get(number) ?? 0) + 1;
    this.#failures.set(number, attempts);
    if (attempts >= FAILURES) {
      this.#brokenBy = cause;
    }
    return { attempts, waits: attempts };
  }

  async breakShard(
    _tenant: string,
    _jobId: JobId,
    { number }: { readonly number: number },
    cause: Cause,
  ): Promise<void> {
    this.#shards.delete(number);
    this.#brokenBy = cause;
  }

  #addSmall(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.refused !== undefined) {
        this.#noteRefused(entry, entry.refused);
      } else {
        this.#noteMoved(entry);
        this.#addParts(entry.sizeBytes, 1);
      }
    }
  }

  #noteMoved({ key, destinationKey, sizeBytes }: Entry): void {
    this.#objects += 1;
    this.#bytes += sizeBytes;
    if (this.#samples.length < SAMPLES) {
      const source = { key, ...(destinationKey !== undefined && { destinationKey }) };
      this.#samples.push({ key, destinationKey: this.#keyOf(source), sizeBytes });
    }
  }

  #noteRefused({ key }: Entry, { code, message }: Cause): void {
    this.#objects += 1;
    this.#refused += 1;
    const known = this.#rejections.get(code) ?? { code, objects: 0, samples: [] };
    const samples =
      known.samples.length < SAMPLES_OF_REJECTION
        ? [...known.samples, { key, message }]
        : known.samples;
    this.#rejections.set(code, { code, objects: known.objects + 1, samples });
  }

  #addParts(sizeBytes: number, parts: number): void {
    const upToBytes = 2 ** Math.ceil(Math.log2(Math.max(sizeBytes, SMALLEST_CLASS)));
    this.#partSizes.set(upToBytes, (this.#partSizes.get(upToBytes) ?? 0) + parts);
  }

  /** A destination that is compared is listed beside the source. */
  #requests(moved: number): PlannedRequests {
    const { verb, options } = this.#job.bulk;
    const isCompared = verb === "check" || options.overwrite !== "always";
    const list = this.#pages + (isCompared ? Math.ceil(moved / KEYS_PER_PAGE) : 0);
    if (verb === "check") {
      return { list, head: 0, get: 0, put: 0, copy: 0 };
    }
    const small = moved - this.#largeObjects;
    const uploads = 2 * this.#largeObjects;
    if (this.#isCopied) {
      const copy = small + this.#largeParts;
      return { list: list + this.#largeObjects, head: uploads, get: 0, put: uploads, copy };
    }
    return {
      // The parts of each are listed before they are completed.
      list: list + this.#largeObjects,
      head: uploads,
      get: small + this.#largeParts,
      put: small + this.#largeParts + uploads,
      copy: 0,
    };
  }
}
