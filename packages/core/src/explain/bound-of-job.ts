// What bounds a job now: the first rule that fits. Each rests on what was seen, and says since when.

import { type ErrorCode, sentenceOf } from "../failures/errors.ts";
import { retryDelayMs } from "../failures/retry-schedule.ts";
import { isFinished, stateOfJob } from "../jobs/job.ts";
import type { ClaimLimit } from "../ports/part-dispatch.ts";
import type { AttemptFailure } from "../ports/transfer-store.ts";
import type { HeldBack, LeftAlone, ProcessPresence } from "../ports/worker-registry.ts";
import type { BoundBy } from "./bounds.ts";
import { type Evidence, isThrottledNow, THROTTLED } from "./evidence.ts";
import { type JobWork, workOf } from "./job-work.ts";
import { boundOfPhases } from "./phases.ts";

export type Bound = {
  readonly boundBy: BoundBy;
  readonly sinceMs: number;
  /** What exactly: a connection, a part, a kind of process. */
  readonly about?: string;
  readonly nextTryAtMs?: number;
};

type Seen = Evidence & { readonly work: JobWork };
type Rule = (seen: Seen) => Bound | undefined;

/** In this order: what stops a job stands before what slows it down. */
const RULES: readonly Rule[] = [
  byRedis,
  byPause,
  byMissingProcesses,
  byWindow,
  byConnection,
  byThrottling,
  byPoisonedPart,
  byLimit,
  byBackoff,
  byListing,
  byTurn,
  byPhases,
];

/** Undefined for a job that is finished. A job that runs is bound by something, or it would be finished. */
export function boundOfJob(evidence: Evidence): Bound | undefined {
  if (isFinished(stateOfJob(evidence.record))) {
    return undefined;
  }
  const seen = { ...evidence, work: workOf(evidence) };
  for (const rule of RULES) {
    const bound = rule(seen);
    if (bound !== undefined) {
      return bound;
    }
  }
  return byWhatIsNext(seen);
}

/** A round trip takes a millisecond or two. */
const SLOW_LEDGER_MS = 1000;
/** Of the time of a worker's slots. */
const MOST_IN_LEDGER = 0.5;
const LEDGER: readonly ErrorCode[] = ["ledger-unavailable", "ledger-full"];

function byRedis({ nowMs, ledgerMs, processes, work }: Seen): Bound | undefined {
  const failing = processes
    .flatMap(({ repeats = [] }) => repeats)
    .filter(({ cause }) => LEDGER.includes(cause.code));
  const [worst] = failing.sort((one, other) => one.sinceMs - other.sinceMs);
  if (worst !== undefined) {
    const about = sentenceOf(worst.cause);
    return { boundBy: "redis", sinceMs: worst.sinceMs, about, nextTryAtMs: worst.nextTryAtMs };
  }
  if (ledgerMs >= SLOW_LEDGER_MS) {
    return { boundBy: "redis", sinceMs: nowMs - ledgerMs, about: `It took ${ledgerMs} ms.` };
  }
  return work.ledgerShare >= MOST_IN_LEDGER
    ? { boundBy: "redis", sinceMs: work.sinceMs }
    : undefined;
}

function byPause({ record }: Seen): Bound | undefined {
  return record.isPaused === true
    ? { boundBy: "paused", sinceMs: record.pausedAtMs ?? lastMoveMs(record) }
    : undefined;
}

function byMissingProcesses({ record, workers, processes, waits }: Seen): Bound | undefined {
  const { counts } = record;
  const isMissing = (role: ProcessPresence["role"]) =>
    !processes.some((each) => each.role === role);
  const missing = (about: string): Bound => ({
    ...{ boundBy: "no-workers", sinceMs: lastMoveMs(record) },
    about,
  });
  if (workers.length === 0 && (counts.uploading > 0 || waits.ready + waits.waiting > 0)) {
    return missing("What is missing: workers.");
  }
  if (counts.planned + counts.listing > 0 && waits.ready === 0 && isMissing("planner")) {
    return missing("What is missing: planners (an api plans as well).");
  }
  return counts.completing + counts.verifying > 0 &&
    counts.uploading === 0 &&
    isMissing("coordinator")
    ? missing("What is missing: coordinators.")
    : undefined;
}

function byWindow(seen: Seen): Bound | undefined {
  return heldBack(seen, "window");
}

function byLimit(seen: Seen): Bound | undefined {
  return heldBack(seen, "limit");
}

/** Less of the time is no bound. */
const LEAST_HELD = 0.3;

