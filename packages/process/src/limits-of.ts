import { LIMIT_NAMES, type LimitName, type Limits } from "@penstock/core";
import type { SettingsOf } from "./setting-table.ts";

/** The limits of the deployment as its settings say them. */
export function limitsOf(
  settings: Pick<SettingsOf<"worker">, LimitName | "limitsTimeZone">,
): Limits {
  const set = LIMIT_NAMES.flatMap((name) => {
    const limit = settings[name];
    return limit === undefined ? [] : [[name, limit] as const];
  });
  return set.length === 0 ? {} : { ...Object.fromEntries(set), timeZone: settings.limitsTimeZone };
}
