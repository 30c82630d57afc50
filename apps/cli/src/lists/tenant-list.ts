import type { TenantView } from "@penstock/wire";
import type { List } from "./list.ts";

/** `penstock tenant ls`. */
export const TENANT_LIST: List<TenantView> = {
  idOf: ({ name }) => name,
  columns: [
    { heading: "TENANT", cell: ({ name }) => name },
    { heading: "WEIGHT", cell: ({ weight }) => String(weight) },
    { heading: "JOBS", cell: ({ usage, quotas }) => outOf(usage.jobs, quotas.jobs) },
    {
      heading: "IN FLIGHT",
      cell: ({ usage }) => outOf(usage.unitsInFlight, usage.unitsAllowed ?? undefined),
    },
    {
      heading: "CONNECTIONS",
      cell: ({ connections }) => (connections === null ? "all" : connections.join(",") || "none"),
      shrinks: true,
    },
  ],
};

/** What is used of what is allowed. */
export function outOf(used: number, allowed: number | undefined): string {
  return allowed === undefined ? String(used) : `${used} of ${allowed}`;
}
