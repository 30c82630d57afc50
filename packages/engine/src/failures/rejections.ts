import {
  type Cause,
  ERRORS,
  type ErrorCode,
  type LeftAlone,
  mayDifferElsewhere,
} from "@penstock/core";
import type { Endpoint } from "./endpoint.ts";

/** What an old secret or another configuration may be behind; what else is refused may be about one key. */
const ABOUT_THE_ENDPOINT: ReadonlySet<ErrorCode> = new Set([
  "store-refused",
  "store-missing",
  "source-forbidden",
]);

/** An endpoint may be right about one object; so many in a row are about the endpoint. */
const OBJECTS_TO_DOUBT = 3;

/** Where others live they get the time to look first. */
const ALONE_MS = 1000;
const AMONG_OTHERS_MS = 4000;
const LONGEST_MS = 30_000;
/** No other process makes the second look that a failure waits for. */
const LONGEST_ALONE_MS = 5000;
/** While one looks again, the others wait this long for what it finds. */
const WHILE_LOOKING_MS = 5000;
/** Whatever was wrong so long ago, nothing is known of it any more. */
const FORGOTTEN_AFTER_MS = 15 * 60_000;

type Cooldown = {
  readonly times: number;
  readonly sinceMs: number;
  readonly atMs: number;
  readonly untilMs: number;
};

type StepCooldown = Cooldown & { readonly cause: Cause };

type EndpointCooldown = StepCooldown & {
  readonly endpoint: Endpoint;
  /** What was refused since it went well last, not more of it than decides. */
  readonly objects: ReadonlySet<string>;
  /** Its time was over, and one looks again. */
  readonly isLooking: boolean;
};

export type Refused = {
  readonly endpoint: Endpoint;
  /** Names what was tried: a part, or a step of a transfer. */
  readonly what: string;
  /** Names the transfer. */
  readonly object: string;
  readonly cause: Cause;
  /** Whether another process lives that might do better. */
  readonly hasOthers: boolean;
  /** False for what is an attempt that failed like others, unless the endpoint is doubted. */
  readonly isFinal: boolean;
};

export type Noted = {
  /** Whether this process leaves the endpoint alone now. */
  readonly isDoubted: boolean;
  /** Whether that is news. */
  readonly isNews: boolean;
};

export type CooldownLeft = { readonly forMs: number; readonly code: ErrorCode };

/**
 * What this process was refused for good. It leaves that alone for a growing time, and the endpoint as
 * well, for it may be the one with the old secret or without the connection.
 */
export class Rejections {
  readonly #endpoints = new Map<string, EndpointCooldown>();
  readonly #steps = new Map<string, StepCooldown>();
  readonly #proven: Set<string>;

  /** @param proven endpoints that went well in this process, by name */
  constructor(proven = new Set<string>()) {
    this.#proven = proven;
  }

  /** Nothing was refused that is still remembered. */
  get isQuiet(): boolean {
    return this.#endpoints.size === 0 && this.#steps.size === 0;
  }

