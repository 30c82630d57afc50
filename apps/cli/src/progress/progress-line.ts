import { formatByteSize } from "@penstock/core";
import type { JobView } from "@penstock/wire";
import { objectsDone } from "./list-progress.ts";
import { formatDuration, formatRate, type ProgressFrame } from "./progress-text.ts";

/** One line for a log: time, state, and `name=value` pairs that a script can cut out. */
export function progressLine(frame: ProgressFrame, at: Date): string {
  const { progress, state, health, workers, isPaused } = frame.job;
  const words = [
    `${at.toISOString().slice(0, 19)}Z`,
    state,
    progress.percent === null ? "-" : `${progress.percent.toFixed(1)}%`,
    `${compact(progress.bytesStored)}/${compact(progress.bytesTotal)}`,
  ];
  if (frame.bytesPerSecond !== undefined) {
    words.push(formatRate(frame.bytesPerSecond).replace(" ", ""));
  }
  if (frame.etaSeconds !== undefined) {
    words.push(`eta=${formatDuration(frame.etaSeconds)}`);
  }
  if (frame.job.list !== null) {
    words.push(...listPairs(frame, frame.job.list));
  }
  words.push(
    `parts=${progress.partsStored}/${progress.partsTotal}`,
    `retries=${progress.retries}`,
    `health=${health}`,
    `workers=${workers}`,
    ...(isPaused ? ["paused=yes"] : []),
  );
  return words.join(" ");
}

function listPairs(
  { job, objectsPerSecond, failures }: ProgressFrame,
  { isComplete }: NonNullable<JobView["list"]>,
): readonly string[] {
  const { transfersTotal, transfersSkipped, transfersFailed } = job.progress;
  return [
    `objects=${objectsDone(job)}/${transfersTotal}`,
    `listed=${isComplete ? "all" : "so-far"}`,
    ...(objectsPerSecond === undefined ? [] : [`objects/s=${Math.round(objectsPerSecond)}`]),
    `skipped=${transfersSkipped}`,
    `failed=${transfersFailed}`,
    ...(failures.length === 0
      ? []
      : [`failures=${failures.map(({ code, objects }) => `${code}:${objects}`).join(",")}`]),
  ];
}

/** Decides which frames become lines: every change of state or health, the end of a list, and one in a while. */
export class LinePacer {
  readonly #everyMs: number;
  #lastAtMs = Number.NEGATIVE_INFINITY;
  #lastKind = "";

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  isDue(frame: ProgressFrame, nowMs: number): boolean {
    const { state, health, isPaused, list } = frame.job;
    const kind = `${state} ${health} ${isPaused} ${list?.isComplete}`;
    if (kind === this.#lastKind && nowMs - this.#lastAtMs < this.#everyMs) {
      return false;
    }
    this.#lastKind = kind;
    this.#lastAtMs = nowMs;
    return true;
  }
}

function compact(bytes: number): string {
  return formatByteSize(bytes).replace(" ", "");
}
