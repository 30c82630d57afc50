// What may be chosen of a short list, for what has to start before the whole core is loaded.

export { CHECK_OUTCOMES, COPY_OUTCOMES } from "./batches/row.ts";
export { PART_STATES, type PartState } from "./explain/part-map.ts";
export { JOB_HEALTHS, JOB_STATES } from "./jobs/job.ts";
export { SCOPES } from "./keys/key.ts";
export { OVERLAPS } from "./schedules/schedule.ts";
export { MAX_WEIGHT } from "./tenants/tenant.ts";
