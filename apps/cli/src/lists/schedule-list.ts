import type { ScheduleView } from "@penstock/wire";
import type { List } from "./list.ts";

/** `penstock schedule ls`. */
export const SCHEDULE_LIST: List<ScheduleView> = {
  idOf: ({ name }) => name,
  columns: [
    { heading: "NAME", cell: ({ name }) => name },
    { heading: "WHEN", cell: whenOf, shrinks: true },
    {
      heading: "NEXT",
      cell: ({ isPaused, nextRuns }) => (isPaused ? "paused" : (nextRuns[0] ?? "never again")),
    },
    {
      heading: "LAST",
      cell: ({ lastRun }) =>
        lastRun === null ? "-" : `${lastRun.outcome} ${lastRun.scheduledFor}`,
      yields: 1,
    },
    { heading: "OVERLAP", cell: ({ overlap }) => overlap, isWide: true },
    { heading: "RUNNING", cell: ({ current }) => current?.jobId ?? "-", isWide: true },
  ],
};

export function whenOf({ cron, timeZone, every }: ScheduleView): string {
  return cron === null ? `every ${every}` : `${cron} ${timeZone}`;
}
