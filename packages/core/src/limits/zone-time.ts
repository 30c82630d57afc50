// What the clocks of a time zone show. Pure: the zones are part of the runtime.

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const WEEK_MINUTES = 7 * 24 * 60;
/** 1970 began on a Thursday; weeks begin on Monday here. */
const FIRST_DAY = 3;

export function isTimeZone(timeZone: string): boolean {
  try {
    clockOf(timeZone);
    return true;
  } catch {
    return false;
  }
}

/** Minutes since Monday 00:00, as the clocks show it. */
export function minuteOfWeek(timeZone: string, atMs: number): number {
  const shownMs = atMs + zoneOffsetMs(timeZone, atMs);
  const minutes = Math.floor(shownMs / MINUTE_MS) + (FIRST_DAY * DAY_MS) / MINUTE_MS;
  return ((minutes % WEEK_MINUTES) + WEEK_MINUTES) % WEEK_MINUTES;
}

/** When the clocks show so many minutes more than now, if they are not turned before. */
export function afterMinutes(timeZone: string, atMs: number, minutes: number): number {
  const shownMs = atMs + zoneOffsetMs(timeZone, atMs);
  return atMs - (((shownMs % MINUTE_MS) + MINUTE_MS) % MINUTE_MS) + minutes * MINUTE_MS;
}

/**
 * The first instant after one and not after another at which the clocks have been turned; undefined where they
 * are not. Two turns within a few days that cancel each other do not exist.
 */
export function clockChange(
  timeZone: string,
  afterMs: number,
  untilMs: number,
): number | undefined {
  const offsetMs = zoneOffsetMs(timeZone, afterMs);
  if (zoneOffsetMs(timeZone, untilMs) === offsetMs) {
    return undefined;
  }
  let before = afterMs;
  let after = untilMs;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (zoneOffsetMs(timeZone, middle) === offsetMs) {
      before = middle;
    } else {
      after = middle;
    }
  }
  return after;
}

/**
 * The next instant at which the clocks show so many minutes after midnight: the first one of a time that comes twice, and
 * the moment of the turn for one that is left out.
 */
export function nextClockTime(timeZone: string, minuteOfDay: number, afterMs: number): number {
  const shownMs = afterMs + zoneOffsetMs(timeZone, afterMs);
  const midnightMs = shownMs - (((shownMs % DAY_MS) + DAY_MS) % DAY_MS);
  const times = [0, 1, 2].map((day) =>
    instantOf(timeZone, midnightMs + day * DAY_MS + minuteOfDay * MINUTE_MS),
  );
  return times.find((atMs) => atMs > afterMs) ?? afterMs + DAY_MS;
}

/** When the clocks show this, written as an instant of UTC. */
function instantOf(timeZone: string, shownMs: number): number {
  const [dayBefore, dayAfter] = [shownMs - DAY_MS, shownMs + DAY_MS];
  const candidates = [dayBefore, dayAfter].map((ms) => shownMs - zoneOffsetMs(timeZone, ms));
  const found = candidates
    .toSorted((one, other) => one - other)
    .find((atMs) => atMs + zoneOffsetMs(timeZone, atMs) === shownMs);
  return found ?? clockChange(timeZone, dayBefore, dayAfter) ?? shownMs;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) {
    return known;
  }
  const clock = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone, calendar: "iso8601", numberingSystem: "latn", hourCycle: "h23" },
    ...{ year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric" },
  });
  clocks.set(timeZone, clock);
  return clock;
}

/** How far the clocks are ahead of UTC. */
function zoneOffsetMs(timeZone: string, atMs: number): number {
  const shown = new Map(
    clockOf(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes) => shown.get(type) ?? 0;
  const shownMs = Date.UTC(
    ...([of("year"), of("month") - 1, of("day")] as const),
    ...([of("hour"), of("minute"), of("second")] as const),
  );
  return shownMs - Math.floor(atMs / 1000) * 1000;
}
