import {
  type ListedPage,
  type OpenListing,
  type PageQuery,
  packEntries,
  type Shard,
  type TaskOutcome,
} from "@penstock/core";
import { DONE } from "../failures/failure.ts";
import { type BulkJob, largeTransfer } from "./large-transfers.ts";
import { middleOf } from "./list-middle.ts";
import { pageFailed } from "./listing-failure.ts";
import type { ListingPlanner, ListingTurnLimits } from "./listing-planner.ts";
import { ListingState } from "./listing-state.ts";
import type { OpenList } from "./open-list.ts";
import { splitShard } from "./split-shard.ts";

/** What one request for a page can bring at most. */
const PAGE_ENTRIES = 1000;

export type Turn = {
  readonly job: BulkJob;
  readonly listing: OpenListing;
  readonly list: OpenList;
  readonly limits: ListingTurnLimits;
};

/** Where a lane continues; undefined where it has nothing to list any more. */
type Next = Shard | undefined;

/**
 * One planner's turn at a job: pages of several shards at once, as long as there is room for what they
 * list. Another planner may have a turn at the same job: the one that adds first moves the cursor, and the
 * other one reads it again.
 */
export class ListingTurn {
  readonly #planner: ListingPlanner;
  readonly #turn: Turn;
  readonly #state: ListingState;
  /** Shards that had a lane in this turn. */
  readonly #taken = new Set<number>();
  readonly #lanes = new Set<Promise<void>>();
  /** Of the failure that pauses the longest. */
  #pauseMs = 0;
  #error: { readonly cause: unknown } | undefined;

  constructor(planner: ListingPlanner, turn: Turn) {
    this.#planner = planner;
    this.#turn = turn;
    this.#state = new ListingState(planner.listings, turn);
  }

  /** Resolves when nothing of it is under way any more. */
  async run(): Promise<TaskOutcome> {
    for (this.#startLanes(); this.#lanes.size > 0; this.#startLanes()) {
      await Promise.race(this.#lanes);
    }
    if (this.#error !== undefined) {
      throw this.#error.cause;
    }
    if (this.#pauseMs > 0) {
      return { kind: "later", delayMs: this.#pauseMs };
    }
    // The queue gives the next turn to whichever task waits longest.
    return this.#state.isOver || this.#mayContinue() ? DONE : { kind: "later", delayMs: 0 };
  }

  #startLanes(): void {
    for (const shard of this.#state.shards) {
      if (this.#lanes.size >= this.#turn.list.lanes || !this.#mayContinue()) {
        return;
      }
      if (!this.#taken.has(shard.number)) {
        this.#taken.add(shard.number);
        const lane = this.#list(shard).finally(() => this.#lanes.delete(lane));
        this.#lanes.add(lane);
      }
    }
  }

  async #list(shard: Shard): Promise<void> {
    try {
      let next: Next = shard;
      while (next !== undefined && this.#mayContinue()) {
        next = await this.#step(next);
        this.#startLanes();
      }
    } catch (error) {
      this.#error ??= { cause: error };
    }
  }

  #mayContinue(): boolean {
    const { signal, mayContinue } = this.#turn.limits;
    return !this.#state.isOver && this.#error === undefined && !signal.aborted && mayContinue();
  }

  /** One page. */
  async #step(shard: Shard): Promise<Next> {
    if (!this.#state.hasRoom) {
      return this.#state.readAgain(shard);
    }
    const page = await this.#page(shard);
    if (page === undefined) {
      return undefined;
    }
    const added = await this.#add(shard, page);
    if (added === undefined) {
      return this.#state.readAgain(shard);
    }
    return added.isEnd ? undefined : this.#splitIfIdle({ ...shard, after: added.taken }, page);
  }

  async #page(shard: Shard): Promise<ListedPage | undefined> {
    const { list, limits, job } = this.#turn;
    try {
      return await list.lister.page(this.#queryOf(shard), PAGE_ENTRIES, limits.signal);
    } catch (error) {
      const failed = { job, shard: { ...shard, epoch: this.#state.epoch }, signal: limits.signal };
      const pauseMs = await pageFailed(this.#planner, failed, error);
      this.#pauseMs = Math.max(this.#pauseMs, pauseMs);
      return undefined;
    }
  }

  #queryOf({ number: _, ...range }: Shard): PageQuery {
    return { prefix: this.#turn.list.rules.prefix, ...range };
  }

  /** Adds what there is room for: batches, and what is too large for one. Undefined where the cursor stays. */
  async #add(
    shard: Shard,
    page: ListedPage,
  ): Promise<{ readonly taken: string; readonly isEnd: boolean } | undefined> {
    const { job, list } = this.#turn;
    const packed = packEntries({
      listed: { after: shard.after, last: page.last },
      entries: page.entries.flatMap((entry) => list.prepare(entry) ?? []),
      firstNumber: this.#state.nextBatch,
      maxEntryBytes: list.maxEntryBytes,
      room: this.#state.room,
    });
    const { batches, taken } = packed;
    const isEnd = page.isEnd && taken === page.last;
    if (taken === shard.after && !isEnd) {
      return undefined;
    }
    const isNothing = batches.length === 0 && packed.large.length === 0;
    if (isEnd && isNothing && (await this.#isBrokenForEmpty(shard))) {
      return { taken, isEnd };
    }
    const found = packed.large.map(({ entry, range }) => {
      const { rules } = list;
      return { entry, transfer: largeTransfer(this.#planner, job, { entry, range, rules }) };
    });
    const large = found.map(({ transfer }) => transfer);
    const { number, ...range } = shard;
    const { epoch } = this.#state;
    const piece = { epoch, shard: number, ...range, taken, isEnd, batches, large };
    const isAdded = await this.#state.reserving(
      { batches: batches.length, transfers: large.length },
      async () => {
        await this.#planner.keepLarge(large);
        return this.#planner.listings.addListed(job.tenant, job.id, piece);
      },
    );
    if (!isAdded) {
      return undefined;
    }
    await this.#planner.start({ batches: batches.length, large: found }, job);
    return { taken, isEnd };
  }

  /** Nothing was listed, and nothing is left to list: what a person meant cannot be this. */
  async #isBrokenForEmpty(shard: Shard): Promise<boolean> {
    const { job } = this.#turn;
    const { shards, nextBatch, epoch } = this.#state;
    const mayBe = shards.length === 1 && nextBatch === 0 && !job.bulk.options.allowEmpty;
    if (!mayBe || (await this.#planner.listedSoFar(job)) > 0) {
      return false;
    }
    const broken = { ...shard, epoch };
    await this.#planner.listings.breakShard(job.tenant, job.id, broken, {
      code: "selection-empty",
      message: `the selection of "${job.bulk.selection.connection}" names nothing: correct it, or allow an empty selection`,
    });
    return true;
  }

  /**
   * While lanes are idle, a shard that goes on becomes two. Entries are added before: an empty list is
   * known by its one shard.
   */
  async #splitIfIdle(shard: Shard, page: ListedPage): Promise<Next> {
    const { job, list, limits } = this.#turn;
    const isIdle = this.#lanes.size < list.lanes && this.#state.hasRoom;
    if (!isIdle || this.#state.nextBatch === 0) {
      return shard;
    }
    const query = this.#queryOf(shard);
    const { maySearchMiddle: maySearch } = this.#state;
    const middle = await middleOf(list, { query, page, maySearch, signal: limits.signal });
    return middle === undefined
      ? shard
      : splitShard(this.#planner.listings, { job, shard, middle, state: this.#state });
  }
}
