import { formatByteSize } from "@penstock/core";
import { formatDuration, formatRate, type ProgressFrame } from "./progress-text.ts";

/** One line for a log: time, state, and `name=value` pairs that a script can cut out. */
export function progressLine(frame: ProgressFrame, at: Date): string {
  const { progress, state, health, workers } = frame.job;
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
    const soFar = frame.job.list.isComplete ? "" : "+";
    const done = progress.transfersTotal - progress.transfersPending;
    words.push(`objects=${Math.max(0, done)}/${progress.transfersTotal}${soFar}`);
  }
  words.push(
    `parts=${progress.partsStored}/${progress.partsTotal}`,
    `retries=${progress.retries}`,
    `health=${health}`,
    `workers=${workers}`,
  );
  return words.join(" ");
}

/** Decides which frames become lines: every change of state or health, and one in a while. */
export class LinePacer {
  readonly #everyMs: number;
  #lastAtMs = Number.NEGATIVE_INFINITY;
  #lastKind = "";

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  isDue(frame: ProgressFrame, nowMs: number): boolean {
    const kind = `${frame.job.state} ${frame.job.health}`;
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
