import {
  type AttemptFailure,
  causeOf,
  needsSecondLook,
  type ProcessRole,
  type Step,
} from "@penstock/core";
import type { Engine } from "../engine.ts";
import type { Failed } from "./failure.ts";
import type { Side } from "./side.ts";
import { sidesOf } from "./store-reach.ts";

/** So many processes that are refused alike are enough, however many live. */
const ENOUGH_WITNESSES = 5;
/** Two looks within one breath see the same. */
const BETWEEN_LOOKS_MS = 500;
/** What was refused before is no news of today. */
const WITNESS_MS = 15 * 60_000;
/** While parts are uploaded, a rejection contradicts what was seen a moment ago. */
const CONTRADICTED_MS = 2 * 60_000;

/** A node of a CDN that lacks an object is not asked by chance so often in a row. */
const MOST_CONTRADICTIONS = 3;

/**
 * What a rejection means that another process might see otherwise.
 *
 * - `elsewhere`: it counts for nothing yet. Another process has to look, or this one again.
 * - `contradicted`: parts of the same transfer are uploaded. It is an attempt that failed, like others.
 * - `confirmed`: whoever could look saw the same.
 */
export type Look = "elsewhere" | "contradicted" | "confirmed";

/** Asked before the failure is noted. Leaves alone for a while what was refused. */
export async function secondLook(engine: Engine, failed: Failed): Promise<Look> {
  const { ledger, breakers, clock, random, log, processId } = engine;
  const role = roleOf(failed.step);
  const [failures, processes] = await Promise.all([
    ledger.failures(failed.ref),
    ledger.liveProcesses(),
  ]);
  const others = processes.filter((each) => each.role === role && each.id !== processId);
  const hasOthers = others.length > 0;
  const side = accusedSide(failed);
  const cause = causeOf(failed.error);
  const what = nameOfStep(failed);
  const object = failed.ref.transferId;
  const refused = { side, what, object, cause, hasOthers };
  if (breakers.rejections.note(refused, clock.nowMs(), random.unit())) {
    log.warn(
      { connection: side.address.connection, ...cause },
      `this process cannot use the ${side.kind}: it leaves that to others for a while`,
    );
  }
  const witnesses = failures.filter((failure) => isWitness(failure, role, clock.nowMs()));
  if (
    !isConfirmed({ witnesses, others: others.map(({ id }) => id), processId, nowMs: clock.nowMs() })
  ) {
    return "elsewhere";
  }
  const { step, error } = failed;
  const alike = witnesses.filter((seen) => seen.step === step && seen.cause.code === error.code);
  return alike.length <= MOST_CONTRADICTIONS && (await isContradicted(engine, failed))
    ? "contradicted"
    : "confirmed";
}

/** What was tried, as this process remembers it. */
export function nameOfStep({ ref, step }: Pick<Failed, "ref" | "step">): string {
  return `${ref.transferId} ${step}`;
}

type Evidence = {
  readonly witnesses: readonly AttemptFailure[];
  readonly others: readonly string[];
  readonly processId: string;
  readonly nowMs: number;
};

/** By everybody who lives, or by enough; whoever is alone looks twice. */
function isConfirmed({ witnesses, others, processId, nowMs }: Evidence): boolean {
  const refused = new Set(witnesses.map(({ process }) => process)).add(processId);
  if (others.length === 0) {
    return witnesses.some(({ atMs }) => nowMs - atMs >= BETWEEN_LOOKS_MS);
  }
  return refused.size >= ENOUGH_WITNESSES || others.every((id) => refused.has(id));
}

function isWitness(
  { step, atMs, cause }: AttemptFailure,
  role: ProcessRole,
  nowMs: number,
): boolean {
  return (
    roleOf(step) === role && needsSecondLook(cause.code) && Math.abs(nowMs - atMs) <= WITNESS_MS
  );
}

async function isContradicted(
  { ledger, clock }: Pick<Engine, "ledger" | "clock">,
  { ref, step }: Failed,
): Promise<boolean> {
  const transfer = typeof step === "number" ? await ledger.readTransfer(ref) : undefined;
  const record = transfer && (await ledger.readJob(ref.tenant, transfer.jobId));
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

/** The side that the error names, or that its code is about. */
function accusedSide({ step, route, error }: Failed): Side {
  const sides = sidesOf(step, route);
  const named = sides.find(({ address }) => address.connection === error.details["connection"]);
  const kind = error.code.startsWith("source-") ? "source" : "store";
  const store: Side = { kind: "store", address: route.destination };
  return named ?? sides.find((side) => side.kind === kind) ?? store;
}
