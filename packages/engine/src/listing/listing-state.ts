import type { ListingStore, OpenListing, Room, Shard } from "@penstock/core";
import type { BulkJob } from "./large-transfers.ts";

/** A full page is one batch, or two. */
const BATCHES_FOR_MIDDLE = 16;

/** A job's listing as one planner knows it: as it read it last, and what it has done since. */
export class ListingState {
  readonly #listings: Pick<ListingStore, "readListing">;
  readonly #job: BulkJob;
  #listing: OpenListing;
  /** Packed, and not known to be added yet. */
  #reserved: Room = { batches: 0, transfers: 0 };
  #isOver = false;

  constructor(
    listings: Pick<ListingStore, "readListing">,
    { job, listing }: { readonly job: BulkJob; readonly listing: OpenListing },
  ) {
    this.#listings = listings;
    this.#job = job;
    this.#listing = listing;
  }

  get epoch(): number {
    return this.#listing.epoch;
  }

  get shards(): readonly Shard[] {
    return this.#listing.shards;
  }

  /** True: it has no room, or is not to be continued. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** About the number of the batch that is packed next. */
  get nextBatch(): number {
    return this.#listing.nextBatch + this.#reserved.batches;
  }

  /**
   * Whether requests may be spent on a middle: each such look costs some, and a shard more a page that is not full. So
   * their number stays small beside that of the pages, and a list that is long is divided all the same.
   */
  get maySearchMiddle(): boolean {
    return this.nextBatch >= BATCHES_FOR_MIDDLE * this.#listing.nextShard;
  }

  get room(): Room {
    const { batches, transfers } = this.#listing.room;
    return {
      batches: Math.max(0, batches - this.#reserved.batches),
      transfers: Math.max(0, transfers - this.#reserved.transfers),
    };
  }

  /** For an entry, whatever its size. */
  get hasRoom(): boolean {
    return this.room.batches > 0 && this.room.transfers > 0;
  }

  /** Other lanes pack while this is being added. */
  async reserving(size: Room, add: () => Promise<boolean>): Promise<boolean> {
    this.#reserve(size, 1);
    try {
      const isAdded = await add();
      if (isAdded) {
        this.#noteAdded(size);
      }
      return isAdded;
    } finally {
      this.#reserve(size, -1);
    }
  }

  /** What the ledger says of a shard by now; undefined for one that is listed, and once all is over. */
  async readAgain({ number }: Shard): Promise<Shard | undefined> {
    const listing = await this.#listings.readListing(this.#job.tenant, this.#job.id);
    if (listing?.epoch !== this.epoch || listing.wanted !== "run") {
      this.#isOver = true;
      return undefined;
    }
    this.#listing = listing;
    if (!this.hasRoom) {
      // A report that makes room asks for another turn.
      this.#isOver = true;
      return undefined;
    }
    return listing.shards.find((shard) => shard.number === number);
  }

  #reserve({ batches, transfers }: Room, sign: 1 | -1): void {
    this.#reserved = {
      batches: this.#reserved.batches + sign * batches,
      transfers: this.#reserved.transfers + sign * transfers,
    };
  }

  #noteAdded({ batches, transfers }: Room): void {
    const { room, nextBatch } = this.#listing;
    this.#listing = {
      ...this.#listing,
      nextBatch: nextBatch + batches,
      room: { batches: room.batches - batches, transfers: room.transfers - transfers },
    };
  }
}
