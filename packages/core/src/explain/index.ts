export { BOUND_TEXTS, BOUNDS, type BoundBy, type BoundText } from "./bounds.ts";
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
