// A job that ended is tried again by a new one: what of it failed, as its rows have it.

import {
  type BulkOptions,
  type BulkSpec,
  CHECK_OUTCOMES,
  compileRowFilter,
  ERRORS,
  isErrorCode,
  isTrouble,
  type Job,
  type JobId,
  type JobOrder,
  type JobRecord,
  KEPT_KEYS,
  mayHaveTrouble,
  nearestName,
  PenstockError,
  type RowFilter,
  type RowLines,
  type RowOutcome,
  type RowTally,
  rowOfTransfer,
  stateOfJob,
  sumOfTallies,
  takesTroubleAlone,
  tallyOf,
} from "@penstock/core";
import type { OnPorts } from "../engine.ts";
import { transfersOfJob } from "../history/read-job.ts";
import { findJob } from "./find-job.ts";
import { assertEnded, type RecordedJob, type RowsEngine, recordedJob } from "./rows-of-job.ts";

export type RetryRequest = {
  readonly tenant: string;
  readonly jobId: JobId;
  readonly filter: RowFilter;
};

/** What a retry would try again, and the job that does it. */
export type PlannedRetry = {
  readonly tallies: readonly RowTally[];
  readonly order: JobOrder;
  /** Of the request that made the job that is tried again. */
  readonly traceparent: string | undefined;
};

type RetryingEngine = RowsEngine & OnPorts<"transfers"> & { readonly rowLines: RowLines };

/**
 * @throws PenstockError `state-conflict` for a job that has not ended, or has nothing that fits; `request-invalid`
 * for a code that there is not; and as `recordedJob` does
 */
export async function planRetry(
  engine: RetryingEngine,
  request: RetryRequest,
): Promise<PlannedRetry> {
  assertErrorCodes(request.filter.codes ?? []);
  const record = await findJob(engine, request.tenant, request.jobId);
  assertEnded(record);
  const filter = { ...request.filter, outcomes: outcomesOf(record, request.filter) };
  const planned =
    record.job.bulk === undefined
      ? await retryOfOne(engine, record, filter)
      : await retryOfMany(engine, await recordedJob(engine, request.tenant, request.jobId), filter);
  return { ...planned, traceparent: record.job.traceparent };
}

type Wanted = RowFilter & { readonly outcomes: readonly RowOutcome[] };

/** Those of objects that are not at the destination, or differ there; what was cancelled only where that was meant. */
function outcomesOf(record: JobRecord, { outcomes }: RowFilter): readonly RowOutcome[] {
  if (outcomes !== undefined) {
    return outcomes;
  }
  if (record.job.bulk?.verb === "check") {
    return CHECK_OUTCOMES.filter((outcome) => isTrouble({ outcome }));
  }
  return stateOfJob(record) === "cancelled" ? ["failed", "aborted"] : ["failed"];
}

/** @throws PenstockError `request-invalid`, which names the nearest one */
export function assertErrorCodes(codes: readonly string[]): void {
  for (const code of codes) {
    if (!isErrorCode(code)) {
      const nearest = nearestName(code.slice(0, 64), Object.keys(ERRORS));
      const hint =
        nearest === undefined ? "GET …/errors lists those of a job" : `did you mean ${nearest}?`;
      throw new PenstockError("request-invalid", `there is no error code "${code}": ${hint}`);
    }
  }
}

async function retryOfOne(
  engine: RetryingEngine,
  { job }: JobRecord,
  filter: Wanted,
): Promise<Omit<PlannedRetry, "traceparent">> {
  const { tenant, id } = job;
  const { items } = await transfersOfJob(engine, tenant, id, { limit: 1 });
  const transfer = items[0]?.transfer;
  const row = transfer && rowOfTransfer(transfer);
  if (transfer === undefined || row === undefined) {
    throw nothing(id, []);
  }
  const takes = compileRowFilter(filter);
  if (!takes(row)) {
    throw nothing(id, tallyOf([row]));
  }
  if (transfer.sealedQuery !== undefined) {
    throw new PenstockError(
      "request-invalid",
      `the source of the job ${id} was a signed URL, which is not kept: submit a new job with a new URL`,
    );
  }
  const { source, destination, options } = transfer;
  const request = { ...sameOrder(job), source, destination, options };
  return { tallies: tallyOf([row]), order: { kind: "one", request } };
}

