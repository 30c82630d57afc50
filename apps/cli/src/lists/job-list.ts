import { formatByteSize } from "@penstock/core";
import type { JobView } from "@penstock/wire";
import { formatDuration, formatPercent } from "../progress/progress-text.ts";
import type { List } from "./list.ts";

/** `penstock ls`. */
export const JOB_LIST: List<JobView> = {
  idOf: ({ id }) => id,
  columns: [
    { heading: "JOB", cell: ({ id }) => id },
    { heading: "STATE", cell: ({ state }) => state },
    { heading: "HEALTH", cell: healthOf, yields: 2 },
    { heading: "DONE", cell: ({ progress }) => formatPercent(progress.percent) },
    { heading: "LEFT", cell: leftOf, yields: 3 },
    { heading: "SIZE", cell: ({ progress }) => formatByteSize(progress.bytesTotal), yields: 4 },
    { heading: "CREATED (UTC)", cell: ({ createdAt }) => timeOf(createdAt), yields: 5 },
    {
      heading: "FINISHED (UTC)",
      cell: ({ finishedAt }) => (finishedAt === null ? "-" : timeOf(finishedAt)),
      isWide: true,
    },
    { heading: "RETRIES", cell: ({ progress }) => String(progress.retries), isWide: true },
    { heading: "LABELS", cell: labelsOf, isWide: true },
    { heading: "NAME", cell: ({ name }) => name, shrinks: true, yields: 1 },
  ],
};

function healthOf({ health, isPaused }: JobView): string {
  return isPaused ? "paused" : health;
}

function leftOf({ progress }: JobView): string {
  return progress.etaSeconds === null ? "-" : formatDuration(progress.etaSeconds);
}

function labelsOf({ labels }: JobView): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return pairs.join(" ") || "-";
}

/** Without its T and what is below a second. */
export function timeOf(timestamp: string): string {
  return timestamp.slice(0, 19).replace("T", " ");
}
