import {
  causeOf,
  ERRORS,
  type ErrorCode,
  limitOf,
  needsSecondLook,
  type PenstockError,
  retryDelayMs,
  type Shard,
} from "@penstock/core";
import type { Route } from "../failures/endpoint.ts";
import { isAttempt } from "../failures/endpoint-health.ts";
import { toFailure } from "../failures/failure.ts";
import type { BulkJob } from "./large-transfers.ts";
import type { ListingPlanner } from "./listing-planner.ts";

/** What one planner sees may be its own fault: its secrets, its configuration, its way through the network. */
const LOOKS = 3;

/** Nothing failed: another planner goes on at once. */
const SOON_MS = 1;

export type FailedPage = {
  readonly job: BulkJob;
  readonly shard: Shard & { readonly epoch: number };
  readonly signal: AbortSignal;
};

/**
 * Notes a page that failed, and closes the shard where no other try would help: the job keeps what it has,
 * and cannot succeed.
 *
 * @returns how long to wait before the next try; 0 where there is none
 */
export async function pageFailed(
  planner: ListingPlanner,
  { job, shard, signal }: FailedPage,
  thrown: unknown,
): Promise<number> {
  if (signal.aborted) {
    return SOON_MS;
  }
  const error = toFailure(thrown, signal);
  const cause = causeOf(error);
  const counts = await isAttempt(planner, { step: "plan", error, route: routeOf(job) });
  const { tenant, id: jobId } = job;
  const { epoch, number } = shard;
  const { attempts, waits } = await planner.listings.noteUnlisted(
    tenant,
    jobId,
    { epoch, number },
    { atMs: planner.clock.nowMs(), cause, counts },
  );
  const fields = { tenant, jobId, shard: number, attempts, code: cause.code, err: error };
  if (counts && attempts >= lastAttempt(error)) {
    planner.log.warn(fields, "a listing cannot be continued: its job cannot succeed");
    const message = `${cause.message} (${unlisted(job, shard)} is not listed)`;
    await planner.listings.breakShard(tenant, jobId, shard, { ...cause, message });
    return 0;
  }
  planner.log.warn(fields, "a page could not be listed");
  const failures = Math.max(1, counts ? attempts : waits);
  return retryDelayMs(cause.code, failures, planner.random.unit());
}

/** What is missing in the job. */
function unlisted({ bulk }: BulkJob, { after, to }: Shard): string {
  const { kind } = bulk.selection;
  if (kind === "manifest" || kind === "rows") {
    return after === "" ? "all of it" : `what comes behind position ${after}`;
  }
  const start = after === "" ? "all" : `what comes behind "${after}"`;
  return to === undefined ? start : `${start}, up to "${to}",`;
}

/** What a list cannot do without, as the endpoints of a plan. */
export function routeOf({ bulk }: BulkJob): Route {
  const { selection, destination } = bulk;
  const key =
    selection.kind === "prefix" && selection.prefix !== "" ? selection.prefix : PROBED_KEY;
  return {
    source: { connection: selection.connection, key },
    destination: { connection: destination.connection, key: PROBED_KEY },
  };
}

/** Whether it is there does not matter: a response is one. */
const PROBED_KEY = "penstock-probe";

function lastAttempt({ code }: PenstockError): number {
  if (DECIDED.includes(code)) {
    return 1;
  }
  const limit = limitOf("plan", code);
  const last = limit.kind === "none" ? Number.MAX_SAFE_INTEGER : limit.last;
  return ERRORS[code].retry === "never" && needsSecondLook(code) ? Math.max(LOOKS, last) : last;
}

/** The list itself shows it, to every planner. */
const DECIDED: readonly ErrorCode[] = ["listing-invalid", "source-unusable"];
