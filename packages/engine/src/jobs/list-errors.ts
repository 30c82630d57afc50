import {
  isFinished,
  isTrouble,
  type JobId,
  type Row,
  type RowLines,
  type RowSegmentHead,
  type RowTally,
  rowOfTransfer,
  stateOfJob,
  sumOfTallies,
  tallyOf,
} from "@penstock/core";
import type { OnPorts } from "../engine.ts";
import { transfersOfJob } from "../history/read-job.ts";
import { acceptedHeads } from "../recording/recover-listing.ts";
import { findJob } from "./find-job.ts";
import type { RowsEngine } from "./rows-of-job.ts";

const SAMPLES = 5;

type ErrorGroup = RowTally & { readonly samples: readonly Row[] };

export type JobErrors = {
  /** Of a job that has ended, and whose rows are all in the journal. */
  readonly isComplete: boolean;
  /** The most frequent first. */
  readonly groups: readonly ErrorGroup[];
};

/**
 * What failed in a job, by outcome and code. Counts are those of the heads of its segments; of each cause one
 * segment is read, for samples.
 *
 * @throws PenstockError as `findJob` does
 */
export async function listErrors(
  engine: RowsEngine & OnPorts<"transfers"> & { readonly rowLines: RowLines },
  tenant: string,
  jobId: JobId,
): Promise<JobErrors> {
  const record = await findJob(engine, tenant, jobId);
  const { rowArchive, rowLines } = engine;
  const hasEnded = isFinished(stateOfJob(record));
  if (record.job.bulk === undefined || rowArchive === undefined) {
    const { items } = await transfersOfJob(engine, tenant, jobId, { limit: 1 });
    const rows = items.flatMap(({ transfer }) => rowOfTransfer(transfer) ?? []).filter(isTrouble);
    return {
      isComplete: hasEnded,
      groups: tallyOf(rows).map((each) => ({ ...each, samples: rows })),
    };
  }
  const job = { tenant, jobId };
  const heads = acceptedHeads(await rowArchive.heads(job), await rowArchive.recovery(job));
  const tallies = sumOfTallies(heads.flatMap(({ trouble }) => trouble));
  const readTrouble = async (head: RowSegmentHead) => {
    const rows: Row[] = [];
    for await (const row of rowLines.unpack(rowArchive.read(job, head, "trouble"))) {
      rows.push(row);
    }
    return rows;
  };
  const samples = await samplesOf(tallies, heads, readTrouble);
  const groups = tallies
    .map((tally) => ({ ...tally, samples: samples.get(nameOf(tally)) ?? [] }))
    .sort((one, other) => other.rows - one.rows);
  return { isComplete: hasEnded && record.bulk?.isRecorded !== false, groups };
}

/** Of the first segment that has the cause. */
async function samplesOf(
  tallies: readonly RowTally[],
  heads: readonly RowSegmentHead[],
  readTrouble: (head: RowSegmentHead) => Promise<readonly Row[]>,
): Promise<ReadonlyMap<string, readonly Row[]>> {
  const first = new Map<string, RowSegmentHead | undefined>(
    tallies.map((tally) => {
      const name = nameOf(tally);
      return [name, heads.find(({ trouble }) => trouble.some((each) => nameOf(each) === name))];
    }),
  );
  const samples = new Map<string, Row[]>();
  for (const head of new Set(first.values())) {
    for (const row of head === undefined ? [] : await readTrouble(head)) {
      const name = nameOf({ outcome: row.outcome, ...(row.cause && { code: row.cause.code }) });
      const some = samples.get(name) ?? [];
      if (some.length < SAMPLES && first.get(name) === head) {
        samples.set(name, [...some, row]);
      }
    }
  }
  return samples;
}

function nameOf({ outcome, code = "" }: Pick<RowTally, "outcome" | "code">): string {
  return `${outcome} ${code}`;
}
