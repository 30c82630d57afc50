import {
  type FinishedJob,
  type JobId,
  outcomeOfState,
  PIECE_TRANSFERS,
  pieceSegment,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";

/**
 * A job that the ledger does not hold any more; undefined where it never had it, or its time is over.
 *
 * @param place of a transfer: the piece in which it is
 */
export async function archivedJob(
  { ledger, archive }: OnPorts<"history"> & Pick<Engine, "archive">,
  tenant: string,
  jobId: JobId,
  place = 0,
): Promise<FinishedJob | undefined> {
  const [entry] = archive === undefined ? [] : await ledger.history.entries(tenant, [jobId]);
  if (entry === undefined) {
    return undefined;
  }
  const { segment, state } = entry;
  const about = { tenant, jobId, outcome: outcomeOfState(state), endedAtMs: segment.endedAtMs };
  const where = place < PIECE_TRANSFERS ? segment : pieceSegment(about, place);
  const jobs = await archive?.read(where, [jobId]);
  return jobs?.find(({ record }) => record.job.tenant === tenant);
}
