import type { Clock } from "@penstock/core";
import { type Loop, startLoop } from "./loop.ts";

/** What fails again and again is tried this seldom at most. */
const LONGEST_PAUSE_MS = 30_000;

export type PatientLoop = Loop & {
  /** That its newest passes failed, how many, and by what; none after one that went well. */
  remarks(): readonly string[];
};

type Failing = { readonly passes: number; readonly sinceMs: number; readonly reason: string };

/** A loop whose passes come at growing pauses while they fail, and which says so. */
export function startPatientLoop(options: {
  /** Names it, in a sentence: "the sweep of the journal". */
  readonly what: string;
  readonly everyMs: number;
  readonly run: () => Promise<void>;
  readonly onError: (error: unknown) => void;
  readonly clock: Clock;
}): PatientLoop {
  const { what, everyMs, run, onError, clock } = options;
  let failing: Failing | undefined;
  const loop = startLoop({
    everyMs: () => pauseAfter(failing?.passes ?? 0, everyMs),
    run: async () => {
      await run();
      failing = undefined;
    },
    onError: (error) => {
      failing = {
        passes: (failing?.passes ?? 0) + 1,
        sinceMs: failing?.sinceMs ?? clock.nowMs(),
        reason: error instanceof Error ? error.message : "unknown",
      };
      onError(error);
    },
  });
  return {
    stop: () => loop.stop(),
    remarks: () => (failing === undefined ? [] : [remarkOf(what, failing)]),
  };
}

/** The pause after so many passes in a row that failed. */
export function pauseAfter(failures: number, everyMs: number): number {
  return Math.max(everyMs, Math.min(LONGEST_PAUSE_MS, everyMs * 2 ** Math.min(failures, 16)));
}

function remarkOf(what: string, { passes, sinceMs, reason }: Failing): string {
  const times = passes === 1 ? "once" : `${passes} times in a row`;
  return `${what} failed ${times} since ${new Date(sinceMs).toISOString()}: ${reason}`;
}
