import { type Bound, boundOfJob } from "./bound-of-job.ts";
import { BOUND_TEXTS, type BoundBy } from "./bounds.ts";
import type { Evidence, JobWaits } from "./evidence.ts";
import { workOf } from "./job-work.ts";
import { NO_TIME, type Phases } from "./phases.ts";

/** Why a job is not faster now, and what that rests on. */
export type Explanation = {
  /** Undefined for a job that is finished. */
  readonly boundBy: BoundBy | undefined;
  readonly sinceMs: number | undefined;
  readonly sentence: string;
  readonly nextTryAtMs: number | undefined;
  readonly phases: Phases;
  /** How many parts and objects the phases are of. */
  readonly samples: number;
  readonly waits: Omit<JobWaits, "dueAtMs" | "inFlightBound"> & {
    readonly workers: number;
    readonly slots: number;
    readonly busy: number;
    readonly moving: number;
    readonly ledgerMs: number;
  };
};

export function explain(evidence: Evidence): Explanation {
  const bound = boundOfJob(evidence);
  const { units: moving, slots, busy, phases, samples } = workOf(evidence);
  const { dueAtMs: _, inFlightBound: __, ...waits } = evidence.waits;
  return {
    boundBy: bound?.boundBy,
    sinceMs: bound?.sinceMs,
    sentence: bound === undefined ? "The job has ended." : sentenceOf(bound),
    nextTryAtMs: bound?.nextTryAtMs,
    ...{ phases, samples },
    waits: {
      ...waits,
      workers: evidence.workers.length,
      ...{ slots, busy, moving, ledgerMs: evidence.ledgerMs },
    },
  };
}

/** Of a job of which nothing can be read, because its ledger does not respond. */
export function explainUnreadable(nowMs: number, about: string): Explanation {
  const none = { ready: 0, otherJobs: 0, inFlight: 0, inFlightLimit: 0, waiting: 0 };
  return {
    ...{ boundBy: "redis", sinceMs: nowMs, sentence: sentenceOf({ boundBy: "redis", about }) },
    ...{ nextTryAtMs: undefined, phases: NO_TIME, samples: 0 },
    waits: { ...none, workers: 0, slots: 0, busy: 0, moving: 0, ledgerMs: 0 },
  };
}

/** What is the case, what exactly, and what to do next. */
function sentenceOf({ boundBy, about }: Pick<Bound, "boundBy" | "about">): string {
  const { meaning, nextStep } = BOUND_TEXTS[boundBy];
  return [meaning, about, nextStep].filter((text) => text !== undefined).join(" ");
}
