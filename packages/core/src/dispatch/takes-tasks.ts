import type { LiveProcess } from "../ports/worker-registry.ts";

/** Whether a process takes tasks, and was not asked to stop taking them. */
export function takesTasks({
  drain,
  isAskedToDrain,
}: Pick<LiveProcess, "drain" | "isAskedToDrain">): boolean {
  return drain === undefined && !isAskedToDrain;
}
