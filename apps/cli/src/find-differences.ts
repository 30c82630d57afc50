// What a check found that is not the same, from the rows in the journal.

import type { Client } from "@penstock/client";
import type { Row, RowOutcome } from "@penstock/core";
import { systemClock } from "@penstock/process";
import { type JobView, parseRows } from "@penstock/wire";
import { pause } from "./pause.ts";

const LOOK_EVERY_MS = 250;
/** Rows are in the journal some seconds after a job has ended. */
const ROWS_WITHIN_MS = 30_000;
const SHOWN_ROWS = 20;

export type Differences = {
  /** Rows that are not `same`, by their outcome. */
  readonly counts: ReadonlyMap<RowOutcome, number>;
  /** Error codes of what could not be compared. */
  readonly codes: ReadonlySet<string>;
  /** The first of the rows. */
  readonly rows: readonly Row[];
  /** False where rows are not in the journal yet: there may be more. */
  readonly isComplete: boolean;
};

const NONE: Differences = { counts: new Map(), codes: new Set(), rows: [], isComplete: true };

/** Once all rows are in the journal, or what is there of them when that takes too long or the signal is aborted. */
export async function findDifferences(
  client: Pick<Client, "readJob" | "readReport">,
  job: JobView,
  signal: AbortSignal,
): Promise<Differences> {
  if (job.state === "succeeded") {
    return NONE;
  }
  const endsAtMs = systemClock.nowMs() + ROWS_WITHIN_MS;
  let isRecorded = job.list?.isRecorded;
  while (isRecorded !== true && !signal.aborted && systemClock.nowMs() < endsAtMs) {
    await pause(LOOK_EVERY_MS, signal);
    isRecorded = (await client.readJob(job.id)).list?.isRecorded;
  }
  const { isComplete, chunks } = await client.readReport(job.id, { rows: "trouble" });
  const counts = new Map<RowOutcome, number>();
  const codes = new Set<string>();
  const rows: Row[] = [];
  for await (const row of parseRows(chunks)) {
    counts.set(row.outcome, (counts.get(row.outcome) ?? 0) + 1);
    if (row.cause !== undefined) {
      codes.add(row.cause.code);
    }
    if (rows.length < SHOWN_ROWS) {
      rows.push(row);
    }
  }
  return { counts, codes, rows, isComplete };
}