  note(
    { endpoint, what, object, cause, hasOthers, isFinal }: Refused,
    nowMs: number,
    random: number,
  ): Noted {
    forgetOld(this.#steps, nowMs);
    const next = (cooldown: Cooldown | undefined) => longer(cooldown, { hasOthers, nowMs, random });
    const before = this.#endpoints.get(endpoint.name);
    const wasDoubted = this.#doubted(endpoint, nowMs) !== undefined;
    const known = [...(before?.objects ?? [])].slice(0, OBJECTS_TO_DOUBT);
    const objects = new Set([object, ...known]);
    // What was under way when the cooldown began is refused as well, and makes it no longer.
    const isUnderWay = before !== undefined && !before.isLooking && nowMs < before.untilMs;
    const cooldown = isUnderWay ? before : next(before);
    this.#endpoints.set(endpoint.name, { ...cooldown, endpoint, cause, objects, isLooking: false });
    const isDoubted = this.#doubted(endpoint, nowMs) !== undefined;
    if (isFinal || isDoubted) {
      this.#steps.set(what, { ...next(this.#steps.get(what)), cause });
    }
    const isSame = wasDoubted && before?.cause.code === cause.code;
    return { isDoubted, isNews: isDoubted && !isSame };
  }

  /** Why and for how long this may not be tried; undefined when it is tried now, and others wait until it ends. */
  cooldownOf(
    what: string,
    endpoints: readonly Endpoint[],
    nowMs: number,
  ): CooldownLeft | undefined {
    const doubted = endpoints.flatMap((endpoint) => this.#doubted(endpoint, nowMs) ?? []);
    const [longest] = [...doubted, this.#steps.get(what)]
      .filter((cooldown) => cooldown !== undefined && cooldown.untilMs > nowMs)
      .sort((one, other) => (other?.untilMs ?? 0) - (one?.untilMs ?? 0));
    if (longest !== undefined) {
      return { forMs: longest.untilMs - nowMs, code: longest.cause.code };
    }
    for (const cooldown of doubted) {
      this.#endpoints.set(cooldown.endpoint.name, {
        ...cooldown,
        untilMs: nowMs + WHILE_LOOKING_MS,
        isLooking: true,
      });
    }
    return undefined;
  }

  /** @returns true when it was left alone */
  noteSuccess(endpoint: Endpoint, nowMs: number): boolean {
    if (this.#endpoints.size === 0 && this.#proven.has(endpoint.name)) {
      return false;
    }
    const wasDoubted = this.#doubted(endpoint, nowMs) !== undefined;
    this.#proven.add(endpoint.name);
    this.#endpoints.delete(endpoint.name);
    return wasDoubted;
  }

  leftAlone(nowMs: number): readonly LeftAlone[] {
    return [...this.#endpoints.values()].flatMap(({ endpoint, cause, sinceMs, untilMs }) => {
      const { connection } = endpoint.address;
      return this.#doubted(endpoint, nowMs) === undefined
        ? []
        : [{ connection, side: endpoint.kind, cause, sinceMs, nextTryAtMs: untilMs }];
    });
  }

  /** Undefined for an endpoint that may be used: what it refused may be about one key. */
  #doubted(endpoint: Endpoint, nowMs: number): EndpointCooldown | undefined {
    const cooldown = this.#endpoints.get(endpoint.name);
    if (cooldown === undefined || nowMs - cooldown.atMs > FORGOTTEN_AFTER_MS) {
      return undefined;
    }
    const { code } = cooldown.cause;
    const isOurs = ERRORS[code].subject === "process";
    const isNew = isAboutTheEndpoint(code) && !this.#proven.has(endpoint.name);
    return isOurs || isNew || cooldown.objects.size >= OBJECTS_TO_DOUBT ? cooldown : undefined;
  }
}

/** A process that never got through has no reason to blame one object either. */
function isAboutTheEndpoint(code: ErrorCode): boolean {
  return ABOUT_THE_ENDPOINT.has(code) || mayDifferElsewhere(code);
}

function longer(
  before: Cooldown | undefined,
  {
    hasOthers,
    nowMs,
    random,
  }: { readonly hasOthers: boolean; readonly nowMs: number; readonly random: number },
): Cooldown {
  const [baseMs, longestMs] = hasOthers
    ? [AMONG_OTHERS_MS, LONGEST_MS]
    : [ALONE_MS, LONGEST_ALONE_MS];
  const isOld = before === undefined || nowMs - before.atMs > FORGOTTEN_AFTER_MS;
  const times = isOld ? 1 : before.times + 1;
  const ceilingMs = Math.min(longestMs, baseMs * 2 ** Math.min(times - 1, 16));
  const forMs = Math.round(ceilingMs * (0.75 + random * 0.25));
  return { times, sinceMs: isOld ? nowMs : before.sinceMs, atMs: nowMs, untilMs: nowMs + forMs };
}

function forgetOld(cooldowns: Map<string, Cooldown>, nowMs: number): void {
  for (const [key, { atMs }] of cooldowns) {
    if (nowMs - atMs > FORGOTTEN_AFTER_MS) {
      cooldowns.delete(key);
    }
  }
}
