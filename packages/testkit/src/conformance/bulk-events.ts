import type {
  BatchReport,
  BatchTask,
  Job,
  JobRecord,
  ListedPiece,
  RowCounts,
} from "@penstock/core";
import * as fc from "fast-check";
import {
  type Begun,
  type BulkLedgerUnderTest,
  BulkScenario,
  bytesOf,
  keyOf,
  textOf,
} from "./bulk-scenario.ts";

/** One thing that may happen to a bulk job; numbers pick among what is there at that moment. */
export type BulkEvent =
  | { readonly kind: "list"; readonly sizes: readonly number[]; readonly isEnd: boolean }
  /** Of a planner that was slower: the same once more, or what was listed before a split. */
  | { readonly kind: "list-late"; readonly piece: number }
  | { readonly kind: "split"; readonly ahead: number }
  | { readonly kind: "claim"; readonly limit: number }
  | { readonly kind: "begin"; readonly task: number }
  | {
      readonly kind: "report";
      readonly run: number;
      readonly left: number;
      readonly outcome: keyof RowCounts;
      readonly wantsAnother: boolean;
    }
  | { readonly kind: "report-again"; readonly report: number }
  | { readonly kind: "release"; readonly run: number }
  | { readonly kind: "record"; readonly isForgotten: boolean }
  | { readonly kind: "pause"; readonly isPaused: boolean }
  | { readonly kind: "cancel" };

const pick = fc.nat({ max: 1000 });

const kinds: readonly fc.WeightedArbitrary<BulkEvent>[] = [
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("list" as const),
      sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 20 }),
      isEnd: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("list-late" as const), piece: pick }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("split" as const),
      ahead: fc.integer({ min: -2, max: 9 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("claim" as const),
      limit: fc.integer({ min: 1, max: 8 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("begin" as const), task: pick }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("report" as const),
      run: pick,
      left: fc.nat({ max: 2 }),
      outcome: fc.constantFrom("stored" as const, "skipped" as const, "failed" as const),
      wantsAnother: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("report-again" as const), report: pick }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("release" as const), run: pick }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("record" as const), isForgotten: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("pause" as const), isPaused: fc.boolean() }),
  },
];

export const bulkEvents: fc.Arbitrary<readonly BulkEvent[]> = fc
  .tuple(
    fc.array(fc.oneof(...kinds), { maxLength: 60 }),
    fc.option(fc.nat({ max: 60 }), { freq: 3, nil: undefined }),
  )
  .map(([events, cancelAt]) =>
    cancelAt === undefined ? events : events.toSpliced(cancelAt, 0, { kind: "cancel" }),
  );

/** What a ledger shows after an event, free of times and ids. */
export type BulkSnapshot = Pick<JobRecord, "counts" | "progress" | "bulk"> & {
  readonly response: unknown;
  readonly isFinished: boolean;
  readonly listing: unknown;
  readonly segments: unknown;
  readonly unrecorded: string;
};

/** A bulk job of which anything happens, and what a journal would have of it. */
export class BulkPlayer {
  readonly subject: BulkScenario;
  readonly #job: Job;
  readonly #pieces: ListedPiece[] = [];
  /** Every task that was ever claimed: a queue may deliver any of them again. */
  readonly #tasks: BatchTask[] = [];
  readonly #runs: { readonly task: BatchTask; readonly start: Begun }[] = [];
  readonly #reports: BatchReport[] = [];
  #next = 0;
  /** Keys that the ledger took, in no order. */
  readonly listed: string[] = [];
  recorded = "";

  private constructor(subject: BulkScenario, job: Job) {
    this.subject = subject;
    this.#job = job;
  }

  static async start(opened: BulkLedgerUnderTest): Promise<BulkPlayer> {
    const subject = new BulkScenario(opened);
    return new BulkPlayer(subject, await subject.open());
  }

