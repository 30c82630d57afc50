import type { RetiringJob } from "@penstock/core";
import type { OnPorts } from "../engine.ts";

/** Many jobs, or one of very many transfers, take several steps. */
export async function retire(
  { ledger }: OnPorts<"finished">,
  tenant: string,
  jobs: readonly RetiringJob[],
  signal: AbortSignal | undefined,
): Promise<void> {
  let left = jobs;
  while (left.length > 0) {
    signal?.throwIfAborted();
    const results = await ledger.finished.retireJobs(tenant, left);
    left = left.filter((_, index) => results[index] === "more");
  }
}
