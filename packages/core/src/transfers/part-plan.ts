// How an object is cut into parts, within what its store allows.

import type { ByteRange } from "../bytes/byte-range.ts";
import { formatByteSize } from "../bytes/byte-size.ts";
import { PenstockError } from "../failures/errors.ts";
import type { StoreLimits } from "../stores/store-profile.ts";

const MIB = 1024 * 1024;

/** Small enough for a pooled buffer, large enough that a queue job per part costs next to nothing. */
const FLOOR_BYTES = 16 * MIB;
/** A part of this size still takes seconds, not minutes, on a slow link; beyond it parts stop doubling. */
const SOFT_CAP_BYTES = 128 * MIB;
const DOUBLE_ABOVE_PARTS = 1000;
/** Above this many, parts grow past the soft cap: it leaves room below the 10 000 that stores take. */
const ROOMY_PARTS = 9500;

/** How one object is cut. Frozen with the upload: new settings apply to new uploads only. */
export type PartPlan = {
  /** `put`: one request, no upload. `multipart`: an upload of partCount parts. */
  readonly strategy: "put" | "multipart";
  readonly sizeBytes: number;
  /** The size of every part but the last, which is the remainder. */
  readonly partSizeBytes: number;
  readonly partCount: number;
  /** Why the parts have this size, in words for a person. */
  readonly reason: string;
  /** What may go wrong with it all the same, in words for a person. */
  readonly warning?: string;
};

export type PlanRequest = {
  readonly sizeBytes: number;
  readonly limits: StoreLimits;
  /** The client's wish; must be whole MiB. */
  readonly partSizeBytes?: number;
  /** False for a source that cannot be read in ranges: it is uploaded in one streamed PUT. */
  readonly hasRanges?: boolean;
};

/**
 * Cuts an object into equal parts of whole MiB, the last one being the remainder (R2 and B2 with
 * Live Read require equal parts). An object below one part is one PUT.
 *
 * @throws PenstockError `plan-impossible`, saying which sizes would do
 */
export function planParts(request: PlanRequest): PartPlan {
  const { sizeBytes, limits } = request;
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
    throw new RangeError(`an object cannot have ${sizeBytes} bytes`);
  }
  if (sizeBytes > limits.maxObjectBytes) {
    throw impossible(
      `the object has ${sizeBytes} bytes, the store takes at most ${limits.maxObjectBytes}`,
    );
  }
  if (request.hasRanges === false) {
    return planWithoutRanges(sizeBytes, limits);
  }
  const { partSizeBytes, reason } = choosePartSize(request);
  if (sizeBytes <= partSizeBytes && sizeBytes <= limits.maxPutBytes) {
    return onePut(sizeBytes, "the object fits in one part");
  }
  return {
    strategy: "multipart",
    sizeBytes,
    partSizeBytes,
    partCount: partsOf(sizeBytes, partSizeBytes),
    reason,
    ...(sizeBytes > limits.knownObjectBytes && { warning: tooLargeForMany(limits) }),
  };
}

function tooLargeForMany({ knownObjectBytes }: StoreLimits): string {
  return `many stores of this kind take no objects above ${formatByteSize(knownObjectBytes)}, and say so only at the end: make sure that this one does`;
}

/** The size up to which an object is one PUT; what is larger has parts. */
export function largestPut(limits: StoreLimits, partSizeBytes?: number): number {
  const firstPart = partSizeBytes ?? Math.max(FLOOR_BYTES, wholeMib(limits.minPartBytes));
  return Math.min(firstPart, limits.maxPutBytes);
}

/** The bytes of part `number` (1-based). */
export function partRange(plan: PartPlan, number: number): ByteRange {
  if (!Number.isInteger(number) || number < 1 || number > plan.partCount) {
    throw new RangeError(`part ${number} is outside 1..${plan.partCount}`);
  }
  const startByte = (number - 1) * plan.partSizeBytes;
  return { startByte, lengthBytes: Math.min(plan.partSizeBytes, plan.sizeBytes - startByte) };
}

