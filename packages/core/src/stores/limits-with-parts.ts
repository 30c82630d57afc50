import type { StoreLimits } from "./store-profile.ts";

/** The limits of a store whose operator lets an upload have another number of parts than usual. */
export function limitsWithParts(limits: StoreLimits, maxParts: number): StoreLimits {
  const { maxPartBytes } = limits;
  const fromParts = maxParts * maxPartBytes;
  // A store that stops at fewer bytes than its parts could carry still does.
  const isOwnLimit = limits.maxObjectBytes < limits.maxParts * maxPartBytes;
  const maxObjectBytes = isOwnLimit ? Math.min(limits.maxObjectBytes, fromParts) : fromParts;
  return { ...limits, maxParts, maxObjectBytes };
}
