import {
  isBatchTask,
  isHedge,
  type PartRef,
  type PartTask,
  type StopSignal,
  type TaskRef,
  type WorkTask,
} from "@penstock/core";

/**
 * Whether a task that is moved now has to stop. A pause lets a single PUT end: what became of one that was
 * stopped would not be known.
 */
export function isStoppedBy(task: WorkTask, signal: StopSignal): boolean {
  if (task.tenant !== signal.tenant) {
    return false;
  }
  if ("taskPart" in signal) {
    return !isBatchTask(task) && isOther(task, signal);
  }
  if ("transferId" in signal) {
    return !isBatchTask(task) && task.transferId === signal.transferId;
  }
  const isPut = !isBatchTask(task) && task.upload.uploadId === undefined;
  return task.jobId === signal.jobId && (signal.why === "cancelled" || !isPut);
}

/** A task has one part at a time, and a hedge that was faster names the task; a hedge is known by its part. */
function isOther(task: PartTask, reported: PartRef & TaskRef): boolean {
  const isOfIt = task.transferId === reported.transferId && task.generation === reported.generation;
  return (
    isOfIt &&
    (reported.taskPart === 0
      ? isHedge(task) && task.number === reported.number
      : task.taskPart === reported.taskPart)
  );
}
