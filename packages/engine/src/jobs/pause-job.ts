import { isFinished, type JobRef, PenstockError, stateOfJob } from "@penstock/core";
import { dispatchUntilFull } from "../advance.ts";
import type { Engine } from "../engine.ts";
import { findJob } from "./find-job.ts";

/**
 * Begins nothing of a job any more, or again. Whatever is under way is moved to its end, or given back at once. It
 * costs the same whatever the job's size: what is claimed asks for it, and one signal reaches all workers.
 *
 * @param inFlight "stops": what is under way begins anew when the job continues
 * @throws PenstockError `not-found`, or `state-conflict` for a job that has ended
 */
export async function setPaused(
  engine: Pick<Engine, "ledger" | "journal" | "queue">,
  { tenant, jobId }: JobRef,
  isPaused: boolean,
  inFlight: "ends" | "stops" = "ends",
): Promise<void> {
  const record = await findJob(engine, tenant, jobId);
  const { isCancelled, job } = record;
  const state = stateOfJob(record);
  if (isFinished(state) || isCancelled) {
    throw new PenstockError(
      "state-conflict",
      `the job ${jobId} ${isCancelled ? "was cancelled" : `has ended already: ${state}`}`,
    );
  }
  await engine.ledger.parts.setPaused(tenant, jobId, isPaused, inFlight);
  if (!isPaused) {
    if (job.bulk !== undefined) {
      await engine.queue.addListing({ tenant, jobId });
    }
    await dispatchUntilFull(engine, tenant);
  }
}
