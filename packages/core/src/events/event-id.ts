// Ids of events, as Redis names the entries of a stream: milliseconds by the server's clock, and a number.

/** Before the first event of a log. */
export const NO_EVENT = "0-0";

export function isEventId(text: string): boolean {
  return /^\d{1,16}-\d{1,10}$/.test(text);
}

/** Below 0 where the first one is the older. */
export function compareEventIds(one: string, other: string): number {
  const [oneMs = 0, oneNumber = 0] = one.split("-").map(Number);
  const [otherMs = 0, otherNumber = 0] = other.split("-").map(Number);
  return oneMs - otherMs || oneNumber - otherNumber;
}

export function eventAtMs(id: string): number {
  return Number(id.split("-")[0]);
}
