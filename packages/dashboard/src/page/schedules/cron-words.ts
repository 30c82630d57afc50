// A cron pattern in words; what has no short words stays as it is written.

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** `0 3 * * *` as `every day at 03:00`. */
export function cronWords(pattern: string): string {
  const fields = pattern.trim().split(/\s+/);
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = fields;
  if (fields.length !== 5 || month !== "*") {
    return `at ${pattern}`;
  }
  const time = timeWords(minute, hour);
  const days = dayWords(day, weekday);
  if (time === undefined || days === undefined) {
    return `at ${pattern}`;
  }
  return days === "" ? time.every : `${days} ${time.within}`;
}

type TimeWords = { readonly every: string; readonly within: string };

function timeWords(minute: string, hour: string): TimeWords | undefined {
  const step = /^\*\/(\d+)$/.exec(minute)?.[1];
  if (hour === "*" && (minute === "*" || step !== undefined)) {
    const words = step === undefined ? "every minute" : `every ${step} minutes`;
    return { every: words, within: words };
  }
  if (!/^\d+$/.test(minute)) {
    return undefined;
  }
  const hours = /^\*\/(\d+)$/.exec(hour)?.[1];
  if (hour === "*" || hours !== undefined) {
    const words = `${hours === undefined ? "every hour" : `every ${hours} hours`} at minute ${minute}`;
    return { every: words, within: words };
  }
  if (!/^\d+(,\d+)*$/.test(hour)) {
    return undefined;
  }
  const times = hour.split(",").map((each) => `${two(each)}:${two(minute)}`);
  const words = `at ${joined(times)}`;
  return { every: `every day ${words}`, within: words };
}

function dayWords(day: string, weekday: string): string | undefined {
  if (day === "*" && weekday === "*") {
    return "";
  }
  if (day === "*") {
    return weekdayWords(weekday);
  }
  return weekday === "*" && /^\d+(,\d+)*$/.test(day)
    ? `on day ${joined(day.split(","))} of the month`
    : undefined;
}

function weekdayWords(weekday: string): string | undefined {
  if (weekday === "1-5") {
    return "Monday to Friday";
  }
  if (!/^[0-7](,[0-7])*$/.test(weekday)) {
    return undefined;
  }
  const names = weekday.split(",").map((each) => DAYS[Number(each) % 7] ?? each);
  return `on ${joined(names)}`;
}

function joined(words: readonly string[]): string {
  return words.length < 2
    ? (words[0] ?? "")
    : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function two(value: string): string {
  return value.padStart(2, "0");
}
