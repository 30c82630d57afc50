import { PenstockError } from "../failures/errors.ts";
import { formatLimitLine, type LimitLine, parseLimitLine } from "./limit-line.ts";
import { LIMIT_NAMES, type LimitName, limitValueIssue } from "./limit-value.ts";
import { type LimitNow, type LimitWeek, limitAt, limitWeek, unusedLines } from "./limit-week.ts";
import { isTimeZone } from "./zone-time.ts";

/**
 * A value that always holds, or the lines of a calendar, `Mon-Fri 08:00-18:00 50MiB/s`: the first line that fits
 * counts, and where none fits there is no limit.
 */
export type Limit = number | readonly string[];

/** What bounds a deployment, a connection, a tenant or a job. What is left out does not. */
export type Limits = { readonly [name in LimitName]?: Limit } & {
  /** Of the IANA database; of every calendar in here. Left out: UTC. */
  readonly timeZone?: string;
};

export type LimitIssue = { readonly path: readonly (string | number)[]; readonly message: string };

/** How limits may be written: a calendar of one line is a text, and lines may stand in one text with `;` between. */
export type LimitsInput = {
  readonly [name in LimitName]?: number | string | readonly string[] | undefined;
} & { readonly timeZone?: string | undefined };

const MAX_LINES = 50;

/** In the one form that they are kept and shown in, with every issue that was found. */
export function readLimits(input: LimitsInput): {
  readonly limits: Limits;
  readonly issues: readonly LimitIssue[];
} {
  const issues: LimitIssue[] = [];
  const { timeZone } = input;
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    const message = `"${timeZone}" is no time zone: write one of the IANA database, such as Europe/Berlin or UTC`;
    issues.push({ path: ["timeZone"], message });
  }
  const read = LIMIT_NAMES.flatMap((name) => {
    const given = input[name];
    if (given === undefined) {
      return [];
    }
    const found = readLimit(name, given);
    issues.push(...found.issues.map((issue) => ({ ...issue, path: [name, ...issue.path] })));
    return found.limit === undefined ? [] : [[name, found.limit] as const];
  });
  const limits: Limits = Object.fromEntries(read);
  return { limits: timeZone === undefined ? limits : { ...limits, timeZone }, issues };
}

/** @throws PenstockError `request-invalid` that names each thing that is wrong */
export function parseLimits(input: LimitsInput): Limits {
  const { limits, issues } = readLimits(input);
  if (issues.length > 0) {
    const text = issues.map(({ path, message }) => `${path.join("/")}: ${message}`).join("; ");
    throw new PenstockError("request-invalid", text);
  }
  return limits;
}

type ReadLimit = { readonly limit: Limit | undefined; readonly issues: readonly LimitIssue[] };

function readLimit(name: LimitName, given: number | string | readonly string[]): ReadLimit {
  if (typeof given === "number") {
    const message = limitValueIssue(name, given);
    return { limit: given, issues: message === undefined ? [] : [{ path: [], message }] };
  }
  const isText = typeof given === "string";
  const texts = (isText ? given.split(/[;\n]/) : given).filter((text) => text.trim() !== "");
  if (texts.length === 0 || texts.length > MAX_LINES) {
    const message = `${texts.length} lines: write 1 to ${MAX_LINES}, or leave ${name} out for no limit`;
    return { limit: undefined, issues: [{ path: [], message }] };
  }
  const parsed = texts.map((text) => parseLimitLine(name, text));
  const issues = parsed.flatMap((line, index) =>
    typeof line === "string" ? [{ path: isText ? [] : [index], message: line }] : [],
  );
  if (issues.length > 0) {
    return { limit: undefined, issues };
  }
  return checkedLines(
    name,
    parsed.filter((line) => typeof line !== "string"),
  );
}

function checkedLines(name: LimitName, lines: readonly LimitLine[]): ReadLimit {
  const issues = unusedLines(limitWeek(lines, "UTC")).map((line) => ({
    path: [],
    message: `"${formatLimitLine(name, line)}" never counts: the lines before it fit all of its time, and the first that fits counts`,
  }));
  const texts = lines.map((line) => formatLimitLine(name, line));
  const only = lines.length === 1 && !texts[0]?.includes(" ");
  return { limit: only ? lines[0]?.value : texts, issues };
}

/** Limits as they are asked: what holds now, and until when. */
export class LimitCalendar {
  readonly #weeks: ReadonlyMap<LimitName, LimitWeek>;

  /** @param limits as `readLimits` returned them */
  constructor(limits: Limits) {
    const { timeZone = "UTC" } = limits;
    this.#weeks = new Map(
      LIMIT_NAMES.flatMap((name) => {
        const limit = limits[name];
        return limit === undefined ? [] : [[name, limitWeek(linesOf(name, limit), timeZone)]];
      }),
    );
  }

  at(name: LimitName, atMs: number): LimitNow {
    const week = this.#weeks.get(name);
    return week === undefined ? { value: undefined, untilMs: undefined } : limitAt(week, atMs);
  }
}

function linesOf(name: LimitName, limit: Limit): readonly LimitLine[] {
  const texts = typeof limit === "number" ? [`${limit}`] : limit;
  return texts.map((text) => parseLimitLine(name, text)).filter((line) => typeof line !== "string");
}

/** What binds of several levels, and until when all of them stay as they are. */
export type StrictestLimit<Level> = {
  readonly value: number;
  /** The first of those that are equal. */
  readonly level: Level;
  readonly untilMs: number | undefined;
};

/** @returns undefined where none of them has this limit now */
export function strictestAt<Level>(
  levels: readonly (readonly [Level, LimitCalendar])[],
  name: LimitName,
  atMs: number,
): StrictestLimit<Level> | undefined {
  const all = levels.map(([level, calendar]) => ({ level, ...calendar.at(name, atMs) }));
  const changes = all.flatMap(({ untilMs }) => untilMs ?? []);
  const untilMs = changes.length === 0 ? undefined : Math.min(...changes);
  return all
    .flatMap(({ level, value }) => (value === undefined ? [] : [{ level, value, untilMs }]))
    .toSorted((one, other) => one.value - other.value)[0];
}
