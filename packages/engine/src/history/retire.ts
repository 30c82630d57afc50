import type { HistoryEntry, JobId } from "@penstock/core";
import type { OnPorts } from "../engine.ts";

/** A job of very many transfers takes several steps. */
export async function retire(
  { ledger }: OnPorts<"history">,
  tenant: string,
  jobId: JobId,
  entry?: HistoryEntry,
): Promise<void> {
  while ((await ledger.history.retireJob(tenant, jobId, entry)) === "more") {
    // The next step removes more of it.
  }
}
