import type { Log } from "@penstock/core";
import { withTimeLimit } from "./time-limit.ts";

/** One step of stopping: stop taking work, finish or hand back, close connections. */
export type DrainPhase = {
  readonly name: string;
  readonly timeoutMs: number;
  run(): Promise<void>;
};

/**
 * Runs the phases in order. One that fails or takes too long is logged and left behind: the
 * connections of the next phases have to be closed all the same.
 *
 * @returns true when every phase ended well and in time
 */
export async function drain(phases: readonly DrainPhase[], log: Log): Promise<boolean> {
  let isClean = true;
  for (const { name, timeoutMs, run } of phases) {
    try {
      const end = await withTimeLimit<"done" | "late">(
        run().then(() => "done"),
        timeoutMs,
        () => "late",
      );
      if (end === "late") {
        isClean = false;
        log.warn({ phase: name, timeoutMs }, "a drain phase took too long");
      }
    } catch (error) {
      isClean = false;
      log.error({ phase: name, err: error }, "a drain phase failed");
    }
  }
  return isClean;
}
