import { isBatchTask, type StopSignal, type WorkTask } from "@penstock/core";

/**
 * Whether a task that is moved now has to stop. A pause lets a single PUT end: what became of one that was
 * stopped would not be known.
 */
export function isStoppedBy(task: WorkTask, signal: StopSignal): boolean {
  if (task.tenant !== signal.tenant) {
    return false;
  }
  if ("transferId" in signal) {
    return !isBatchTask(task) && task.transferId === signal.transferId;
  }
  const isPut = !isBatchTask(task) && task.upload.uploadId === undefined;
  return task.jobId === signal.jobId && (signal.why === "cancelled" || !isPut);
}