async function retryOfMany(
  engine: RetryingEngine,
  recorded: RecordedJob,
  filter: Wanted,
): Promise<Omit<PlannedRetry, "traceparent">> {
  const { job } = recorded.record;
  const { id, bulk } = job;
  if (bulk === undefined) {
    throw new RangeError(`${id} is no bulk job`);
  }
  const tallies = await talliesOf(engine, recorded, filter);
  if (tallies.length === 0) {
    throw nothing(id, sumOfTallies(recorded.heads.flatMap(({ trouble }) => trouble)));
  }
  const { connection } = bulk.selection;
  const spec: BulkSpec = {
    ...bulk,
    selection: { kind: "rows", connection, jobId: id, filter },
    destination: { connection: bulk.destination.connection, template: KEPT_KEYS },
  };
  const request = { ...sameOrder(job), spec };
  return { tallies, order: { kind: "many", request } };
}

/** What a retry has of the job that it tries again. */
function sameOrder({ tenant, name, labels, weight, limits, id }: Job) {
  const shared = {
    ...(weight !== undefined && { weight }),
    ...(limits !== undefined && { limits }),
  };
  return { tenant, name, labels, ...shared, retryOf: id };
}

/** By the heads alone, unless keys are compared, or rows that are no trouble are wanted. */
async function talliesOf(
  { rowArchive, rowLines }: RetryingEngine,
  { record: { job }, heads }: RecordedJob,
  filter: Wanted,
): Promise<readonly RowTally[]> {
  const { keys } = filter;
  const isByKey = keys !== undefined && keys.include.length + keys.exclude.length > 0;
  if (takesTroubleAlone(filter) && !isByKey) {
    const all = heads.flatMap(({ trouble }) => trouble);
    return sumOfTallies(all.filter((tally) => mayHaveTrouble({ trouble: [tally] }, filter)));
  }
  const takes = compileRowFilter(filter);
  const ref = { tenant: job.tenant, jobId: job.id };
  const found: RowTally[] = [];
  for (const head of heads) {
    const which = takesTroubleAlone(filter) ? "trouble" : "all";
    const rows: RowTally[] = [];
    for await (const row of rowLines.unpack(rowArchive?.read(ref, head, which) ?? none())) {
      if (takes(row)) {
        rows.push(...tallyOf([row]));
      }
    }
    found.push(...sumOfTallies(rows));
  }
  return sumOfTallies(found);
}

async function* none(): AsyncGenerator<Uint8Array> {
  // Nothing was recorded.
}

/** The same order with some of its options replaced. */
export function retryWith(order: JobOrder, changed: Partial<BulkOptions>): JobOrder {
  if (order.kind === "many") {
    const spec = specWith(order.request.spec, changed);
    return { kind: "many", request: { ...order.request, spec } };
  }
  const { onMissing, ...rest } = changed;
  if (onMissing !== undefined) {
    throw new PenstockError(
      "request-invalid",
      'a job of one object has no list: leave the option "missing" out',
    );
  }
  const { options } = order.request;
  const marks = rest.overwrite === "if_different" ? ({ marksSource: true } as const) : {};
  return { kind: "one", request: { ...order.request, options: { ...options, ...rest, ...marks } } };
}

function specWith(spec: BulkSpec, changed: Partial<BulkOptions>): BulkSpec {
  const options = { ...spec.options, ...changed };
  const { check } = spec;
  if (check === undefined) {
    return { ...spec, options };
  }
  const { compare, ...rest } = changed;
  if (Object.keys(rest).length > 0) {
    throw new PenstockError(
      "request-invalid",
      'a check moves nothing: of the options only "compare" can be replaced',
    );
  }
  // Both sides were read because of what it compared before.
  const reads = compare === undefined ? check.reads : "unclear";
  return { ...spec, options, check: { ...check, reads } };
}

function nothing(jobId: JobId, there: readonly RowTally[]): PenstockError {
  const has = there.map(
    ({ outcome, code, rows }) => `${rows} ${[outcome, code].filter(Boolean).join(" by ")}`,
  );
  const hint =
    has.length === 0
      ? "nothing of it failed. What could not be listed has no rows: submit such a job again"
      : `it has ${has.join(", ")}. Name other outcomes or codes, or leave them out`;
  return new PenstockError(
    "state-conflict",
    `nothing of the job ${jobId} is to be tried again: ${hint}`,
  );
}
