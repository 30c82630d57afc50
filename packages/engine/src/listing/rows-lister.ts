// Lists objects that another job has rows of, in the order of its segments: positions stand for keys.

import {
  compareKeys,
  compileRowFilter,
  type Entry,
  type JobRef,
  type Lister,
  mayHaveTrouble,
  type PageQuery,
  PenstockError,
  type Row,
  type RowArchive,
  type RowFilter,
  type RowLines,
  type RowSegmentHead,
  rowPosition,
  type SelectionRules,
  type SourceReader,
  takesTroubleAlone,
} from "@penstock/core";
import { acceptedHeads } from "../recording/recover-listing.ts";
import { eachAtOnce, refusedEntry, statEntry } from "./stat-entry.ts";

type Rows = { readonly rowArchive: RowArchive; readonly rowLines: RowLines };

type Wanted = Rows & {
  /** Whose rows, and how many segments they were when this job was accepted. */
  readonly job: JobRef;
  readonly segments: number | undefined;
  readonly filter: RowFilter;
  readonly source: SourceReader;
  readonly rules: SelectionRules;
  /** The keys are those of the rows, not made by a template. */
  readonly keepsKeys: boolean;
  /** Source and destination are one connection. */
  readonly isOnePlace: boolean;
  readonly isCopy: boolean;
};

/** Undefined stands for the end of a segment. */
type PlacedRow = { readonly position: string; readonly row: Row | undefined };
type Reading = { readonly at: string; readonly rows: AsyncGenerator<PlacedRow> };

/**
 * The rows of a job that has ended never change, so that a position is found again by any process. Objects are
 * looked at as they are now. A page ends with its segment, so that the cursor moves on where nothing is found.
 */
export function rowsLister(wanted: Wanted): Lister {
  let reading: Reading | undefined;

  async function rowsBehind(after: string): Promise<AsyncGenerator<PlacedRow>> {
    const { at, rows } = reading ?? {};
    reading = undefined;
    if (rows !== undefined && at === after) {
      return rows;
    }
    await rows?.return(undefined);
    return readRows(wanted, await headsOf(wanted), after);
  }

  return {
    async page(query, limit, signal) {
      const rows = await rowsBehind(query.after);
      const { taken, last, isEnd } = await takeRows(wanted, rows, { ...query, limit });
      reading = isEnd ? undefined : { at: last, rows };
      const entries = await eachAtOnce(taken, async ({ position, row }) => ({
        ...(await toEntry(wanted, row, signal)),
        position,
      }));
      return { entries, last: isEnd ? (query.to ?? last) : last, isEnd };
    },
  };
}

type Taken = { readonly position: string; readonly row: Row };

async function takeRows(
  wanted: Wanted,
  rows: AsyncGenerator<PlacedRow>,
  { after, to, limit }: PageQuery & { readonly limit: number },
) {
  const taking = { ...wanted, takes: compileRowFilter(wanted.filter) };
  const taken: Taken[] = [];
  let last = after;
  while (taken.length < limit) {
    const { value, done } = await rows.next();
    if (done === true || (to !== undefined && compareKeys(value.position, to) > 0)) {
      return { taken, last, isEnd: true };
    }
    const { position, row } = value;
    last = position;
    if (row === undefined) {
      break;
    }
    if (isTaken(taking, row)) {
      taken.push({ position, row });
    }
  }
  return { taken, last, isEnd: last === to };
}

async function headsOf({ rowArchive, job, segments }: Wanted): Promise<readonly RowSegmentHead[]> {
  const heads = acceptedHeads(await rowArchive.heads(job), await rowArchive.recovery(job));
  if (segments !== undefined && heads.length !== segments) {
    throw new PenstockError(
      "listing-invalid",
      `of the rows of ${job.jobId} ${heads.length} of ${segments} segments are in the journal: its time is over, or they were removed; list the objects in another way`,
    );
  }
  return heads;
}

async function* readRows(
  wanted: Wanted,
  heads: readonly RowSegmentHead[],
  after: string,
): AsyncGenerator<PlacedRow> {
  for (const head of heads) {
    const { epoch, number } = head;
    const end = rowPosition({ epoch, number });
    if (
      compareKeys(end, after) > 0 &&
      (!takesTroubleAlone(wanted.filter) || mayHaveTrouble(head, wanted.filter))
    ) {
      yield* readSegment(wanted, head, after);
      yield { position: end, row: undefined };
    }
  }
}

async function* readSegment(
  { rowArchive, rowLines, job, filter }: Wanted,
  { epoch, number }: RowSegmentHead,
  after: string,
): AsyncGenerator<PlacedRow> {
  const segment = { epoch, number };
  const bytes = rowArchive.read(job, segment, takesTroubleAlone(filter) ? "trouble" : "all");
  let line = 0;
  for await (const row of rowLines.unpack(bytes)) {
    line += 1;
    const position = rowPosition({ ...segment, line });
    if (compareKeys(position, after) > 0) {
      yield { position, row };
    }
  }
}

/** Of what only the destination has there is nothing to copy. */
type Taking = Wanted & { readonly takes: (row: Row) => boolean };

function isTaken({ takes, rules, isCopy }: Taking, row: Row): boolean {
  const hasSource = !isCopy || row.outcome !== "only_destination";
  return hasSource && takes(row) && rules.wants(row.key);
}

async function toEntry(
  { source, keepsKeys, isOnePlace, isCopy }: Wanted,
  { key, destinationKey }: Row,
  signal: AbortSignal,
): Promise<Entry> {
  const kept = keepsKeys && destinationKey !== key ? { destinationKey } : {};
  if (isCopy && keepsKeys && isOnePlace && destinationKey === key) {
    const message = "source and destination are the same object: give a key template";
    return refusedEntry(key, { code: "key-invalid", message });
  }
  return { ...(await statEntry(source, key, signal)), ...kept };
}