  async play(event: BulkEvent): Promise<unknown> {
    const { ledger, tenant } = this.subject;
    const jobId = this.#job.id;
    switch (event.kind) {
      case "list":
        return this.#list(event);
      case "list-late": {
        const piece = this.#pieces[event.piece % Math.max(1, this.#pieces.length)];
        return piece && this.#add(piece);
      }
      case "split":
        return this.#split(event.ahead);
      case "claim":
        return this.#claim(event.limit);
      case "begin":
        return this.#begin(event.task);
      case "report":
        return this.#report(event);
      case "report-again": {
        const report = this.#reports[event.report % Math.max(1, this.#reports.length)];
        return report && (await ledger.batches.reportBatch(report)).isCounted;
      }
      case "release": {
        const run = this.#runs[event.run % Math.max(1, this.#runs.length)];
        const ref = run && { ...run.task, attempt: run.start.attempt, delayMs: 0 };
        return ref && ledger.batches.releaseBatch(ref);
      }
      case "record":
        return this.#record(event.isForgotten);
      case "pause":
        return ledger.parts.setPaused(tenant, jobId, event.isPaused);
      case "cancel":
        return ledger.jobs.markCancelled(tenant, jobId);
      default:
        return event satisfies never;
    }
  }

  async snapshot(response: unknown): Promise<BulkSnapshot> {
    const { ledger, tenant } = this.subject;
    const { id } = this.#job;
    const { counts, progress, bulk, finishedAtMs } = await this.subject.record(id);
    const listing = await ledger.listings.readListing(tenant, id);
    return {
      ...{ response, counts, progress, isFinished: finishedAtMs !== undefined },
      ...(bulk !== undefined && { bulk }),
      listing: listing && { ...listing, job: undefined, shards: byNumber(listing.shards) },
      segments: await ledger.rows.closeSegments(tenant, id),
      unrecorded: textOf(await this.subject.unrecorded(id)),
    };
  }

