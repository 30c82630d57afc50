import { Crc64Xz } from "../bytes/crc64-xz.ts";
import { isJobId, type JobId } from "../ids.ts";
import { type JobState, stateOfJob } from "../jobs/job.ts";
import type { FinishedJob } from "./finished-job.ts";
import { type Segment, segmentAt, segmentPlace } from "./segment.ts";

/** What the ledger still knows of a job that it does not hold any more. */
export type HistoryEntry = {
  readonly jobId: JobId;
  readonly state: JobState;
  /** Where the job itself is. */
  readonly segment: Segment;
  /** Of its labels, as many as fit: a filter by labels looks at the job itself where these agree. */
  readonly labelMarks: readonly string[];
};

const STATES = {
  s: "succeeded",
  e: "completed_with_errors",
  f: "failed",
  c: "cancelled",
} as const satisfies Readonly<Record<string, JobState>>;

const ID_LENGTH = 30;
const PLACE_LENGTH = 16;
const MARK_LENGTH = 4;
/** An entry stays below 200 bytes of Redis's memory, whatever the labels. */
const MAX_MARKS = 8;
/** Stands for all labels of a job that has more: it may have any. */
const ANY_MARK = "****";

export function historyEntryOf({ record }: FinishedJob, segment: Segment): HistoryEntry {
  const { job } = record;
  const marks = Object.entries(job.labels).map(([name, value]) => labelMark(name, value));
  return {
    jobId: job.id,
    state: stateOfJob(record),
    segment,
    labelMarks: marks.length > MAX_MARKS ? [ANY_MARK] : marks,
  };
}

/** False: no job of this entry has the label. True: it may have it. */
export function mayHaveLabel({ labelMarks }: HistoryEntry, name: string, value: string): boolean {
  return labelMarks.includes(ANY_MARK) || labelMarks.includes(labelMark(name, value));
}

/** Sorts by the job's id, so by the time at which it was made. */
export function formatHistoryEntry({ jobId, state, segment, labelMarks }: HistoryEntry): string {
  const letter = Object.entries(STATES).find(([, each]) => each === state)?.[0];
  if (letter === undefined) {
    throw new RangeError(`a job that is ${state} is not finished`);
  }
  return `${jobId} ${letter}${segmentPlace(segment)}${labelMarks.join("")}`;
}

/** Undefined for what is no entry. */
export function parseHistoryEntry(tenant: string, text: string): HistoryEntry | undefined {
  const jobId = text.slice(0, ID_LENGTH);
  const letter = text.charAt(ID_LENGTH + 1);
  const from = ID_LENGTH + 2;
  const segment = segmentAt(tenant, text.slice(from, from + PLACE_LENGTH));
  const state = letter in STATES ? STATES[letter as keyof typeof STATES] : undefined;
  if (!isJobId(jobId) || segment === undefined || state === undefined) {
    return undefined;
  }
  return {
    jobId,
    state,
    segment,
    labelMarks: text.slice(from + PLACE_LENGTH).match(/.{4}/g) ?? [],
  };
}

function labelMark(name: string, value: string): string {
  const hash = new Crc64Xz();
  hash.update(new TextEncoder().encode(`${name}\0${value}`));
  return hash.digest().slice(-MARK_LENGTH);
}
