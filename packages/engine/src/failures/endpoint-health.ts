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
import type { Endpoint, Route } from "./endpoint.ts";

type Reaching = Pick<Engine, "connections" | "breakers" | "clock" | "random" | "log">;

/** Nothing is asked of this endpoint for so long. */
type CooldownLeft = { readonly code: ErrorCode; readonly forMs: number };

/** `busy`: it answers, but asks for patience, or for credentials. */
type ProbeResult = "responded" | "busy" | "unavailable";

/** So that those who wait for the same endpoint do not come back in the same millisecond. */
const SPREAD_MS = 1000;

/** How soon a task comes back that another process may take. */
const SOONEST_MS = 500;
const LATEST_MS = 2000;

const UNAVAILABLE_CODES: readonly ErrorCode[] = ["store-unreachable", "source-unreachable"];

/** The endpoints that a step needs. Verifying may read what is stored. */
export function endpointsOf(step: Step, { source, destination }: Route): readonly Endpoint[] {
  const store = endpointOf("store", destination);
  switch (step) {
    case "complete":
    case "abort":
      return [store];
    case "verify":
      return [store, endpointOf("source", destination)];
    default:
      return [store, endpointOf("source", source)];
  }
}

export function endpointOf(kind: Endpoint["kind"], address: Address): Endpoint {
  return { kind, address, name: `${kind} ${address.connection}` };
}

/**
 * Puts a step off, untried, while this process leaves alone what it needs: an endpoint that does not
 * answer, or that refuses. Nothing is noted as a failure, for nothing failed; but the job says that it
 * waits, and whatever a process leaves alone, why, and until when is told where it announces itself.
 *
 * It comes back soon, since another process may take it; undefined when it may be tried.
 *
 * @param claimed the task of a part whose claim is its first attempt, until it is deferred
 */
export async function deferWhileUnavailable(
  engine: Engine,
  attempt: Attempt,
  claimed?: TaskRef,
): Promise<TaskOutcome | undefined> {
  if (engine.breakers.isQuiet) {
    return undefined;
  }
  const endpoints = endpointsOf(attempt.step, attempt.route);
  const cooldown =
    engine.breakers.rejections.cooldownOf(nameOfStep(attempt), endpoints, engine.clock.nowMs()) ??
    (await cooldownOf(engine, endpoints));
  if (cooldown === undefined) {
    return undefined;
  }
  const { forMs, code } = cooldown;
  if (claimed !== undefined || typeof attempt.step !== "number") {
    await engine.ledger.parts.noteUntried(attempt.ref, code, claimed);
  }
  return { kind: "later", delayMs: Math.min(forMs, soon(engine, forMs)) };
}

/** The longer this process waits, the longer does a task that no other process took. */
export function soon({ random }: Pick<Engine, "random">, restMs = 0): number {
  const leastMs = Math.max(SOONEST_MS, Math.min(LATEST_MS, restMs / 4));
  return Math.round(leastMs * (1 + random.unit()));
}

/** What was tried, as this process remembers it. */
export function nameOfStep({ ref, step }: Pick<Attempt, "ref" | "step">): string {
  return `${ref.transferId} ${step}`;
}

/**
 * What stands in the way of a step, or of a list: an endpoint of it that did not answer again and again. Once its time
 * is over one caller probes, and continues when it gets a response.
 */
export async function cooldownOf(
  engine: Reaching,
  endpoints: readonly Endpoint[],
): Promise<CooldownLeft | undefined> {
  for (const endpoint of endpoints) {
    const forMs = await cooldownMsOf(engine, endpoint);
    if (forMs !== undefined) {
      const code = endpoint.kind === "store" ? "store-unreachable" : "source-unreachable";
      return { code, forMs: forMs + Math.round(engine.random.unit() * SPREAD_MS) };
    }
  }
  return undefined;
}

async function cooldownMsOf(engine: Reaching, endpoint: Endpoint): Promise<number | undefined> {
  const { breakers, clock } = engine;
  let admission = breakers.admit(endpoint, clock.nowMs());
  if (admission.kind === "probe") {
    await probe(engine, endpoint);
    admission = breakers.admit(endpoint, clock.nowMs());
  }
  return admission.kind === "wait" ? admission.forMs : undefined;
}

/**
 * Whether a failure counts as an attempt. One by which nothing was reached does only if the same endpoint
 * responds to a cheap request right afterwards: then something is wrong with this part, not with the endpoint.
 */
export async function isAttempt(
  engine: Reaching,
  {
    step,
    error,
    route,
  }: { readonly step: Step; readonly error: PenstockError; readonly route: Route },
): Promise<boolean> {
  if (!UNAVAILABLE_CODES.includes(error.code)) {
    return ERRORS[error.code].retry !== "wait";
  }
  const kind = error.code === "store-unreachable" ? "store" : "source";
  const endpoint = endpointsOf(step, route).find((candidate) => candidate.kind === kind);
  return endpoint === undefined || (await probe(engine, endpoint)) === "responded";
}

/** The same as `noteResponses`, of a part or an entry that was moved. */
export function noteMoved(engine: Reaching, route: Route): void {
  if (!engine.breakers.isProven(route)) {
    noteResponses(engine, [
      endpointOf("store", route.destination),
      endpointOf("source", route.source),
    ]);
    engine.breakers.noteProven(route);
  }
}

/** A step went well, so its endpoints are there, and let this process in. */
export function noteResponses(engine: Reaching, endpoints: readonly Endpoint[]): void {
  const nowMs = engine.clock.nowMs();
  for (const endpoint of endpoints) {
    noteResponse(engine, endpoint);
    if (engine.breakers.noteSuccess(endpoint, nowMs)) {
      engine.log.info(fieldsOf(endpoint), `this process can use the ${endpoint.kind} again`);
    }
  }
}

function noteResponse(engine: Reaching, endpoint: Endpoint): void {
  if (engine.breakers.noteResponse(endpoint)) {
    engine.log.info(fieldsOf(endpoint), `the ${endpoint.kind} responds again`);
  }
}

/** One cheap call, and what it says about the endpoint. */
async function probe(engine: Reaching, endpoint: Endpoint): Promise<ProbeResult> {
  const response = await ask(engine, endpoint);
  if (response !== "unavailable") {
    noteResponse(engine, endpoint);
  } else if (
    engine.breakers.noteUnavailability(endpoint, engine.clock.nowMs(), engine.random.unit())
  ) {
    engine.log.warn(
      fieldsOf(endpoint),
      `the ${endpoint.kind} does not respond: this process stops using it for a while`,
    );
  }
  return response;
}

async function ask(
  { connections, breakers }: Pick<Reaching, "connections" | "breakers">,
  { kind, address }: Endpoint,
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
    if (limit.aborted || isPenstockError(error, ...UNAVAILABLE_CODES)) {
      return "unavailable";
    }
    // A rejection is a response. What is no response and no rejection, a bug, shows itself in the step.
    return isPenstockError(error) && ERRORS[error.code].retry === "wait" ? "busy" : "responded";
  }
}

function fieldsOf({ address }: Endpoint): { readonly connection: string } {
  return { connection: address.connection };
}
