import type { ExitCode } from "../exit-codes.ts";

export const SERVED_ROLES = ["api", "planner", "worker", "coordinator"] as const;

export type ServedRole = (typeof SERVED_ROLES)[number];

/** `penstock serve --role …`: the role runs in this process, and ends it. */
export async function serve(role: ServedRole): Promise<ExitCode> {
  // A planner is an api without its HTTP.
  await import(role === "planner" ? "@penstock/api/planner" : `@penstock/${role}`);
  return 0;
}
