const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** `10,000`, by hand: a browser takes 10 ms to make its first number format. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 part`, `2 parts`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

export function formatPercent(percent: number | null): string {
  return percent === null ? "–" : `${percent.toFixed(1)} %`;
}

/** `45 s`, `10 min 23 s`, `2 h 05 min`, `3 d 4 h`: the two largest units. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  }
  if (seconds < 86_400) {
    return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  }
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
}

/** The larger unit alone, for a column. */
export function formatAge(ms: number): string {
  return formatDuration(ms).split(" ").slice(0, 2).join(" ");
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** In the browser's time zone, or in that of a schedule. */
export function formatTime(timestamp: string, timeZone?: string | null): string {
  const style = { dateStyle: "medium", timeStyle: "medium" } as const;
  const format =
    formats.get(timeZone ?? "") ??
    new Intl.DateTimeFormat("en-GB", { ...style, ...(timeZone != null && { timeZone }) });
  formats.set(timeZone ?? "", format);
  return format.format(new Date(timestamp));
}

/** `13:05:09` of the browser's day. */
export function formatClock(ms: number): string {
  const time = new Date(ms);
  return [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
}
