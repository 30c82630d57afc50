import { DAY_MINUTES, type LimitLine, WEEK_MINUTES } from "./limit-line.ts";
import { afterMinutes, clockChange, minuteOfWeek } from "./zone-time.ts";

/** What holds from a minute of the week to the next such piece. */
type Piece = { readonly fromMinute: number; readonly line: number | undefined };

/** The lines of a calendar laid over a week: the first line that fits a minute counts. */
export type LimitWeek = {
  readonly lines: readonly LimitLine[];
  readonly timeZone: string;
  /** Ascending, the first from minute 0. */
  readonly pieces: readonly Piece[];
};

/** A limit at an instant. */
export type LimitNow = {
  /** Undefined: no limit. */
  readonly value: number | undefined;
  /** When it is another; undefined where it stays. */
  readonly untilMs: number | undefined;
};

/** A week has few pieces, and every piece or turn of the clocks is looked at once. */
const MAX_STEPS = 1_000;

export function limitWeek(lines: readonly LimitLine[], timeZone: string): LimitWeek {
  const edges = new Set([0]);
  for (const line of lines) {
    for (const day of line.days) {
      edges.add((day * DAY_MINUTES + line.fromMinute) % WEEK_MINUTES);
      edges.add((day * DAY_MINUTES + line.toMinute) % WEEK_MINUTES);
    }
  }
  const pieces = [...edges]
    .toSorted((one, other) => one - other)
    .map((fromMinute) => ({ fromMinute, line: lineAt(lines, fromMinute) }));
  return { lines, timeZone, pieces };
}

/** Which lines say nothing, because those before them fit every minute of theirs. */
export function unusedLines({ lines, pieces }: LimitWeek): readonly LimitLine[] {
  const used = new Set(pieces.map(({ line }) => line));
  return lines.filter((_, index) => !used.has(index));
}

export function limitAt(week: LimitWeek, atMs: number): LimitNow {
  const value = valueAt(week, atMs);
  let lookMs = atMs;
  for (let step = 0; step < MAX_STEPS && lookMs - atMs < 9 * DAY_MINUTES * 60_000; step += 1) {
    lookMs = nextEdge(week, lookMs);
    if (valueAt(week, lookMs) !== value) {
      return { value, untilMs: lookMs };
    }
  }
  return { value, untilMs: undefined };
}

function lineAt(lines: readonly LimitLine[], minute: number): number | undefined {
  const index = lines.findIndex(({ days, fromMinute, toMinute }) =>
    days.some((day) => {
      const sinceFrom = minute - (day * DAY_MINUTES + fromMinute) + WEEK_MINUTES;
      return sinceFrom % WEEK_MINUTES < toMinute - fromMinute;
    }),
  );
  return index === -1 ? undefined : index;
}

function valueAt({ lines, timeZone, pieces }: LimitWeek, atMs: number): number | undefined {
  const minute = minuteOfWeek(timeZone, atMs);
  const line = pieces.findLast(({ fromMinute }) => fromMinute <= minute)?.line;
  return line === undefined ? undefined : lines[line]?.value;
}

/** The next instant at which a piece begins or the clocks are turned. */
function nextEdge({ timeZone, pieces }: LimitWeek, afterMs: number): number {
  const minute = minuteOfWeek(timeZone, afterMs);
  const next = pieces.find(({ fromMinute }) => fromMinute > minute)?.fromMinute ?? WEEK_MINUTES;
  const edgeMs = afterMinutes(timeZone, afterMs, next - minute);
  return clockChange(timeZone, afterMs, edgeMs) ?? edgeMs;
}
