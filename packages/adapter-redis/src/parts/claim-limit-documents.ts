import type { ClaimLimit, InFlightBound } from "@penstock/core";

/** @param value units and bound, `8 limit` */
export function parseClaimLimit(name: string, value: string): ClaimLimit {
  const [units, bound] = value.split(" ");
  return { name, units: Number(units), bound: toBound(bound) };
}

/** One that this version does not know is a turn. */
export function toBound(bound: unknown): InFlightBound {
  return bound === "limit" || bound === "window" || bound === "throttled" ? bound : "turn";
}
