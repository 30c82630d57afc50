export { type Demand, type Scale, type ScaleSample, scaleFor } from "./autoscale.ts";
export { type Bound, boundOfJob } from "./bound-of-job.ts";
export { BOUND_TEXTS, BOUNDS, type BoundBy, type BoundText } from "./bounds.ts";
export { type Evidence, isThrottledNow, type JobWaits } from "./evidence.ts";
export { type Explanation, explain, explainUnreadable } from "./explain.ts";
export { type JobWork, workOf } from "./job-work.ts";
export {
  type JobMeasures,
  JobMeter,
  type Measured,
  type MeasureNote,
  type Moving,
  type PartRecord,
  RATE_SAMPLES,
  RATE_STEP_MS,
  type RateSample,
  RECENT_MS,
  type WorkerMeasure,
  workerTag,
} from "./measures.ts";
export {
  encodePartMap,
  type MissingParts,
  PART_STATES,
  type PartMap,
  type PartState,
  partStates,
} from "./part-map.ts";
export { PhaseTimer } from "./phase-timer.ts";
export {
  boundOfPhases,
  movingMs,
  NO_TIME,
  PHASES,
  type Phase,
  type Phases,
  sumOfPhases,
} from "./phases.ts";
export { WorkMeter } from "./work-meter.ts";
