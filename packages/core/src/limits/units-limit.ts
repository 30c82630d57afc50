import type { InFlightLimit } from "../ports/part-dispatch.ts";
import { LIMIT_NAMES } from "./limit-value.ts";
import type { LimitCalendar } from "./limits.ts";

/**
 * What may be in flight now of what these limits are of; undefined for any number. Where one of them is 0, nothing: what
 * is claimed would hold a slot, and wait.
 */
export function unitsAt(calendar: LimitCalendar, atMs: number): InFlightLimit | undefined {
  for (const name of LIMIT_NAMES) {
    const { value, untilMs } = calendar.at(name, atMs);
    if (value === 0) {
      return { units: 0, bound: untilMs === undefined ? "limit" : "window" };
    }
  }
  const { value } = calendar.at("unitsInFlight", atMs);
  return value === undefined ? undefined : { units: value, bound: "limit" };
}
