import {
  isFinished,
  isTrouble,
  type JobId,
  type Row,
  type RowLines,
  type RowTally,
  rowOfTransfer,
  stateOfJob,
  sumOfTallies,
  tallyOf,
} from "@penstock/core";
import type { OnPorts } from "../engine.ts";
import { transfersOfJob } from "../history/read-job.ts";
import { readWritten } from "../recording/written-rows.ts";
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

/** Rows that did not succeed: how many of each cause, known before any of them is read. */
type Trouble = {
  readonly tallies: readonly RowTally[];
  readonly read: () => Promise<readonly Row[]>;
};

/**
 * What failed in a job, by outcome and code. Counts are those of the heads of its segments, and of the rows that are
 * in none yet; of each cause one segment is read, for samples.
 *
 * @throws PenstockError as `findJob` and `readWritten` do
 */
export async function listErrors(
  engine: RowsEngine & OnPorts<"rows" | "transfers"> & { readonly rowLines: RowLines },
  tenant: string,
  jobId: JobId,
): Promise<JobErrors> {
  const record = await findJob(engine, tenant, jobId);
  const { rowArchive, rowLines } = engine;
  if (record.job.bulk === undefined || rowArchive === undefined) {
    const { items } = await transfersOfJob(engine, tenant, jobId, { limit: 1 });
    const rows = items.flatMap(({ transfer }) => rowOfTransfer(transfer) ?? []).filter(isTrouble);
    return {
      isComplete: isFinished(stateOfJob(record)),
      groups: tallyOf(rows).map((each) => ({ ...each, samples: rows })),
    };
  }
  const { heads, isComplete, rest } = await readWritten({ ...engine, rowArchive }, record);
  const unwritten = [...rowLines.unpackAll(rest.members), ...rest.large].filter(isTrouble);
  const all: readonly Trouble[] = [
    ...heads.map((head) => ({
      tallies: head.trouble,
      read: () => collected(rowLines.unpack(rowArchive.read({ tenant, jobId }, head, "trouble"))),
    })),
    { tallies: tallyOf(unwritten), read: async () => unwritten },
  ];
  const tallies = sumOfTallies(all.flatMap((each) => each.tallies));
  const samples = await samplesOf(tallies, all);
  const groups = tallies
    .map((tally) => ({ ...tally, samples: samples.get(nameOf(tally)) ?? [] }))
    .sort((one, other) => other.rows - one.rows);
  return { isComplete, groups };
}

/** Of the first that has the cause. */
async function samplesOf(
  tallies: readonly RowTally[],
  all: readonly Trouble[],
): Promise<ReadonlyMap<string, readonly Row[]>> {
  const first = new Map<string, Trouble | undefined>(
    tallies.map((tally) => {
      const name = nameOf(tally);
      return [name, all.find((each) => each.tallies.some((one) => nameOf(one) === name))];
    }),
  );
  const samples = new Map<string, Row[]>();
  for (const trouble of new Set(first.values())) {
    for (const row of (await trouble?.read()) ?? []) {
      const name = nameOf({ outcome: row.outcome, ...(row.cause && { code: row.cause.code }) });
      const some = samples.get(name) ?? [];
      if (some.length < SAMPLES && first.get(name) === trouble) {
        samples.set(name, [...some, row]);
      }
    }
  }
  return samples;
}

async function collected(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const all: Row[] = [];
  for await (const row of rows) {
    all.push(row);
  }
  return all;
}

function nameOf({ outcome, code = "" }: Pick<RowTally, "outcome" | "code">): string {
  return `${outcome} ${code}`;
}
