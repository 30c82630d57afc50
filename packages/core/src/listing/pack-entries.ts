import { type Entry, positionOf } from "./entry.ts";
import type { KeyRange } from "./key-range.ts";

/** Consecutive entries of a list that are dispatched, counted and reported as one. */
export type Batch = {
  /** In its job, from 0. */
  readonly number: number;
  /** All that the list has here: the ranges of consecutive batches leave nothing between. */
  readonly range: KeyRange & { readonly to: string };
  readonly entries: readonly Entry[];
  /** Of all its entries, those that are refused among them. */
  readonly sizeBytes: number;
};

/** How much more a job may have under way: what ended and is in no segment of the journal yet is. */
export type Room = { readonly batches: number; readonly transfers: number };

export const BATCHES_PER_JOB = 64;
export const TRANSFERS_PER_JOB = 256;

export type PackRequest = {
  /** Where the list was, and up to where it is known now. */
  readonly listed: { readonly after: string; readonly last: string };
  /** All of them inside that, in order. */
  readonly entries: readonly Entry[];
  /** Of the next batch. */
  readonly firstNumber: number;
  /** What is larger becomes a transfer of its own. */
  readonly maxEntryBytes: number;
  readonly room: Room;
};

export type Packed = {
  readonly batches: readonly Batch[];
  /** Those that become transfers of their own, each with the piece of the list that it alone is in. */
  readonly large: readonly { readonly entry: Entry; readonly range: Batch["range"] }[];
  /** Up to where everything was taken; before the list's end where the room did not do. */
  readonly taken: string;
};

const MIB = 1024 * 1024;
const MOST = { entries: 1000, bytes: 64 * MIB } as const;
const FIRST = { entries: 32, bytes: 8 * MIB } as const;
/** So many batches in a row have one size. */
const STEP = 4;
/** From here on both sizes are at their most. */
const LAST_DOUBLING = 5;

/**
 * The most that a batch takes, by its number in the job. Small at first, so that a small job spreads
 * over its workers; bytes count as well as entries, so that large objects do not meet in one batch.
 */
export function batchLimits(number: number): { readonly entries: number; readonly bytes: number } {
  const factor = 2 ** Math.min(Math.floor(number / STEP), LAST_DOUBLING);
  return {
    entries: Math.min(MOST.entries, FIRST.entries * factor),
    bytes: Math.min(MOST.bytes, FIRST.bytes * factor),
  };
}

/** Packs what a page listed, in order, as far as there is room. Every batch has at least one entry. */
export function packEntries(request: PackRequest): Packed {
  const { listed, entries, firstNumber, maxEntryBytes, room } = request;
  const packing = new Packing(listed.after, firstNumber);
  const large: Packed["large"][number][] = [];
  let taken = listed.after;
  for (const entry of entries) {
    const isLarge = movedBytes(entry) > maxEntryBytes;
    if (isLarge ? large.length >= room.transfers : !packing.hasRoomFor(entry, room.batches)) {
      return { batches: packing.end(taken), large, taken };
    }
    if (isLarge) {
      large.push({ entry, range: { after: taken, to: positionOf(entry) } });
    } else {
      packing.add(entry, taken);
    }
    taken = positionOf(entry);
  }
  return { batches: packing.end(listed.last), large, taken: listed.last };
}

/** Of what is refused nothing is moved: it is as small as an entry can be. */
function movedBytes({ sizeBytes, refused }: Entry): number {
  return refused === undefined ? sizeBytes : 0;
}

class Packing {
  readonly #batches: Batch[] = [];
  readonly #firstNumber: number;
  #after: string;
  #open: Entry[] = [];
  #openBytes = 0;
  #movedBytes = 0;

  constructor(after: string, firstNumber: number) {
    this.#after = after;
    this.#firstNumber = firstNumber;
  }

  hasRoomFor(entry: Entry, batches: number): boolean {
    const isTaken = this.#open.length > 0 && this.#fits(entry);
    const begun = this.#batches.length + Number(this.#open.length > 0);
    return isTaken || begun < batches;
  }

  /** `taken` is the position before it, which a batch that is full ends with. */
  add(entry: Entry, taken: string): void {
    if (this.#open.length > 0 && !this.#fits(entry)) {
      this.#close(taken);
    }
    this.#open.push(entry);
    this.#openBytes += entry.sizeBytes;
    this.#movedBytes += movedBytes(entry);
  }

  /** The batches, the last of which reaches up to that key. */
  end(taken: string): readonly Batch[] {
    if (this.#open.length > 0) {
      this.#close(taken);
    }
    return this.#batches;
  }

  #fits(entry: Entry): boolean {
    const limits = batchLimits(this.#number);
    const bytes = this.#movedBytes + movedBytes(entry);
    return this.#open.length < limits.entries && bytes <= limits.bytes;
  }

  get #number(): number {
    return this.#firstNumber + this.#batches.length;
  }

  #close(to: string): void {
    this.#batches.push({
      number: this.#number,
      range: { after: this.#after, to },
      entries: this.#open,
      sizeBytes: this.#openBytes,
    });
    this.#after = to;
    this.#open = [];
    this.#openBytes = 0;
    this.#movedBytes = 0;
  }
}
