import {
  type Cause,
  ERRORS,
  type ErrorCode,
  type LeftAlone,
  mayDifferElsewhere,
} from "@penstock/core";
import type { Side } from "./side.ts";

/** What an old secret or another configuration may be behind; what else is refused may be about one key. */
const ABOUT_THE_SIDE: ReadonlySet<ErrorCode> = new Set([
  "store-refused",
  "store-missing",
  "source-forbidden",
]);

/** A side may be right about one object; so many in a row are about the side. */
const OBJECTS_TO_DOUBT = 3;

/** Where others live they get the time to look first. */
const ALONE_MS = 1000;
const AMONG_OTHERS_MS = 4000;
const LONGEST_MS = 30_000;
/** Nobody else makes the second look that a failure waits for. */
const LONGEST_ALONE_MS = 5000;
/** While one looks again, the others wait this long for what it finds. */
const WHILE_LOOKING_MS = 5000;
/** Whatever was wrong so long ago, nothing is known of it any more. */
const FORGOTTEN_AFTER_MS = 15 * 60_000;

type Rest = {
  readonly times: number;
  readonly sinceMs: number;
  readonly atMs: number;
  readonly untilMs: number;
};

type StepRest = Rest & { readonly cause: Cause };

type SideRest = StepRest & {
  readonly side: Side;
  /** What was refused since it went well last, not more of it than decides. */
  readonly objects: ReadonlySet<string>;
  /** Its time was over, and one looks again. */
  readonly isLooking: boolean;
};

export type Refused = {
  readonly side: Side;
  /** Names what was tried: a part, or a step of a transfer. */
  readonly what: string;
  /** Names the transfer. */
  readonly object: string;
  readonly cause: Cause;
  /** Whether another process lives that might do better. */
  readonly hasOthers: boolean;
  /** False for what is an attempt that failed like others, unless the side is doubted. */
  readonly isFinal: boolean;
};

export type Noted = {
  /** Whether this process leaves the side alone now. */
  readonly isDoubted: boolean;
  /** Whether that is news. */
  readonly isNews: boolean;
};

export type Resting = { readonly forMs: number; readonly code: ErrorCode };

/**
 * What this process was refused for good. It leaves that alone for a growing time, and the side as
 * well, for it may be the one with the old secret or without the connection.
 */
export class Rejections {
  readonly #sides = new Map<string, SideRest>();
  readonly #steps = new Map<string, StepRest>();
  readonly #proven: Set<string>;

  /** @param proven sides that went well in this process, by name */
  constructor(proven = new Set<string>()) {
    this.#proven = proven;
  }

  /** Nothing was refused that is still remembered. */
  get isQuiet(): boolean {
    return this.#sides.size === 0 && this.#steps.size === 0;
  }

  note(
    { side, what, object, cause, hasOthers, isFinal }: Refused,
    nowMs: number,
    random: number,
  ): Noted {
    forgetOld(this.#steps, nowMs);
    const next = (rest: Rest | undefined) => longer(rest, { hasOthers, nowMs, random });
    const before = this.#sides.get(side.name);
    const wasDoubted = this.#doubted(side, nowMs) !== undefined;
    const known = [...(before?.objects ?? [])].slice(0, OBJECTS_TO_DOUBT);
    const objects = new Set([object, ...known]);
    // What was under way when the rest began is refused as well, and makes it no longer.
    const isUnderWay = before !== undefined && !before.isLooking && nowMs < before.untilMs;
    const rest = isUnderWay ? before : next(before);
    this.#sides.set(side.name, { ...rest, side, cause, objects, isLooking: false });
    const isDoubted = this.#doubted(side, nowMs) !== undefined;
    if (isFinal || isDoubted) {
      this.#steps.set(what, { ...next(this.#steps.get(what)), cause });
    }
    const isSame = wasDoubted && before?.cause.code === cause.code;
    return { isDoubted, isNews: isDoubted && !isSame };
  }

  /** Why and for how long this may not be tried; undefined when it is tried now, and others wait meanwhile. */
  restOf(what: string, sides: readonly Side[], nowMs: number): Resting | undefined {
    const doubted = sides.flatMap((side) => this.#doubted(side, nowMs) ?? []);
    const [longest] = [...doubted, this.#steps.get(what)]
      .filter((rest) => rest !== undefined && rest.untilMs > nowMs)
      .sort((one, other) => (other?.untilMs ?? 0) - (one?.untilMs ?? 0));
    if (longest !== undefined) {
      return { forMs: longest.untilMs - nowMs, code: longest.cause.code };
    }
    for (const rest of doubted) {
      this.#sides.set(rest.side.name, {
        ...rest,
        untilMs: nowMs + WHILE_LOOKING_MS,
        isLooking: true,
      });
    }
    return undefined;
  }

  /** @returns true when it was left alone */
  noteSuccess(side: Side, nowMs: number): boolean {
    if (this.#sides.size === 0 && this.#proven.has(side.name)) {
      return false;
    }
    const wasDoubted = this.#doubted(side, nowMs) !== undefined;
    this.#proven.add(side.name);
    this.#sides.delete(side.name);
    return wasDoubted;
  }

  leftAlone(nowMs: number): readonly LeftAlone[] {
    return [...this.#sides.values()].flatMap(({ side, cause, sinceMs, untilMs }) => {
      const { connection } = side.address;
      return this.#doubted(side, nowMs) === undefined
        ? []
        : [{ connection, side: side.kind, cause, sinceMs, nextTryAtMs: untilMs }];
    });
  }

  /** Undefined for a side that may be used: what it refused may be about one key. */
  #doubted(side: Side, nowMs: number): SideRest | undefined {
    const rest = this.#sides.get(side.name);
    if (rest === undefined || nowMs - rest.atMs > FORGOTTEN_AFTER_MS) {
      return undefined;
    }
    const { code } = rest.cause;
    const isOurs = ERRORS[code].subject === "process";
    const isNew = isAboutTheSide(code) && !this.#proven.has(side.name);
    return isOurs || isNew || rest.objects.size >= OBJECTS_TO_DOUBT ? rest : undefined;
  }
}

/** A process that never got through has no reason to blame one object either. */
function isAboutTheSide(code: ErrorCode): boolean {
  return ABOUT_THE_SIDE.has(code) || mayDifferElsewhere(code);
}

function longer(
  before: Rest | undefined,
  {
    hasOthers,
    nowMs,
    random,
  }: { readonly hasOthers: boolean; readonly nowMs: number; readonly random: number },
): Rest {
  const [baseMs, longestMs] = hasOthers
    ? [AMONG_OTHERS_MS, LONGEST_MS]
    : [ALONE_MS, LONGEST_ALONE_MS];
  const isOld = before === undefined || nowMs - before.atMs > FORGOTTEN_AFTER_MS;
  const times = isOld ? 1 : before.times + 1;
  const ceilingMs = Math.min(longestMs, baseMs * 2 ** Math.min(times - 1, 16));
  const forMs = Math.round(ceilingMs * (0.75 + random * 0.25));
  return { times, sinceMs: isOld ? nowMs : before.sinceMs, atMs: nowMs, untilMs: nowMs + forMs };
}

function forgetOld(rests: Map<string, Rest>, nowMs: number): void {
  for (const [key, { atMs }] of rests) {
    if (nowMs - atMs > FORGOTTEN_AFTER_MS) {
      rests.delete(key);
    }
  }
}
