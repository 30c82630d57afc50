import type { ErrorCode } from "@penstock/core";

/** What a job would do, as far as its list is known. */
export type ListingPlan = {
  /** False while the list goes on: all counts grow. */
  readonly isComplete: boolean;
  readonly objects: number;
  /** Of those that are moved. */
  readonly bytes: number;
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

/** What a provider bills, in its own currency: `docs/prices.json` shows one to copy and edit. */
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

const GIB = 1024 ** 3;

export function costOf({ requests, bytes }: ListingPlan, prices: PriceTable): PlannedCost {
  const { currency, perThousandRequests, perGibRead } = prices;
  const priced = (["list", "head", "get", "put"] as const).map(
    (kind) => (requests[kind] / 1000) * perThousandRequests[kind],
  );
  const billed = priced.reduce((sum, each) => sum + each, 0);
  const traffic = (bytes / GIB) * perGibRead;
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
