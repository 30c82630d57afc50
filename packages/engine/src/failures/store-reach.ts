// Whether this process can use a store or a source now, or leaves it alone for a while.

import {
  type Address,
  ERRORS,
  type ErrorCode,
  isPenstockError,
  type PenstockError,
  type Step,
  type TaskOutcome,
  type TaskRef,
} from "@penstock/core";
import type { Engine } from "../engine.ts";
import type { Attempt } from "./attempt.ts";
import type { Route, Side } from "./side.ts";

type Reaching = Pick<Engine, "connections" | "breakers" | "clock" | "random" | "log">;

/** Nothing is asked of this side for so long. */
type Rest = { readonly code: ErrorCode; readonly forMs: number };

/** `busy`: it answers, but asks for patience, or for credentials. */
type ProbeResult = "responded" | "busy" | "silent";

/** So that those who wait for the same side do not come back in the same millisecond. */
const SPREAD_MS = 1000;

/** How soon a task comes back that another process may take. */
const SOONEST_MS = 500;
const LATEST_MS = 2000;

const SILENT_CODES: readonly ErrorCode[] = ["store-unreachable", "source-unreachable"];

/** The sides that a step needs. Verifying may read what is stored. */
export function sidesOf(step: Step, { source, destination }: Route): readonly Side[] {
  const store = sideOf("store", destination);
  switch (step) {
    case "complete":
    case "abort":
      return [store];
    case "verify":
      return [store, sideOf("source", destination)];
    default:
      return [store, sideOf("source", source)];
  }
}

export function sideOf(kind: Side["kind"], address: Address): Side {
  return { kind, address, name: `${kind} ${address.connection}` };
}

/**
 * Puts a step off, untried, while this process leaves alone what it needs: a side that does not
 * answer, or that refuses. Nothing is noted as a failure, for nothing failed; but the job says that it
 * waits, and whatever a process leaves alone, why, and until when is told where it announces itself.
 *
 * It comes back soon, since another process may take it; undefined when it may be tried.
 *
 * @param claimed the task of a part whose claim is its first attempt, until it is deferred
 */
export async function defer(
  engine: Engine,
  attempt: Attempt,
  claimed?: TaskRef,
): Promise<TaskOutcome | undefined> {
  if (engine.breakers.isQuiet) {
    return undefined;
  }
  const sides = sidesOf(attempt.step, attempt.route);
  const resting =
    engine.breakers.rejections.restOf(nameOfStep(attempt), sides, engine.clock.nowMs()) ??
    (await restOf(engine, sides));
  if (resting === undefined) {
    return undefined;
  }
  const { forMs, code } = resting;
  if (claimed !== undefined || typeof attempt.step !== "number") {
    await engine.ledger.parts.noteUntried(attempt.ref, code, claimed);
  }
  return { kind: "later", delayMs: Math.min(forMs, soon(engine, forMs)) };
}

/** The longer this process waits, the longer does a task that nobody else took. */
export function soon({ random }: Pick<Engine, "random">, restMs = 0): number {
  const leastMs = Math.max(SOONEST_MS, Math.min(LATEST_MS, restMs / 4));
  return Math.round(leastMs * (1 + random.unit()));
}

/** What was tried, as this process remembers it. */
export function nameOfStep({ ref, step }: Pick<Attempt, "ref" | "step">): string {
  return `${ref.transferId} ${step}`;
}

/**
 * What stands in the way of a step: a side of it that did not answer again and again. Once its time
 * is over one caller probes, and continues when it gets a response.
 */
async function restOf(engine: Reaching, sides: readonly Side[]): Promise<Rest | undefined> {
  for (const side of sides) {
    const forMs = await restMsOf(engine, side);
    if (forMs !== undefined) {
      const code = side.kind === "store" ? "store-unreachable" : "source-unreachable";
      return { code, forMs: forMs + Math.round(engine.random.unit() * SPREAD_MS) };
    }
  }
  return undefined;
}

async function restMsOf(engine: Reaching, side: Side): Promise<number | undefined> {
  const { breakers, clock } = engine;
  let admission = breakers.admit(side, clock.nowMs());
  if (admission.kind === "probe") {
    await probe(engine, side);
    admission = breakers.admit(side, clock.nowMs());
  }
  return admission.kind === "wait" ? admission.forMs : undefined;
}

/**
 * Whether a failure counts as an attempt. One by which nobody was reached does only if the same side
 * answers a cheap question right afterwards: then something is wrong with this part, not with the side.
 */
export async function isAttempt(
  engine: Reaching,
  {
    step,
    error,
    route,
  }: { readonly step: Step; readonly error: PenstockError; readonly route: Route },
): Promise<boolean> {
  if (!SILENT_CODES.includes(error.code)) {
    return ERRORS[error.code].retry !== "wait";
  }
  const kind = error.code === "store-unreachable" ? "store" : "source";
  const side = sidesOf(step, route).find((candidate) => candidate.kind === kind);
  return side === undefined || (await probe(engine, side)) === "responded";
}

/** A step went well, so its sides are there, and let this process in. */
export function noteResponses(engine: Reaching, sides: readonly Side[]): void {
  for (const side of sides) {
    noteResponse(engine, side);
    if (engine.breakers.noteSuccess(side, engine.clock.nowMs())) {
      engine.log.info(fieldsOf(side), `this process can use the ${side.kind} again`);
    }
  }
}

function noteResponse(engine: Reaching, side: Side): void {
  if (engine.breakers.noteResponse(side)) {
    engine.log.info(fieldsOf(side), `the ${side.kind} answers again`);
  }
}

/** One cheap call, and what it says about the side. */
async function probe(engine: Reaching, side: Side): Promise<ProbeResult> {
  const response = await ask(engine, side);
  if (response !== "silent") {
    noteResponse(engine, side);
  } else if (engine.breakers.noteSilence(side, engine.clock.nowMs(), engine.random.unit())) {
    engine.log.warn(
      fieldsOf(side),
      `the ${side.kind} does not answer: it is left alone for a while`,
    );
  }
  return response;
}

async function ask(
  { connections, breakers }: Pick<Reaching, "connections" | "breakers">,
  { kind, address }: Side,
): Promise<ProbeResult> {
  const limit = AbortSignal.timeout(breakers.probeTimeoutMs);
  try {
    if (kind === "store") {
      const store = connections.store(address.connection);
      await store.head(address.key, store.profile.checksum, limit);
    } else {
      await connections.source(address.connection).stat(address.key, limit);
    }
    return "responded";
  } catch (error) {
    if (limit.aborted || isPenstockError(error, ...SILENT_CODES)) {
      return "silent";
    }
    // A rejection is a response. What is no response and no rejection, a bug, shows itself in the step.
    return isPenstockError(error) && ERRORS[error.code].retry === "wait" ? "busy" : "responded";
  }
}

function fieldsOf({ address }: Side): { readonly connection: string } {
  return { connection: address.connection };
}