/** What workers send less of than they could. */
function heldBack({ processes, record, waits }: Seen, by: HeldBack["by"]): Bound | undefined {
  const isFull = waits.ready > 0 && waits.inFlight >= waits.inFlightLimit;
  if (isFull && waits.inFlightBound === by) {
    const about = `It is what the ${waits.inFlightOf ?? "tenant"} may have in flight: ${waits.inFlightLimit}.`;
    return { boundBy: by, sinceMs: lastMoveMs(record), about };
  }
  if (waits.claimLimit?.bound === by) {
    return {
      boundBy: by,
      sinceMs: lastMoveMs(record),
      about: aboutClaimLimit(waits.claimLimit, record.job.id),
    };
  }
  const [first] = processes
    .flatMap(({ heldBack: held = [] }) => held)
    .filter((each) => each.by === by && each.share >= LEAST_HELD)
    .filter(({ jobId }) => jobId === record.job.id)
    .sort((one, other) => one.sinceMs - other.sinceMs);
  return (
    first && {
      boundBy: first.by,
      sinceMs: first.sinceMs,
      about: `It is that of ${first.of}.`,
    }
  );
}

function aboutClaimLimit({ name, units }: ClaimLimit, jobId: string): string {
  if (name.startsWith("upload")) {
    return `It is how many parts of each upload may be in flight: ${units}.`;
  }
  const of = name === `job ${jobId}` ? "job" : name.replace(/^connection (.*)$/, 'connection "$1"');
  return `It is what the ${of} may have in flight: ${units}.`;
}

const OF_A_CONNECTION: readonly ErrorCode[] = [
  ...(["store-unreachable", "source-unreachable", "store-refused", "source-forbidden"] as const),
  ...(["store-missing", "credentials-expired", "clock-skewed", "connection-unknown"] as const),
  ...(["connection-unsuitable", "address-blocked", "sealing-key-missing"] as const),
  "connection-pending",
];

function byConnection(seen: Seen): Bound | undefined {
  const left = leftAloneBy(seen).filter(({ cause }) => !THROTTLED.includes(cause.code));
  const bound = boundOfLeftAlone("connection", left);
  const { record } = seen;
  if (bound !== undefined || !standsStill(seen) || record.lastFailure === undefined) {
    return bound;
  }
  const { code, atMs } = record.lastFailure;
  return OF_A_CONNECTION.includes(code)
    ? { boundBy: "connection", sinceMs: atMs, about: aboutFailure(seen, code) }
    : undefined;
}

function byThrottling(seen: Seen): Bound | undefined {
  const { record, nowMs } = seen;
  const left = leftAloneBy(seen).filter(({ cause }) => THROTTLED.includes(cause.code));
  const bound = boundOfLeftAlone("throttled", left) ?? heldBack(seen, "throttled");
  const { lastFailure: failure } = record;
  if (bound !== undefined || failure === undefined || !THROTTLED.includes(failure.code)) {
    return bound;
  }
  return isThrottledNow(record, nowMs) || standsStill(seen)
    ? { boundBy: "throttled", sinceMs: failure.atMs, about: aboutFailure(seen, failure.code) }
    : undefined;
}

/** Before, it may be chance. */
const POISONED_AFTER = 3;
const MOST_POISONED = 2;

function byPoisonedPart({ record, failures }: Seen): Bound | undefined {
  const { partsTotal, partsStored } = record.progress;
  const parts = Map.groupBy(
    failures.filter(({ step }) => typeof step === "number"),
    ({ step }) => step,
  );
  const poisoned = [...parts.values()].filter(({ length }) => length >= POISONED_AFTER);
  const isAllThatIsLeft = poisoned.length > 0 && partsTotal - partsStored <= poisoned.length;
  const [first] = poisoned;
  const newest = first?.at(-1);
  if (!isAllThatIsLeft || poisoned.length > MOST_POISONED || newest === undefined) {
    return undefined;
  }
  const { step, cause } = newest;
  return {
    boundBy: "poisoned-part",
    sinceMs: first?.[0]?.atMs ?? newest.atMs,
    about: `It is part ${step}: ${sentenceOf(cause)}`,
    nextTryAtMs: nextTryOf(newest, first?.length ?? 1),
  };
}

const IN_DOUBT =
  "A request to the store got no response and may still be carried out: until then nothing is sent again or given up.";

