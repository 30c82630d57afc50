// A request that is to make one job, however often it is sent.

import { derivedJobId, type JobId } from "../ids.ts";
import type { Hashing } from "../ports/system.ts";

/** What the header Idempotency-Key, and the body under it, come to. */
export type Submission = {
  /** Of the job that it makes. */
  readonly jobId: JobId;
  /** Of the one that it made when it was sent before: at another hour the key gave another id. */
  readonly earlierIds: readonly JobId[];
  /** Another body under the same key is another request. */
  readonly fingerprint: string;
};

const HOUR_MS = 3_600_000;
/** A key is good for a day at least. */
const HOURS = 24;

/**
 * Where the job of a key is. Ids sort by their time, and the key has to give the same one again: a UUIDv7 has
 * its own time; every other key that of the hour in which it comes.
 *
 * @param of `item` tells apart what is made by one request
 */
export function jobIdsOfKey(
  {
    tenant,
    key,
    item,
  }: { readonly tenant: string; readonly key: string; readonly item?: string | undefined },
  nowMs: number,
  hashing: Hashing,
): readonly [JobId, ...(readonly JobId[])] {
  // No key has a line break.
  const origin = `idempotency ${tenant}\n${key}${item === undefined ? "" : `\n${item}`}`;
  const madeAtMs = timeOfUuid(key);
  if (madeAtMs !== undefined && Math.abs(nowMs - madeAtMs) < HOURS * HOUR_MS) {
    return [derivedJobId(origin, madeAtMs, hashing)];
  }
  const hourMs = nowMs - (nowMs % HOUR_MS);
  const earlier = Array.from({ length: HOURS }, (_, hour) =>
    derivedJobId(origin, hourMs - (hour + 1) * HOUR_MS, hashing),
  );
  return [derivedJobId(origin, hourMs, hashing), ...earlier];
}

const UUID_V7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Undefined for what is no UUID of version 7 (RFC 9562, 5.7). */
export function timeOfUuid(text: string): number | undefined {
  const [, high, low] = UUID_V7.exec(text) ?? [];
  return high === undefined || low === undefined ? undefined : Number.parseInt(high + low, 16);
}
