import { formatLimitValue, type LimitName, parseLimitValue } from "./limit-value.ts";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
export const DAY_MINUTES = 24 * 60;
export const WEEK_MINUTES = 7 * DAY_MINUTES;

/** A line of a calendar: on which days, from when to when, how much. */
export type LimitLine = {
  /** 0 is Monday. */
  readonly days: readonly number[];
  /** Of the day that its window begins on. */
  readonly fromMinute: number;
  /** Up to `DAY_MINUTES` later than `fromMinute`: a window may cross midnight. */
  readonly toMinute: number;
  /** Undefined: no limit. */
  readonly value: number | undefined;
};

const LINE =
  /^(?:(?<days>[A-Za-z]{3}(?:[-,][A-Za-z]{3})*) +)?(?:(?<hours>\d[\d:]*-\d[\d:]*) +)?(?<value>[^ ]+)$/;
const SHAPE =
  "write days, hours and a value, such as Mon-Fri 08:00-18:00 50MiB/s; days and hours may be left out";

/** @returns a text for what is wrong with it */
export function parseLimitLine(name: LimitName, text: string): LimitLine | string {
  const fields = LINE.exec(text.trim())?.groups;
  if (fields === undefined) {
    return `"${text}" is no line of a limit: ${SHAPE}`;
  }
  const days = fields["days"] === undefined ? DAYS.map((_, day) => day) : daysOf(fields["days"]);
  if (days === undefined) {
    return `"${fields["days"]}" names no days: write ${DAYS.join(", ")}, such as Mon-Fri or Sat,Sun`;
  }
  const hours = fields["hours"] === undefined ? [0, DAY_MINUTES] : hoursOf(fields["hours"]);
  if (hours === undefined) {
    return `"${fields["hours"]}" is no time of the day: write hours and minutes, such as 08:00-18:00, 22:00-06:00 or 00:00-24:00`;
  }
  const [fromMinute = 0, toMinute = DAY_MINUTES] = hours;
  const value = parseLimitValue(name, fields["value"] ?? "");
  return typeof value === "string" ? value : { days, fromMinute, toMinute, value };
}

/** The one way to write a line: two that say the same are the same text. */
export function formatLimitLine(name: LimitName, line: LimitLine): string {
  const { days, fromMinute, toMinute, value } = line;
  const isAllDay = toMinute - fromMinute === DAY_MINUTES;
  return [
    ...(days.length === DAYS.length ? [] : [formatDays(days)]),
    ...(isAllDay ? [] : [`${formatMinute(fromMinute)}-${formatMinute(toMinute, true)}`]),
    formatLimitValue(name, value),
  ].join(" ");
}

function dayOf(text: string | undefined): number {
  return DAYS.findIndex((day) => day.toLowerCase() === text?.toLowerCase());
}

/** Ascending, each once; undefined for what names no days. */
function daysOf(text: string): readonly number[] | undefined {
  const found = new Set<number>();
  for (const group of text.split(",")) {
    const [first, last = first, ...more] = group.split("-").map(dayOf);
    if (first === undefined || last === undefined || first < 0 || last < 0 || more.length > 0) {
      return undefined;
    }
    for (let day = first; day !== last; day = (day + 1) % DAYS.length) {
      found.add(day);
    }
    found.add(last);
  }
  return [...found].toSorted((one, other) => one - other);
}

function formatDays(days: readonly number[]): string {
  const runs: number[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run?.at(-1) === day - 1) {
      run.push(day);
    } else {
      runs.push([day]);
    }
  }
  return runs
    .map((run) => {
      const names = run.map((day) => DAYS[day] ?? "");
      return names.length < 3 ? names.join(",") : `${names[0]}-${names.at(-1)}`;
    })
    .join(",");
}

function hoursOf(text: string): readonly [number, number] | undefined {
  const [from, to] = text.split("-").map(minuteOf);
  if (from === undefined || to === undefined || from === DAY_MINUTES || from === to) {
    return undefined;
  }
  return [from, to > from ? to : to + DAY_MINUTES];
}

function minuteOf(text: string): number | undefined {
  const match = /^(\d{2}):(\d{2})$/.exec(text);
  const minute = Number(match?.[1]) * 60 + Number(match?.[2]);
  return match !== null && Number(match[2]) < 60 && minute <= DAY_MINUTES ? minute : undefined;
}

function formatMinute(minute: number, isEnd = false): string {
  const ofDay =
    minute > DAY_MINUTES || (minute === DAY_MINUTES && !isEnd) ? minute - DAY_MINUTES : minute;
  return [Math.floor(ofDay / 60), ofDay % 60].map((each) => `${each}`.padStart(2, "0")).join(":");
}
