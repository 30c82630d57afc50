import { formatByteSize } from "@penstock/core";
import type { PartView } from "@penstock/wire";
import { timeOf } from "./job-list.ts";
import type { List } from "./list.ts";
import { PART_STATE_WORDS } from "./part-states.ts";

/** `penstock parts`. */
export const PART_LIST: List<PartView> = {
  idOf: ({ number }) => String(number),
  columns: [
    { heading: "PART", cell: ({ number }) => String(number) },
    { heading: "STATE", cell: ({ state }) => PART_STATE_WORDS[state] },
    { heading: "SIZE", cell: ({ lengthBytes }) => formatByteSize(lengthBytes) },
    { heading: "WORKER", cell: ({ worker }) => worker ?? "-", shrinks: true },
    { heading: "STARTED (UTC)", cell: ({ startedAt }) => orNone(startedAt), isWide: true },
    { heading: "ENDED (UTC)", cell: ({ endedAt }) => orNone(endedAt), yields: 2 },
    { heading: "ETAG", cell: ({ etag }) => etag ?? "-", isWide: true },
    {
      heading: "LAST FAILURE",
      cell: ({ failures }) => failures.at(-1)?.cause.code ?? "-",
      yields: 1,
    },
  ],
};

function orNone(timestamp: string | null): string {
  return timestamp === null ? "-" : timeOf(timestamp);
}
