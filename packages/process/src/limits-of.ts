import type { Limits } from "@penstock/core";
import type { SettingsOf } from "./setting-table.ts";

const NAMES = ["bytesPerSecond", "requestsPerSecond"] as const;

/** The limits of the deployment as its settings say them. */
export function limitsOf(
  settings: Pick<SettingsOf<"worker">, (typeof NAMES)[number] | "limitsTimeZone">,
): Limits {
  const set = NAMES.flatMap((name) => {
    const limit = settings[name];
    return limit === undefined ? [] : [[name, limit] as const];
  });
  return set.length === 0 ? {} : { ...Object.fromEntries(set), timeZone: settings.limitsTimeZone };
}
