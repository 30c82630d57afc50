import {
  type AttemptFailure,
  causeOf,
  mayDifferElsewhere,
  needsSecondLook,
  type ProcessRole,
  type Step,
  takesTasks,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import type { Failed } from "./attempt.ts";
import type { Endpoint } from "./endpoint.ts";
import { endpointOf, endpointsOf, nameOfStep } from "./endpoint-health.ts";

/** Half of those that live are enough, within these bounds: a large fleet may have some old ones. */
const FEWEST_WITNESSES = 5;
const MOST_WITNESSES = 20;
/** Two looks within one breath see the same. */
export const BETWEEN_LOOKS_MS = 500;
/** What was refused before is no news of today. */
const WITNESS_MS = 15 * 60_000;
/** While parts are uploaded, a rejection contradicts what was seen a moment ago. */
const CONTRADICTED_MS = 2 * 60_000;

/** A node of a CDN that lacks an object is not asked by chance so often in a row. */
const MOST_CONTRADICTIONS = 3;

/**
 * What a failure means that another process might see otherwise.
 *
 * - `elsewhere`: it counts for nothing yet. Another process has to look, or this one again.
 * - `contradicted`: final, and yet parts of the same transfer are uploaded. It is an attempt that failed.
 * - `confirmed`: every process that could look saw the same.
 */
export type Look = "elsewhere" | "contradicted" | "confirmed";

/**
 * Asked before the failure is noted. Leaves alone for a while what was refused.
 *
 * What is not final is asked about as well: a process that never got through would use up the attempts
 * of every part that it takes.
 */
export async function secondLook(engine: Engine, failed: Failed): Promise<Look> {
  const { ledger, clock, processId } = engine;
  const { step, error } = failed;
  const isFinal = needsSecondLook(error.code);
  const role = roleOf(step);
  const [failures, processes] = await Promise.all([
    ledger.transfers.failures(failed.ref),
    ledger.workers.liveProcesses(),
  ]);
  const nowMs = clock.nowMs();
  const others = processes.flatMap(({ id, ...each }) =>
    each.role === role && id !== processId && takesTasks(each) ? [id] : [],
  );
  const witnesses = failures.filter((failure) => isWitness(failure, { role, isFinal, nowMs }));
  const isSeenByAll = isConfirmed({ witnesses, others, processId, nowMs });
  if (!isFinal) {
    const isOurs = others.length > 0 && !isSeenByAll && noteRejection(engine, failed, true);
    return isOurs ? "elsewhere" : "confirmed";
  }
  noteRejection(engine, failed, others.length > 0);
  if (!isSeenByAll) {
    return "elsewhere";
  }
  const alike = witnesses.filter((seen) => seen.step === step && seen.cause.code === error.code);
  return alike.length <= MOST_CONTRADICTIONS && (await isContradicted(engine, failed))
    ? "contradicted"
    : "confirmed";
}

/** @returns whether this process leaves the endpoint alone now */
function noteRejection(
  { breakers, clock, random, log }: Engine,
  failed: Failed,
  hasOthers: boolean,
): boolean {
  const endpoint = accusedEndpoint(failed);
  const cause = causeOf(failed.error);
  const { isDoubted, isNews } = breakers.rejections.note(
    {
      endpoint,
      what: nameOfStep(failed),
      object: failed.ref.transferId,
      cause,
      hasOthers,
      isFinal: needsSecondLook(cause.code),
    },
    clock.nowMs(),
    random.unit(),
  );
  if (isNews) {
    log.warn(
      { connection: endpoint.address.connection, code: cause.code, detail: cause.message },
      `this process cannot use the ${endpoint.kind}: it leaves its tasks to other processes for a while`,
    );
  }
  return isDoubted;
}

type Evidence = {
  readonly witnesses: readonly AttemptFailure[];
  readonly others: readonly string[];
  readonly processId: string;
  readonly nowMs: number;
};

function isConfirmed({ witnesses, others, processId, nowMs }: Evidence): boolean {
  const refused = new Set(witnesses.map(({ process }) => process)).add(processId);
  const isSeenTwice = witnesses.some(({ atMs }) => nowMs - atMs >= BETWEEN_LOOKS_MS);
  return isSeenByEnough({ refused, others, isSeenTwice });
}

/** By all that live, or by enough; a single process looks twice. */
export function isSeenByEnough({
  refused,
  others,
  isSeenTwice,
}: {
  /** Processes that saw it, this one among them. */
  readonly refused: ReadonlySet<string>;
  /** All other processes of its role. */
  readonly others: readonly string[];
  readonly isSeenTwice: boolean;
}): boolean {
  if (others.length === 0) {
    return isSeenTwice;
  }
  const half = Math.ceil((others.length + 1) / 2);
  const enough = Math.min(MOST_WITNESSES, Math.max(FEWEST_WITNESSES, half));
  return refused.size >= enough || others.every((id) => refused.has(id));
}

/** What is final needs others that saw the end; what is not, others that did not get through either. */
function isWitness(
  { step, atMs, cause }: AttemptFailure,
  {
    role,
    isFinal,
    nowMs,
  }: { readonly role: ProcessRole; readonly isFinal: boolean; readonly nowMs: number },
): boolean {
  const saysAlike = needsSecondLook(cause.code) || (!isFinal && mayDifferElsewhere(cause.code));
  return roleOf(step) === role && saysAlike && Math.abs(nowMs - atMs) <= WITNESS_MS;
}

async function isContradicted(
  { ledger, clock }: OnPorts<"jobs" | "transfers"> & Pick<Engine, "clock">,
  { ref, step }: Failed,
): Promise<boolean> {
  const transfer = typeof step === "number" ? await ledger.transfers.readTransfer(ref) : undefined;
  const record = transfer && (await ledger.jobs.readJob(ref.tenant, transfer.jobId));
  return (
    record !== undefined &&
    record.progress.partsStored > 0 &&
    clock.nowMs() - (record.lastProgressAtMs ?? 0) < CONTRADICTED_MS
  );
}

function roleOf(step: Step): ProcessRole {
  if (typeof step === "number") {
    return "worker";
  }
  return step === "plan" ? "planner" : "coordinator";
}

/** The endpoint that the error names, or that its code is about. */
export function accusedEndpoint({
  step,
  route,
  error,
}: Pick<Failed, "step" | "route" | "error">): Endpoint {
  const endpoints = endpointsOf(step, route);
  const named = endpoints.find(({ address }) => address.connection === error.details["connection"]);
  const kind = error.code.startsWith("source-") ? "source" : "store";
  return (
    named ??
    endpoints.find((endpoint) => endpoint.kind === kind) ??
    endpointOf("store", route.destination)
  );
}
