import type { Job } from "../jobs/job.ts";
import type { Late } from "../jobs/late.ts";
import type { JobRef } from "./journal.ts";

/** Jobs that should be done by some time, and whether they will be. */
export type DeadlineStore = {
  /** Of all tenants, of each the nearest ones first; one that has ended may be among them until `noteLate`. */
  jobsWithDeadline(limit: number): Promise<readonly JobRef[]>;
  /**
   * Compare-and-set by what a client says of the job: whether it is late, and the weight that follows. A change from or to
   * late leaves an event. One that has ended, or is gone, is not returned any more.
   *
   * @returns whether the job is still the one that was judged
   */
  noteLate(job: Job, late: Late | undefined): Promise<boolean>;
};