function byBackoff(seen: Seen): Bound | undefined {
  const { record, waits, failures } = seen;
  const isWaiting = waits.waiting > 0 && waits.ready === 0 && seen.work.units === 0;
  const { lastFailure: failure } = record;
  if ((!standsStill(seen) && !isWaiting) || failure === undefined) {
    return undefined;
  }
  const newest = failures.at(-1);
  const alike = failures.filter(({ step }) => step === newest?.step).length;
  const triedAtMs = waits.dueAtMs ?? (newest && nextTryOf(newest, alike));
  const dueAtMs = seen.inDoubtUntilMs ?? triedAtMs;
  const about = aboutFailure(seen, failure.code);
  return {
    ...{ boundBy: "backoff", sinceMs: failure.atMs },
    about: seen.inDoubtUntilMs === undefined ? about : `${about} ${IN_DOUBT}`,
    ...(dueAtMs !== undefined && { nextTryAtMs: dueAtMs }),
  };
}

/** At the latest: the pause is drawn at random below this. */
function nextTryOf({ atMs, cause }: AttemptFailure, failures: number): number {
  return atMs + retryDelayMs(cause.code, failures, 1);
}

const HALF = 0.5;

function byListing({ record, waits, work }: Seen): Bound | undefined {
  const isIdle = waits.ready === 0 && work.units === 0 && work.busyShare < HALF;
  return record.counts.listing > 0 && isIdle
    ? { boundBy: "listing", sinceMs: lastMoveMs(record) }
    : undefined;
}

const FULL = 0.8;

function byTurn({ record, waits, work }: Seen): Bound | undefined {
  const hasWork = waits.ready > 0 || record.counts.uploading > 0;
  const isFull = work.busyShare >= FULL || waits.inFlight >= waits.inFlightLimit;
  return hasWork && isFull && work.othersShare > HALF
    ? { boundBy: "turn", sinceMs: lastMoveMs(record) }
    : undefined;
}

/** A process whose thread is that busy has no time to wait for others. */
const BUSY_LOOP = 0.9;

function byPhases({ work }: Seen): Bound | undefined {
  const by = boundOfPhases(work.phases);
  if (by === undefined) {
    return undefined;
  }
  return work.loopShare >= BUSY_LOOP
    ? { boundBy: "link", sinceMs: work.sinceMs, about: "It is the CPU of the workers." }
    : { boundBy: by, sinceMs: work.boundSinceMs(by) };
}

/** Nothing was measured yet: it waits for the step that comes first. */
function byWhatIsNext({ record, waits }: Seen): Bound {
  const { counts } = record;
  const sinceMs = lastMoveMs(record);
  if (counts.uploading > 0 || waits.ready > 0) {
    return { boundBy: "turn", sinceMs };
  }
  return { boundBy: counts.planned + counts.listing > 0 ? "source" : "store", sinceMs };
}

function lastMoveMs({ lastProgressAtMs, job }: Evidence["record"]): number {
  return lastProgressAtMs ?? job.createdAtMs;
}

/** Nothing moves, and the newest thing that happened is a failure. */
function standsStill({ record, work }: Seen): boolean {
  const failedAtMs = record.lastFailure?.atMs ?? Number.NEGATIVE_INFINITY;
  return work.units === 0 && failedAtMs >= lastMoveMs(record);
}

/** What most of those that would move the job leave alone. */
function leftAloneBy({ record, processes, connections }: Seen): readonly LeftAlone[] {
  const { counts } = record;
  const role = counts.uploading === 0 && counts.planned > 0 ? "planner" : "worker";
  const fit = processes.filter((process) => process.role === role);
  const leaving = fit.map(({ leftAlone }) =>
    leftAlone.filter(({ connection }) => connections.includes(connection)),
  );
  const count = leaving.filter(({ length }) => length > 0).length;
  return count > 0 && count >= fit.length * HALF ? leaving.flat() : [];
}

function boundOfLeftAlone(
  boundBy: "connection" | "throttled",
  left: readonly LeftAlone[],
): Bound | undefined {
  const [first] = [...left].sort((one, other) => one.sinceMs - other.sinceMs);
  return (
    first && {
      ...{ boundBy, sinceMs: first.sinceMs },
      about: `It is "${first.connection}" as a ${first.side}: ${sentenceOf(first.cause)}`,
      nextTryAtMs: Math.min(...left.map(({ nextTryAtMs }) => nextTryAtMs)),
    }
  );
}

function aboutFailure({ failures }: Seen, code: ErrorCode): string {
  const cause = failures.findLast((failure) => failure.cause.code === code)?.cause;
  return cause === undefined ? `The newest failure is ${code}.` : sentenceOf(cause);
}
