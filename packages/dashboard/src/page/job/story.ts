// A job in a sentence or two: what moves, what is wrong, what happens next.

import type { JobView } from "@penstock/wire";
import { attentionOf, isEnded } from "../data/attention.ts";
import { countOf, formatBytes, formatCount, formatDuration, formatRate } from "../data/format.ts";

type Rate = { readonly bytesPerSecond: number; readonly etaMs: number | undefined };

export function storyOf(job: JobView, rate: Rate | undefined): string {
  const { next, tone } = attentionOf(job);
  if (isEnded(job)) {
    return next === "" ? ended(job) : next;
  }
  if (tone === "idle") {
    return next;
  }
  return [movement(job, rate), next, attempts(job)].filter((part) => part !== "").join(" ");
}

function ended({ state, progress, createdAt, finishedAt }: JobView): string {
  const { transfersStored, transfersSkipped, transfersTotal, bytesStored } = progress;
  if (state === "cancelled") {
    return `It was cancelled when ${formatCount(transfersStored)} of ${countOf(transfersTotal, "object")} were stored. Nothing happens any more.`;
  }
  const took = formatDuration(Date.parse(finishedAt ?? createdAt) - Date.parse(createdAt));
  const left =
    transfersSkipped === 0 ? "" : `, ${formatCount(transfersSkipped)} were there already`;
  return `${countOf(transfersStored, "object")} stored, ${formatBytes(bytesStored)}, in ${took}${left}. Nothing is left to do.`;
}

function movement({ progress }: JobView, rate: Rate | undefined): string {
  if (rate === undefined) {
    return "";
  }
  if (rate.bytesPerSecond === 0) {
    return "Nothing was stored in the last minute.";
  }
  const speed = `Moves at ${formatRate(rate.bytesPerSecond)}`;
  if (!progress.totalsFinal) {
    return `${speed}; the total is not known yet.`;
  }
  return rate.etaMs === undefined
    ? `${speed}.`
    : `${speed}; done in about ${formatDuration(rate.etaMs)}.`;
}

function attempts({ progress: { retries } }: JobView): string {
  return retries === 0
    ? ""
    : `${countOf(retries, "attempt")} failed so far and ${retries === 1 ? "is tried again by itself" : "are tried again by themselves"}.`;
}
