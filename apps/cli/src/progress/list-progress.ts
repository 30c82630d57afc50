// What is shown of a job of many objects while it runs.

import type { JobView } from "@penstock/wire";
import { type FailureCount, type ProgressFrame, plainText } from "./progress-text.ts";
import { wrap, wrapWords } from "./wrap.ts";

type List = NonNullable<JobView["list"]>;

/** More codes than a person reads while they change. */
const MAX_CODES = 5;

/** Listed, and not waited for any more. */
export function objectsDone({ progress }: JobView): number {
  return Math.max(0, progress.transfersTotal - progress.transfersPending);
}

/** As many lines as it takes. Pure. */
export function listLines(frame: ProgressFrame, list: List, room: number): readonly string[] {
  const { job, objectsPerSecond } = frame;
  const { progress } = job;
  const soFar = list.isComplete ? "" : " so far";
  const pieces = list.openPieces === 1 ? "1 piece open" : `${list.openPieces} pieces open`;
  const words = [
    `objects ${objectsDone(job)} of ${progress.transfersTotal}${soFar}`,
    ...(objectsPerSecond === undefined ? [] : [`${Math.round(objectsPerSecond)} objects/s`]),
    ...(list.isComplete ? [] : [`listing, ${pieces}`]),
    `stored ${progress.transfersStored}`,
    `skipped ${progress.transfersSkipped}`,
    `failed ${progress.transfersFailed}`,
    ...(progress.partsTotal === 0 ? [] : [`parts ${progress.partsStored}/${progress.partsTotal}`]),
    `retries ${progress.retries}`,
    `workers ${job.workers}`,
  ];
  return wrapWords(words, room, " · ");
}

/** What is wrong so far. Pure. */
export function troubleLines(frame: ProgressFrame, list: List, room: number): readonly string[] {
  const { transfersFailed } = frame.job.progress;
  const { brokenBy } = list;
  const texts = [
    ...(transfersFailed === 0 ? [] : [failuresText(transfersFailed, frame.failures)]),
    ...(brokenBy === null
      ? []
      : [`the list could not be read to its end: ${brokenBy.code}: ${brokenBy.message}`]),
  ];
  return texts.flatMap((text) =>
    wrap(plainText(text), room - 2).map((line, index) => `${index === 0 ? "!" : " "} ${line}`),
  );
}

function failuresText(failed: number, failures: readonly FailureCount[]): string {
  const known = failures.reduce((sum, { objects }) => sum + objects, 0);
  const shown = failures.slice(0, MAX_CODES).map(({ code, objects }) => `${objects} ${code}`);
  const codes = failures.length - shown.length;
  const words = [
    ...shown,
    ...(codes > 0 ? [`${codes} more codes`] : []),
    // Rows are in the journal some seconds after their objects failed.
    ...(known > 0 && known < failed ? [`${failed - known} not in the report yet`] : []),
  ];
  return `${failed} failed${words.length === 0 ? "" : `: ${words.join(", ")}`}`;
}
