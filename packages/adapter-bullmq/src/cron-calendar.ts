import { type Calendar, type DueTicks, PenstockError, type Timing } from "@penstock/core";
import { CronExpressionParser } from "cron-parser";

/** Windows in which the latest tick is looked for: each a few times the one before, so that few ticks lie in the first that has any. */
const WINDOWS_MS = [2_000, 16_000, 120_000, 900_000, 7_200_000, 57_600_000, 460_000_000];
const HOUR_MS = 3_600_000;
/**
 * Before a change of the clocks by half an hour, as on Lord Howe Island, the parser gives up after a long
 * search: it is asked again from behind the change.
 */
const DETOURS_MS = [0, 6, 12, 18, 24].map((hours) => hours * HOUR_MS);
/** The same questions come again with every sweep. */
const MAX_KNOWN = 1000;

/** Five or six fields, or a name for them. `H`, which is no part of a name, stands for another value in each process. */
const SHAPE = /^(?:@[a-z]+|\S+(?: +\S+){4,5})$/;
const HASHED = /(?<![A-Za-z])H(?![A-Za-z])/;

/**
 * Ticks by the parser that BullMQ uses, asked only for the next one: what it calls the previous tick is
 * another one on days when the clocks change. A time that is left out on such a day runs an hour later, and
 * one that comes twice runs the first time (`cron-calendar.test.ts`).
 */
export class CronCalendar implements Calendar {
  readonly #known = new Map<string, number | undefined>();

  check(timing: Timing): void {
    if (timing.kind === "every") {
      return;
    }
    const { pattern, timeZone } = timing;
    checkTimeZone(timeZone);
    if (!SHAPE.test(pattern) || HASHED.test(pattern)) {
      throw invalid(
        `"${pattern}" is no cron pattern: write five fields (minute, hour, day of the month, month, day of the week), such as "0 3 * * *", or six with seconds in front; H is not taken, for it stands for another time in each process`,
      );
    }
    try {
      parse(timing, 0);
    } catch (error) {
      const reason = error instanceof Error ? error.message : "unknown";
      throw invalid(`"${pattern}" is no cron pattern: ${reason}`, error);
    }
    if (this.next(timing, Date.UTC(2000, 0, 1)) === undefined) {
      throw invalid(`"${pattern}" never comes: no year has such a day`);
    }
  }

  next(timing: Timing, afterMs: number): number | undefined {
    if (timing.kind === "every") {
      const { everyMs } = timing;
      return Math.floor(afterMs / everyMs) * everyMs + everyMs;
    }
    const question = `${timing.timeZone} ${timing.pattern} ${afterMs}`;
    if (!this.#known.has(question)) {
      if (this.#known.size >= MAX_KNOWN) {
        this.#known.clear();
      }
      this.#known.set(question, nextByParser(timing, afterMs));
    }
    return this.#known.get(question);
  }

  due(timing: Timing, afterMs: number, atMs: number): DueTicks | undefined {
    const firstMs = this.next(timing, afterMs);
    return firstMs === undefined || firstMs > atMs
      ? undefined
      : { firstMs, latestMs: this.#latest(timing, firstMs, atMs) };
  }

  /** @param knownMs a tick that is not after `atMs` */
  #latest(timing: Timing, knownMs: number, atMs: number): number {
    let latest = knownMs;
    for (const windowMs of WINDOWS_MS) {
      const found = this.next(timing, Math.max(knownMs, atMs - windowMs));
      if (found !== undefined && found <= atMs) {
        latest = found;
        break;
      }
    }
    for (
      let next = this.next(timing, latest);
      next !== undefined && next <= atMs;
      next = this.next(timing, next)
    ) {
      latest = next;
    }
    return latest;
  }
}

function nextByParser(timing: CronTiming, afterMs: number): number | undefined {
  for (const detourMs of DETOURS_MS) {
    try {
      return parse(timing, afterMs + detourMs)
        .next()
        .getTime();
    } catch {
      // By the next detour, perhaps.
    }
  }
  return undefined;
}

type CronTiming = Extract<Timing, { kind: "cron" }>;

function parse({ pattern, timeZone }: CronTiming, afterMs: number) {
  return CronExpressionParser.parse(pattern, { tz: timeZone, currentDate: new Date(afterMs) });
}

function checkTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone }).format(0);
  } catch (error) {
    const message = `"${timeZone}" is no time zone: write one of the IANA database, such as Europe/Berlin or UTC`;
    throw invalid(message, error);
  }
}

function invalid(message: string, cause?: unknown): PenstockError {
  return new PenstockError("request-invalid", message, { cause });
}