function planWithoutRanges(sizeBytes: number, limits: StoreLimits): PartPlan {
  if (sizeBytes > limits.maxPutBytes) {
    throw impossible(
      `the source cannot be read in ranges, so its ${sizeBytes} bytes would have to fit in one PUT of at most ${limits.maxPutBytes}`,
    );
  }
  return onePut(sizeBytes, "the source cannot be read in ranges");
}

function onePut(sizeBytes: number, reason: string): PartPlan {
  return { strategy: "put", sizeBytes, partSizeBytes: sizeBytes, partCount: 1, reason };
}

function choosePartSize({ sizeBytes, limits, partSizeBytes }: PlanRequest): {
  readonly partSizeBytes: number;
  readonly reason: string;
} {
  const smallest = smallestPossible(sizeBytes, limits);
  if (partSizeBytes !== undefined) {
    refuseWish(partSizeBytes, sizeBytes, limits, smallest);
    return { partSizeBytes, reason: "as asked for" };
  }
  let size = Math.max(FLOOR_BYTES, wholeMib(limits.minPartBytes));
  while (partsOf(sizeBytes, size) > DOUBLE_ABOVE_PARTS && size < SOFT_CAP_BYTES) {
    size *= 2;
  }
  const roomyParts = Math.min(ROOMY_PARTS, limits.maxParts);
  if (partsOf(sizeBytes, size) > roomyParts) {
    const roomy = wholeMib(sizeBytes / roomyParts);
    // At the very edge of what a store takes the room cannot be kept: then its limits decide.
    return roomy <= limits.maxPartBytes
      ? { partSizeBytes: roomy, reason: `grown so that at most ${roomyParts} parts are needed` }
      : { partSizeBytes: smallest, reason: `the least that ${limits.maxParts} parts allow` };
  }
  return size === FLOOR_BYTES
    ? { partSizeBytes: size, reason: "the default size" }
    : { partSizeBytes: size, reason: `doubled towards at most ${DOUBLE_ABOVE_PARTS} parts` };
}

/**
 * Refuses a part size that no object can have at a store, before the object is known.
 *
 * @throws PenstockError `plan-impossible`, saying which sizes would do
 */
export function checkPartSize(wish: number, limits: StoreLimits): void {
  refuseForEveryObject(wish, limits, wholeMib(limits.minPartBytes));
}

function refuseForEveryObject(wish: number, limits: StoreLimits, smallest: number): void {
  if (!Number.isInteger(wish / MIB) || wish < limits.minPartBytes || wish > limits.maxPartBytes) {
    throw impossible(
      `a part size of ${formatByteSize(wish)} is not possible here: use whole MiB, ${rangeText(smallest, limits)}, or leave it out`,
    );
  }
}

function rangeText(smallest: number, limits: StoreLimits): string {
  return `${smallest / MIB} MiB to ${Math.floor(limits.maxPartBytes / MIB)} MiB`;
}

function refuseWish(wish: number, sizeBytes: number, limits: StoreLimits, smallest: number): void {
  refuseForEveryObject(wish, limits, smallest);
  if (partsOf(sizeBytes, wish) > limits.maxParts) {
    throw impossible(
      `with parts of ${wish / MIB} MiB the ${sizeBytes} bytes need ${partsOf(sizeBytes, wish)} parts and the store takes ${limits.maxParts}: use ${rangeText(smallest, limits)}, or leave it out`,
    );
  }
}

function smallestPossible(sizeBytes: number, limits: StoreLimits): number {
  return Math.max(wholeMib(limits.minPartBytes), wholeMib(sizeBytes / limits.maxParts));
}

function wholeMib(bytes: number): number {
  return Math.ceil(bytes / MIB) * MIB;
}

function partsOf(sizeBytes: number, partSizeBytes: number): number {
  return Math.ceil(sizeBytes / partSizeBytes);
}

function impossible(message: string): PenstockError {
  return new PenstockError("plan-impossible", message);
}