  /** Everything comes to its end: the listing, the batches, the rows. */
  async finish(): Promise<JobRecord> {
    const { ledger, tenant } = this.subject;
    await ledger.parts.setPaused(tenant, this.#job.id, false);
    await ledger.parts.setInFlightLimit(tenant, 1000);
    await this.#endListing();
    for (;;) {
      await this.subject.storeAll();
      const held = await ledger.batches.heldBatches(tenant, 0, 1000);
      if (held.length === 0) {
        break;
      }
      for (const task of held) {
        const start = await ledger.batches.beginBatch(task);
        await (start.kind === "go" && this.subject.report(task, start));
      }
    }
    await this.#record(true);
    return this.subject.record(this.#job.id);
  }

  async #endListing(): Promise<void> {
    const { ledger, tenant } = this.subject;
    const listing = await ledger.listings.readListing(tenant, this.#job.id);
    for (const { number, ...range } of listing?.shards ?? []) {
      const piece = { shard: number, taken: range.after, isEnd: true, batches: [], large: [] };
      await ledger.listings.addListed(tenant, this.#job.id, { epoch: 1, ...range, ...piece });
    }
  }

  async #list({ sizes, isEnd }: Extract<BulkEvent, { kind: "list" }>): Promise<unknown> {
    const { ledger, tenant } = this.subject;
    const listing = await ledger.listings.readListing(tenant, this.#job.id);
    const shard = listing?.shards.toSorted((one, other) => one.number - other.number).at(-1);
    if (shard === undefined) {
      return undefined;
    }
    this.#next = Math.max(this.#next, Number(shard.after.slice(1)) + 1);
    let { after } = shard;
    const batches = sizes.map((size) => {
      const entries = Array.from({ length: size }, () => ({
        ...{ key: keyOf(this.#next++), sizeBytes: 10 },
        validator: { kind: "size-only" } as const,
      }));
      const range = { after, to: entries.at(-1)?.key ?? after };
      after = range.to;
      return { range, entries, sizeBytes: size * 10 };
    });
    const piece: ListedPiece = {
      ...{ epoch: 1, shard: shard.number, after: shard.after, taken: after },
      ...(shard.to !== undefined && { to: shard.to }),
      ...{ isEnd, batches, large: [] },
    };
    this.#pieces.push(piece);
    return this.#add(piece);
  }

  async #add(piece: ListedPiece): Promise<boolean> {
    const { ledger, tenant } = this.subject;
    const isAdded = await ledger.listings.addListed(tenant, this.#job.id, piece);
    if (isAdded) {
      const keys = piece.batches.flatMap(({ entries }) => entries.map(({ key }) => key));
      this.listed.push(...keys);
    }
    return isAdded;
  }

  async #split(ahead: number): Promise<boolean> {
    const { ledger, tenant } = this.subject;
    const listing = await ledger.listings.readListing(tenant, this.#job.id);
    const shard = listing?.shards.toSorted((one, other) => one.number - other.number).at(-1);
    return (
      shard !== undefined &&
      ledger.listings.splitShard(tenant, this.#job.id, {
        ...{ epoch: 1, number: shard.number, middle: keyOf(Math.max(0, this.#next + ahead)) },
      })
    );
  }

  async #claim(limit: number): Promise<unknown> {
    const { ledger, tenant } = this.subject;
    await ledger.parts.setInFlightLimit(tenant, limit);
    const { batches, hasMore, boundBy } = await ledger.parts.dispatch(tenant);
    this.#tasks.push(...batches);
    return { batches: batches.map(({ number }) => number), hasMore, boundBy };
  }

  async #begin(number: number): Promise<unknown> {
    const task = this.#tasks[number % Math.max(1, this.#tasks.length)];
    const start = task && (await this.subject.ledger.batches.beginBatch(task));
    if (task === undefined || start?.kind !== "go") {
      return start;
    }
    this.#runs.push({ task, start });
    return { ...start, job: undefined };
  }

  async #report(event: Extract<BulkEvent, { kind: "report" }>): Promise<unknown> {
    const run = this.#runs[event.run % Math.max(1, this.#runs.length)];
    if (run === undefined) {
      return undefined;
    }
    const { entries } = run.start;
    const left = entries.slice(0, Math.min(event.left, entries.length));
    const done = entries.slice(left.length);
    const report = this.subject.reportOf(run.task, run.start, {
      ...{ left, wantsAnother: event.wantsAnother },
      counts: { stored: 0, skipped: 0, failed: 0, aborted: 0, [event.outcome]: done.length },
      rows: bytesOf(done.map(({ key }) => `${key};`).join("")),
    });
    this.#reports.push(report);
    const { isCounted, next } = await this.subject.ledger.batches.reportBatch(report);
    if (next !== undefined) {
      this.#runs.push(next);
    }
    return { isCounted, next: next?.task.number };
  }

  async #record(isForgotten: boolean): Promise<unknown> {
    const { ledger, tenant } = this.subject;
    const seen: unknown[] = [];
    for (const segment of await ledger.rows.closeSegments(tenant, this.#job.id)) {
      const found = await ledger.rows.segmentRows(tenant, this.#job.id, segment);
      const text = textOf(found?.rows ?? []);
      seen.push(text);
      if (isForgotten) {
        this.recorded += text;
        seen.push(await ledger.rows.forgetSegment(tenant, this.#job.id, segment));
      }
    }
    return seen;
  }
}

/** The same events on a fresh job, and what the ledger shows after each. */
export async function playBulkEvents(
  opened: BulkLedgerUnderTest,
  events: readonly BulkEvent[],
): Promise<readonly BulkSnapshot[]> {
  const player = await BulkPlayer.start(opened);
  const snapshots: BulkSnapshot[] = [];
  for (const event of events) {
    snapshots.push(await player.snapshot(await player.play(event)));
  }
  return snapshots;
}

function byNumber<Item extends { readonly number: number }>(
  items: readonly Item[],
): readonly Item[] {
  return items.toSorted((one, other) => one.number - other.number);
}
