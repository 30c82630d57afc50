import type { ExitCode } from "../exit-codes.ts";

/** `penstock serve --role …`: the role runs in this process, and ends it. */
export async function serve(role: "api" | "worker" | "coordinator"): Promise<ExitCode> {
  await import(`@penstock/${role}`);
  return 0;
}
