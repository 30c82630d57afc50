import type { ExitCode } from "../exit-codes.ts";
import { ROLE_MODULES } from "../role-modules.ts";
import type { ServedRole } from "../served-roles.ts";

/** `penstock serve --role …`: the role runs in this process, and ends it. */
export async function serve(role: ServedRole): Promise<ExitCode> {
  await import(ROLE_MODULES[role]);
  return 0;
}
