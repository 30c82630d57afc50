import type { JobId, PenstockError, Step, StepLimit, TransferRef } from "@penstock/core";
import type { Route } from "./endpoint.ts";

/** One try of a step, or of a part. */
export type Attempt = {
  readonly ref: TransferRef;
  /** For the log. */
  readonly jobId?: JobId;
  readonly generation: number;
  readonly step: Step;
  readonly route: Route;
};

export type Failed = Attempt & {
  readonly error: PenstockError;
  /** Where the code alone does not tell which attempt is the last one. */
  readonly limit?: StepLimit;
  /** Nothing was sent that may still be carried out. */
  readonly isLook?: boolean;
};
