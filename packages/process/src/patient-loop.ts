import type { Repetitions } from "@penstock/core";
import { type Loop, startLoop } from "./loop.ts";

/**
 * Every loop of a role: while its passes fail they come at growing pauses, are counted, and are shown
 * with their cause wherever `repeats` is.
 */
export function startPatientLoop(options: {
  /** Names it, in a sentence: "the sweep of the journal". */
  readonly what: string;
  readonly everyMs: number;
  readonly run: () => Promise<void>;
  readonly repeats: Repetitions;
  /** For the log; the number of failures in a row comes with it. */
  readonly onError: (error: unknown, failures: number) => void;
  /** Why its pauses do not grow, where they must not. */
  readonly fixedBecause?: string;
}): Loop {
  const { what, everyMs, run, repeats, onError, fixedBecause } = options;
  const work = { what };
  let pauseMs = everyMs;
  const loop = startLoop({
    everyMs: () => pauseMs,
    run: async () => {
      await run();
      pauseMs = everyMs;
      repeats.noteSuccess(work);
    },
    onError: (error) => {
      const fixedMs = fixedBecause === undefined ? undefined : everyMs;
      pauseMs = Math.max(everyMs, repeats.noteFailure(work, error, fixedMs));
      onError(error, repeats.failuresOf(work));
    },
  });
  return {
    stop: async () => {
      await loop.stop();
      // What is not done any more does not fail any more.
      repeats.noteSuccess(work);
    },
  };
}
