import { Crc64Xz } from "../bytes/crc64-xz.ts";
import type { JobId } from "../ids.ts";
import { type Outcome, PIECE_TRANSFERS } from "./finished-job.ts";

/**
 * What a segment holds: `recent` jobs of whatever outcome, written as soon as they ended; jobs of one
 * outcome, which are removed together; or bulk jobs that are `expired`, of which only rows may be left.
 */
export type SegmentGroup = "recent" | Outcome | "expired";

/** Those in which jobs are found. */
export const SEGMENT_GROUPS: readonly SegmentGroup[] = ["recent", "succeeded", "failed"];

/** Names some finished jobs of a tenant that are kept together, written once and removed as a whole. */
export type Segment = {
  readonly tenant: string;
  readonly group: SegmentGroup;
  /** No job in it ended later. */
  readonly endedAtMs: number;
  /** Tells segments of one millisecond apart. */
  readonly nonce: string;
};

const TIME_DIGITS = 9;
const PLACE = /^([rsfe])([0-9a-z]{9})([0-9a-f]{6})$/;
const GROUPS: Readonly<Record<string, SegmentGroup>> = {
  ...{ r: "recent", s: "succeeded", f: "failed", e: "expired" },
};

/** Sorts by time. */
export function segmentName({ endedAtMs, nonce }: Omit<Segment, "tenant" | "group">): string {
  return endedAtMs.toString(36).padStart(TIME_DIGITS, "0") + nonce;
}

/** 16 characters that name a segment of a known tenant. */
export function segmentPlace(segment: Segment): string {
  return segment.group.slice(0, 1) + segmentName(segment);
}

/** Undefined for what is no place. */
export function segmentAt(tenant: string, place: string): Segment | undefined {
  const [, letter = "", time = "", nonce = ""] = PLACE.exec(place) ?? [];
  const group = GROUPS[letter];
  return group && { tenant, group, endedAtMs: Number.parseInt(time, 36), nonce };
}

export function newSegment(
  segment: Pick<Segment, "tenant" | "group" | "endedAtMs">,
  randomBytes: Uint8Array,
): Segment {
  const nonce = Array.from(randomBytes.subarray(0, 3), (byte) =>
    byte.toString(16).padStart(2, "0"),
  );
  return { ...segment, nonce: nonce.join("") };
}

const MAX_PIECES = 0xfff;
/** A job of more stays in the ledger until it is removed. */
export const MAX_ARCHIVED_TRANSFERS = MAX_PIECES * PIECE_TRANSFERS;

/**
 * Where a further piece of a large job is, wherever the job itself is: its name follows from the job, so that
 * it is found by the job's entry, and writing it again replaces it.
 */
export function pieceSegment(
  job: Pick<Segment, "tenant" | "endedAtMs"> & {
    readonly jobId: JobId;
    readonly outcome: Outcome;
  },
  from: number,
): Segment {
  const { tenant, jobId, outcome, endedAtMs } = job;
  const piece = Math.floor(from / PIECE_TRANSFERS);
  if (piece < 1 || piece > MAX_PIECES) {
    throw new RangeError(`transfer ${from} of a job is in no further piece`);
  }
  const hash = new Crc64Xz();
  hash.update(new TextEncoder().encode(jobId));
  const nonce = piece.toString(16).padStart(3, "0") + hash.digest().slice(-3);
  return { tenant, group: outcome, endedAtMs, nonce };
}
