import type { JobId } from "../ids.ts";
import type { Clock, Random } from "../ports/system.ts";
import { type Cause, causeOf, isPenstockError, shortened } from "./errors.ts";

/** What fails again and again is tried this seldom at most. */
const LONGEST_PAUSE_MS = 30_000;
const FIRST_PAUSE_MS = 1000;
/** What was not tried again for so long after it was due is over in another way. */
const FORGOTTEN_AFTER_MS = 300_000;
/** Some hundred bytes each. */
const MAX_KNOWN = 10_000;
/** Of one line for people. */
const MAX_JOBS = 20;

/** What a process does again when it fails: one pass of a loop, or one item of a pass. */
export type RepeatedWork = {
  /** Names it, in a sentence: "the sweep of the journal". */
  readonly what: string;
  /** Tells it from others of the same name. */
  readonly item?: string;
  /** Whose end waits for it. */
  readonly jobId?: JobId;
  readonly longestPauseMs?: number;
};

/** What fails at present for one cause, for people. */
export type Repetition = {
  readonly what: string;
  /** How many of this name fail by this cause. */
  readonly items: number;
  /** Some of the jobs that wait for it. */
  readonly jobIds: readonly JobId[];
  /** In a row, of the one that failed most often. */
  readonly failures: number;
  readonly sinceMs: number;
  readonly nextTryAtMs: number;
  readonly cause: Cause;
};

type Known = Omit<Repetition, "items" | "jobIds"> & { readonly jobId: JobId | undefined };

/**
 * Everything that this process repeats because it failed, apart from the steps of transfers, of which the
 * ledger knows. It says when each may be tried again, after a growing pause, how often it failed and by what.
 */
export class Repetitions {
  readonly #clock: Clock;
  readonly #random: Random;
  /** In the order of their newest failures. */
  readonly #known = new Map<string, Known>();

  constructor({ clock, random }: { readonly clock: Clock; readonly random: Random }) {
    this.#clock = clock;
    this.#random = random;
  }

  /** False while the pause after its newest failure lasts. */
  isDue(work: RepeatedWork): boolean {
    return (this.#known.get(keyOf(work))?.nextTryAtMs ?? 0) <= this.#clock.nowMs();
  }

  failuresOf(work: RepeatedWork): number {
    return this.#known.get(keyOf(work))?.failures ?? 0;
  }

  /**
   * @param pauseMs where it is not the growing one
   * @returns after which pause it is due again
   */
  noteFailure(work: RepeatedWork, error: unknown, pauseMs?: number): number {
    const key = keyOf(work);
    const nowMs = this.#clock.nowMs();
    const before = this.#known.get(key);
    const failures = (before?.failures ?? 0) + 1;
    const longestMs = work.longestPauseMs ?? LONGEST_PAUSE_MS;
    const delayMs = pauseMs ?? repeatDelayMs(failures, this.#random.unit(), longestMs);
    this.#known.delete(key);
    this.#known.set(key, {
      ...{ what: work.what, jobId: work.jobId, failures },
      sinceMs: before?.sinceMs ?? nowMs,
      nextTryAtMs: nowMs + delayMs,
      cause: isPenstockError(error) ? causeOf(error) : unexpected(error),
    });
    this.#forget(nowMs);
    return delayMs;
  }

  noteSuccess(work: RepeatedWork): void {
    if (this.#known.size > 0) {
      this.#known.delete(keyOf(work));
    }
  }

  /** Another process does all of it from now on. */
  clear(): void {
    this.#known.clear();
  }

  /** One line for each name and code, however many items there are. */
  list(): readonly Repetition[] {
    const nowMs = this.#clock.nowMs();
    const failing = [...this.#known.values()].filter((each) => !isForgotten(each, nowMs));
    const alike = Map.groupBy(failing, ({ what, cause }) => JSON.stringify([what, cause.code]));
    return [...alike.values()].flatMap(([first, ...others]) =>
      first === undefined ? [] : [together(first, others)],
    );
  }

  #forget(nowMs: number): void {
    for (const [key, known] of this.#known) {
      if (this.#known.size <= MAX_KNOWN && !isForgotten(known, nowMs)) {
        return;
      }
      this.#known.delete(key);
    }
  }
}

/** Exponential, and half of it by chance, so that what failed together does not return together. */
export function repeatDelayMs(
  failures: number,
  random: number,
  longestMs = LONGEST_PAUSE_MS,
): number {
  const ceiling = Math.min(longestMs, FIRST_PAUSE_MS * 2 ** Math.min(failures, 16));
  return Math.round((ceiling * (1 + random)) / 2);
}

function together(first: Known, others: readonly Known[]): Repetition {
  const all = [first, ...others];
  const jobs = all.flatMap(({ jobId }) => (jobId === undefined ? [] : [jobId]));
  return {
    what: first.what,
    items: all.length,
    jobIds: [...new Set(jobs)].slice(0, MAX_JOBS),
    failures: Math.max(...all.map(({ failures }) => failures)),
    sinceMs: Math.min(...all.map(({ sinceMs }) => sinceMs)),
    nextTryAtMs: Math.min(...all.map(({ nextTryAtMs }) => nextTryAtMs)),
    cause: (others.at(-1) ?? first).cause,
  };
}

function isForgotten({ nextTryAtMs }: Known, nowMs: number): boolean {
  return nowMs - nextTryAtMs > FORGOTTEN_AFTER_MS;
}

function keyOf({ what, item = "" }: RepeatedWork): string {
  return `${what}\n${item}`;
}

function unexpected(error: unknown): Cause {
  const message = error instanceof Error ? error.message : "unknown";
  return { code: "unexpected-error", message: shortened(message) };
}
