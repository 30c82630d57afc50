// What a check found, for a person and for a program.

import { CHECK_OUTCOMES, type Row } from "@penstock/core";
import { type JobView, toRowDocument } from "@penstock/wire";
import type { Differences } from "./find-differences.ts";
import { nextStepFor } from "./next-step.ts";
import { formatDuration, plainText } from "./progress/progress-text.ts";

/** The words of the report, so that `penstock report --outcome` takes them. */
const WIDTH = Math.max(...CHECK_OUTCOMES.map((outcome) => outcome.length));

/** Pure. */
export function checkResult(job: JobView, found: Differences): readonly string[] {
  const { transfersSkipped: same } = job.progress;
  const ended = Date.parse(job.finishedAt ?? job.createdAt);
  const took = formatDuration((ended - Date.parse(job.createdAt)) / 1000);
  const counts = [...found.counts].map(([outcome, rows]) => `${rows} ${outcome}`);
  const isSame = job.state === "succeeded";
  const more = [...found.counts.values()].reduce((sum, rows) => sum + rows, -found.rows.length);
  return [
    `${isSame ? "✓" : "✗"} ${plainText(job.name)}  ${[`${same} same`, ...counts].join(", ")} in ${took}`,
    ...found.rows.map(rowLine),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(found.isComplete ? [] : ["  not all rows are in the journal yet: there may be more"]),
    ...brokenLines(job),
    ...(job.list?.isOneWay === true
      ? ["  keys that only the destination has were not looked for"]
      : []),
    ...(isSame ? [] : [`  → penstock report ${job.id} --rows trouble`]),
  ];
}

function rowLine({ outcome, key, destinationKey, rule, cause }: Row): string {
  const where = outcome === "only_destination" ? destinationKey : key;
  const shown = `  ${outcome.padEnd(WIDTH)}  ${plainText(where)}`;
  if (cause !== undefined) {
    return `${shown}: ${cause.code}: ${plainText(cause.message)}`;
  }
  return outcome === "differs" && rule !== undefined ? `${shown} (${rule})` : shown;
}

function brokenLines({ list }: JobView): readonly string[] {
  const brokenBy = list?.brokenBy ?? null;
  return brokenBy === null
    ? []
    : [
        `  the list could not be read to its end: ${brokenBy.code}: ${plainText(brokenBy.message)}`,
        `  → ${nextStepFor(brokenBy.code)}`,
      ];
}

/** The last line of `--json`. Rows are those of the report. Pure. */
export function checkJson(job: JobView, { counts, rows, isComplete }: Differences): object {
  const zeros = CHECK_OUTCOMES.map((outcome) => [outcome, 0] as const);
  return {
    type: "result",
    job,
    counts: { ...Object.fromEntries([...zeros, ...counts]), same: job.progress.transfersSkipped },
    rows: rows.map(toRowDocument),
    isComplete,
  };
}
