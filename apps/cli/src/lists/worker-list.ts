import type { WorkerView } from "@penstock/wire";
import { timeOf } from "./job-list.ts";
import type { List } from "./list.ts";

/** `penstock worker ls`. */
export const WORKER_LIST: List<WorkerView> = {
  idOf: ({ id }) => id,
  columns: [
    { heading: "WORKER", cell: ({ id }) => id },
    { heading: "STATE", cell: ({ state }) => state },
    { heading: "HOST", cell: ({ host }) => host ?? "-", shrinks: true, yields: 1 },
    { heading: "VERSION", cell: ({ version }) => version ?? "-" },
    { heading: "BUSY", cell: ({ busy, slots }) => `${busy ?? "?"} of ${slots}` },
    { heading: "JOBS", cell: ({ moving }) => `${moving.length}` },
    {
      heading: "SINCE (UTC)",
      cell: ({ since }) => (since === null ? "-" : timeOf(since)),
      yields: 2,
    },
    {
      heading: "LAST SEEN (UTC)",
      cell: ({ lastSeen }) => (lastSeen === null ? "-" : timeOf(lastSeen)),
      isWide: true,
    },
    {
      heading: "THREAD",
      cell: ({ loopPercent }) => (loopPercent === null ? "-" : `${loopPercent} %`),
      isWide: true,
    },
  ],
};
