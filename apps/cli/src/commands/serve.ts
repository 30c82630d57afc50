import type { ExitCode } from "../exit-codes.ts";
import { ROLE_MODULES } from "../role-modules.ts";
import { SERVED_ROLES, type ServedRole } from "../served-roles.ts";

export { SERVED_ROLES, type ServedRole };

/** `penstock serve --role …`: the role runs in this process, and ends it. */
export async function serve(role: ServedRole): Promise<ExitCode> {
  await import(ROLE_MODULES[role]);
  return 0;
}
