import type { LeaderTerm } from "@penstock/core";

/** `{ process, fencing number }`, as the script replies. */
export function parseTerm(reply: unknown): LeaderTerm {
  const [holder, fence] = reply as readonly [string, string];
  return { holder, fence: Number(fence) };
}
