import type { JobMeasures } from "../explain/measures.ts";
import type { JobRef } from "./journal.ts";

/** What workers measured of the jobs that the ledger holds: it comes with their reports. */
export type MeasureStore = {
  /** Of a job that is not there, or of which nothing was moved for a second, nothing. */
  readMeasures(job: JobRef): Promise<JobMeasures>;
};
