import type { ErrorCode } from "@penstock/core";

/** What a job would do, as far as its list is known. */
export type ListingPlan = {
  /** False while the list goes on: all counts grow. */
  readonly isComplete: boolean;
  readonly objects: number;
  /** Of those that are moved. */
  readonly bytes: number;
  /** Of those, what is read and leaves the source. */
  readonly bytesRead: number;
  /** Objects that are moved in parts, each by an upload of its own. */
  readonly largeObjects: number;
  readonly batches: number;
  readonly parts: number;
  /** How many parts there are of each size, in bytes. An object of one PUT is a part. */
  readonly partSizes: readonly { readonly upToBytes: number; readonly parts: number }[];
  readonly requests: PlannedRequests;
  readonly rejections: readonly PlannedRejection[];
  /** Some of the first entries. */
  readonly samples: readonly PlannedObject[];
};

/** As they are billed. Repeats are not among them. */
export type PlannedRequests = {
  readonly list: number;
  readonly head: number;
  readonly get: number;
  readonly put: number;
  /** Of objects that the store copies by itself, billed as writes. */
  readonly copy: number;
};

export type PlannedRejection = {
  readonly code: ErrorCode;
  readonly objects: number;
  readonly samples: readonly { readonly key: string; readonly message: string }[];
};

export type PlannedObject = {
  readonly key: string;
  readonly destinationKey: string;
  readonly sizeBytes: number;
};

/** What a provider bills, in its own currency: `docs/prices.json` has some to edit. */
export type PriceTable = {
  readonly currency: string;
  readonly perThousandRequests: Readonly<Record<keyof PlannedRequests, number>>;
  /** What leaves the source. */
  readonly perGibRead: number;
};

export type PlannedCost = {
  readonly currency: string;
  readonly requests: number;
  readonly traffic: number;
  readonly total: number;
};

/** The source bills what is listed and read, the destination what is looked at and written. */
export type BilledSide = "source" | "destination";

const GIB = 1024 ** 3;
const BILLED = {
  source: ["list", "get"],
  destination: ["head", "put", "copy"],
} as const satisfies Record<BilledSide, readonly (keyof PlannedRequests)[]>;

export function costOf(
  { requests, bytesRead }: ListingPlan,
  side: BilledSide,
  { currency, perThousandRequests, perGibRead }: PriceTable,
): PlannedCost {
  const priced = BILLED[side].map((kind) => (requests[kind] / 1000) * perThousandRequests[kind]);
  const billed = priced.reduce((sum, each) => sum + each, 0);
  const traffic = side === "source" ? (bytesRead / GIB) * perGibRead : 0;
  return { currency, requests: billed, traffic, total: billed + traffic };
}

/** What a deployment moves at present. */
export type MovingRate = { readonly bytesPerSecond: number; readonly objectsPerSecond: number };

/** Small objects are bound by their number, large ones by their bytes. */
export function durationSecondsAt(
  { objects, bytes }: ListingPlan,
  { bytesPerSecond, objectsPerSecond }: MovingRate,
): number {
  return Math.max(objects / objectsPerSecond, bytes / bytesPerSecond);
}
