import {
  type Clock,
  type Forecast,
  forecastOf,
  isFinished,
  type JobRecord,
  type ProcessPresence,
  stateOfJob,
} from "@penstock/core";
import type { OnPorts } from "../engine.ts";

type Forecasting = OnPorts<"measures"> & { readonly clock: Clock };

/** When a job will be done, from what its workers measured. Of one that moves nothing, nothing is asked. */
export async function forecastJob(
  { ledger, clock }: Forecasting,
  record: JobRecord,
  processes: readonly ProcessPresence[],
): Promise<Forecast> {
  const { id: jobId, tenant } = record.job;
  const isStopped = record.isPaused === true || record.isCancelled;
  const isQuiet = isStopped || isFinished(stateOfJob(record));
  const measures = isQuiet
    ? { workers: [], rates: [] }
    : await ledger.measures.readMeasures({ tenant, jobId });
  const moving = processes
    .flatMap(({ worker }) => worker?.moving ?? [])
    .filter((each) => each.jobId === jobId);
  return forecastOf({ nowMs: clock.nowMs(), record, measures, moving });
}
