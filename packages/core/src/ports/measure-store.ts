import type { JobWaits } from "../explain/evidence.ts";
import type { JobMeasures } from "../explain/measures.ts";
import type { MissingParts } from "../explain/part-map.ts";
import type { TransferRef } from "../transfers/task.ts";
import type { JobRef } from "./journal.ts";

/** What workers measured of the jobs that the ledger holds: it comes with their reports. */
export type MeasureStore = {
  /** Of a job that is not there, or of which nothing was moved for a second, nothing. */
  readMeasures(job: JobRef): Promise<JobMeasures>;
  /** What of a job waits for a permit, or for a time. */
  readWaits(job: JobRef): Promise<JobWaits>;
  /** Undefined for a transfer that is not there. */
  missingParts(ref: TransferRef): Promise<MissingParts | undefined>;
};
