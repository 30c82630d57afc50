import {
  derivedTransferId,
  type Entry,
  type Hashing,
  type Job,
  type KeyRange,
  type SelectionRules,
  type Transfer,
} from "@penstock/core";

/** As many as wait for the disk at once. */
const WRITES_AT_ONCE = 16;

export type BulkJob = Job & { readonly bulk: NonNullable<Job["bulk"]> };

export function isBulkJob(job: Job): job is BulkJob {
  return job.bulk !== undefined;
}

/**
 * The transfer of an entry that is moved in parts. Its id follows from the job and the destination key:
 * an entry that is listed twice, by two planners or after a ledger was lost, stays one transfer.
 */
export function largeTransfer(
  { hashing }: { readonly hashing: Hashing },
  job: BulkJob,
  {
    entry,
    range,
    rules,
  }: { readonly entry: Entry; readonly range: KeyRange; readonly rules: SelectionRules },
): Transfer {
  const { selection, destination, options } = job.bulk;
  const { overwrite, compare, verify, attributePolicy, attributes, partSizeBytes } = options;
  const key = rules.destinationKeyOf(entry);
  return {
    id: derivedTransferId(job.id, key, hashing),
    jobId: job.id,
    tenant: job.tenant,
    source: { connection: selection.connection, key: entry.key },
    destination: { connection: destination.connection, key },
    options: {
      ...{ overwrite, compare, verify, attributePolicy, attributes },
      marksSource: true,
      ...(job.limits && { isLimited: true }),
      ...(partSizeBytes !== undefined && { partSizeBytes }),
    },
    generation: 1,
    revision: 1,
    listedIn: range,
    ...(job.traceparent !== undefined && { traceparent: job.traceparent }),
    state: { kind: "planned", intents: [] },
  };
}

/** Writes them down, some at once. */
export async function keepInJournal(
  journal: { writeTransfer(transfer: Transfer): Promise<void> },
  transfers: readonly Transfer[],
): Promise<void> {
  for (let at = 0; at < transfers.length; at += WRITES_AT_ONCE) {
    const some = transfers.slice(at, at + WRITES_AT_ONCE);
    await Promise.all(some.map((transfer) => journal.writeTransfer(transfer)));
  }
}
