import {
  type Cause,
  DEFAULT_WEIGHT,
  type ErrorCode,
  intendedChanges,
  isJobId,
  type Job,
  type JobId,
  type JobQuota,
  type JobRecord,
  type JobRef,
  type Late,
  PenstockError,
  quotaExceeded,
  TRANSFER_STATES,
  type Transfer,
  type TransferCounts,
  type TransferStateKind,
} from "@penstock/core";
import type { Damage } from "../damage.ts";
import { parseDocument } from "../parsed-document.ts";
import { formatUploadChanges } from "../uploads/registered-uploads.ts";

/** The fields of each job's hash and their values in turn; undefined for a job that does not exist. */
export function parseJobs(
  reply: unknown,
  { tenant, jobIds }: { readonly tenant: string; readonly jobIds: readonly JobId[] },
  damage: Damage,
): readonly (JobRecord | undefined)[] {
  const jobs = reply as readonly (readonly string[])[];
  return jobIds.map((jobId, index) => {
    const flat = jobs[index] ?? [];
    const fields: Record<string, string> = {};
    for (let at = 0; at < flat.length; at += 2) {
      fields[flat[at] ?? ""] = flat[at + 1] ?? "";
    }
    return parseJob(fields, { tenant, jobId }, damage);
  });
}

function parseJob(
  fields: Readonly<Record<string, string>>,
  ref: JobRef,
  damage: Damage,
): JobRecord | undefined {
  const text = (name: string) => fields[name];
  const count = (name: string) => Number(text(name) ?? 0);
  const time = (name: string) => (text(name) === undefined ? undefined : count(name));
  const json = text("doc");
  if (json === undefined) {
    return undefined;
  }
  const counts = TRANSFER_STATES.map((state) => [state, count(`n:${state}`)]);
  const failedAtMs = time("lastFailureAt");
  const heldUpAtMs = time("heldUpAt");
  return {
    job:
      damage.one(() => parseDocument(json, "id", "tenant") as Job, `job ${ref.jobId}`) ??
      standIn(ref),
    counts: {
      listed: count("listed"),
      listing: count("listing"),
      ...(Object.fromEntries(counts) as Record<TransferStateKind, number>),
    },
    progress: {
      bytesTotal: count("bytesTotal"),
      bytesStored: count("bytesStored"),
      partsTotal: count("partsTotal"),
      partsStored: count("partsStored"),
      retries: count("retries"),
    },
    isCancelled: text("cancelled") === "1",
    finishedAtMs: time("finishedAt"),
    lastProgressAtMs: time("progressAt"),
    lastFailure:
      failedAtMs === undefined
        ? undefined
        : { atMs: failedAtMs, code: text("lastFailureCode") as ErrorCode },
    ...(heldUpAtMs !== undefined && { heldUpAtMs }),
    ...(isPausedBy(text) && { isPaused: true, ...pausedAt(time("pausedAt")) }),
    ...lateBy(text("late"), damage, ref),
    ...(text("epoch") !== undefined && { bulk: parseBulkProgress(fields, ref, damage) }),
  };
}

function lateBy(
  json: string | undefined,
  damage: Damage,
  { jobId }: JobRef,
): { readonly late?: Late } {
  const late =
    json === undefined
      ? undefined
      : damage.one(() => parseDocument(json, "sinceMs", "reason", "boost"), `why ${jobId} is late`);
  return late === undefined ? {} : { late: late as Late };
}

/** A version before this one does not say when. */
function pausedAt(pausedAtMs: number | undefined): { readonly pausedAtMs?: number } {
  return pausedAtMs === undefined ? {} : { pausedAtMs };
}

/** Nothing takes the mark away when the job is cancelled, or ends. */
function isPausedBy(text: (field: string) => string | undefined): boolean {
  return (
    text("paused") === "1" && text("cancelled") === undefined && text("finishedAt") === undefined
  );
}

function parseBulkProgress(
  {
    epoch,
    broken = "0",
    brokenBy,
    extra = "0",
    segments = "0",
    recorded,
  }: Readonly<Record<string, string>>,
  { jobId }: JobRef,
  damage: Damage,
): Exclude<JobRecord["bulk"], undefined> {
  const cause =
    brokenBy &&
    damage.one(() => parseDocument(brokenBy, "code", "message") as Cause, `why ${jobId} broke`);
  return {
    epoch: Number(epoch),
    brokenShards: Number(broken),
    ...(cause !== undefined && cause !== "" && { brokenBy: cause }),
    extra: Number(extra),
    segments: Number(segments),
    isRecorded: recorded === "1",
  };
}

/** What is shown of a job whose document is damaged: its counts are fields of their own. */
function standIn({ tenant, jobId: id }: JobRef): Job {
  return { id, tenant, name: "(the record of this job is damaged)", labels: {}, createdAtMs: 0 };
}

/** Each count as `replace-counts` takes it: its field, its wrong value, its right value. */
export function formatCorrection(
  wrong: TransferCounts,
  right: TransferCounts,
): readonly (string | number)[] {
  const counts = TRANSFER_STATES.flatMap((state) => [`n:${state}`, wrong[state], right[state]]);
  return ["listed", wrong.listed, right.listed, ...counts];
}

/** Planned transfers, and before them what they may have opened, as `create-job` takes them. */
export function newTransferArguments(transfers: readonly Transfer[]): readonly (string | number)[] {
  const changes = transfers.flatMap(intendedChanges);
  const records = transfers.flatMap((transfer) => [
    transfer.id,
    transfer.generation,
    transfer.revision,
    JSON.stringify(transfer),
  ]);
  return [changes.length, ...formatUploadChanges(changes), ...records];
}

/** What a new job shares with others: how many there may be beside it, its weight, and its deadline. */
export function formatShare(
  { weight = DEFAULT_WEIGHT, deadlineMs }: Job,
  quota: JobQuota | undefined,
): readonly (string | number)[] {
  return [quota?.jobs ?? "", weight, deadlineMs ?? ""];
}

const QUOTA_USED = -3;

/** @throws PenstockError `quota-exceeded` where a script wrote no job for that reason */
export function assertInQuota(reply: unknown, { tenant }: Job, quota: JobQuota | undefined): void {
  if (reply === QUOTA_USED && quota !== undefined) {
    throw quotaExceeded(tenant, quota);
  }
}

/** What a script says of many jobs. */
export function parseJobIds(reply: unknown): readonly JobId[] {
  return (reply as readonly string[]).filter(isJobId);
}

/** How many transfers the job has; negative when there is nothing left to write. */
export function parseWritten(reply: unknown): number {
  return Number(reply);
}

/** @throws PenstockError `request-invalid` */
export function offsetOf(cursor: string | undefined): number {
  const offset = Number(cursor ?? 0);
  if (!Number.isSafeInteger(offset) || offset < 0) {
    throw new PenstockError("request-invalid", `"${cursor}" is not a cursor of this list`);
  }
  return offset;
}
