import {
  type BatchEntry,
  type BatchRef,
  type BatchReport,
  type BatchReported,
  type BatchStart,
  type BatchTask,
  isJobId,
  type Job,
  type RowCounts,
} from "@penstock/core";
import type { Damage } from "../damage.ts";
import { formatMeasures } from "../measures/measure-documents.ts";
import { parseDocument } from "../parsed-document.ts";
import type { ScriptArgument } from "../script.ts";
import { packEntries, unpackEntries } from "./packed-entries.ts";

type Started = Extract<BatchStart, { kind: "go" }>;

/** An attempt that began, whose entries or whose job cannot be read. */
export type DamagedStart = { readonly kind: "damaged"; readonly attempt: number };

export function identityOf({ jobId, epoch, number }: BatchRef): [string, number, number] {
  return [jobId, epoch, number];
}

export function formatCounts({ stored, skipped, failed, aborted }: RowCounts): readonly number[] {
  return [stored, skipped, failed, aborted];
}

/** As `report-batch` takes it. */
export function formatReport(report: BatchReport): readonly ScriptArgument[] {
  return [
    ...identityOf(report),
    report.attempt,
    ...formatCounts(report.counts),
    ...[report.coveredBytes, report.extra, report.retries],
    ...[Buffer.from(report.rows), Buffer.from(report.troubleRows)],
    ...[report.left.length, packEntries(report.left), report.delayMs],
    ...[report.wantsAnother ? 1 : 0, report.cause?.code ?? ""],
    formatMeasures(report.measures),
  ];
}

/** `{ attempt, lost attempts, 1 when cancelled, job as JSON, packed entries, after, to }`, or nothing. */
export function parseStart(
  reply: unknown,
  ref: BatchRef,
  damage: Damage,
): BatchStart | DamagedStart {
  const fields = reply as readonly unknown[];
  if (fields.length === 0) {
    return { kind: "skip" };
  }
  const [attempt, lost, isCancelled, ...rest] = fields as readonly [number, number, number];
  const [job, packed, after, to] = rest as unknown as readonly [Buffer, Buffer, Buffer, Buffer];
  const name = `batch ${ref.number} of ${ref.jobId}`;
  return (
    damage.one(
      (): Started => ({
        kind: "go",
        job: parseDocument(String(job), "id", "tenant", "bulk") as Job,
        attempt,
        lost,
        entries: unpackEntries(packed),
        range: { after: String(after), to: String(to) },
        isCancelled: isCancelled === 1,
      }),
      name,
    ) ?? { kind: "damaged", attempt }
  );
}

/** What the report came to, and the attempt of the next batch where that cannot be read. */
type ParsedReport = {
  readonly reported: BatchReported;
  readonly damaged?: { readonly task: BatchTask; readonly attempt: number };
};

/** `{ 1 when it counts }`, with the number of the next batch and its start behind it. */
export function parseReported(reply: unknown, report: BatchReport, damage: Damage): ParsedReport {
  const [isCounted, number, ...start] = reply as readonly [
    number,
    Buffer | undefined,
    ...unknown[],
  ];
  const reported = { isCounted: isCounted === 1 };
  if (number === undefined) {
    return { reported };
  }
  const { tenant, jobId, epoch } = report;
  const task: BatchTask = { tenant, jobId, epoch, number: Number(number) };
  const next = parseStart(start, task, damage);
  switch (next.kind) {
    case "go":
      return { reported: { ...reported, next: { task, start: next } } };
    case "damaged":
      return { reported, damaged: { task, attempt: next.attempt } };
    case "skip":
      return { reported };
    default:
      return next satisfies never;
  }
}

/** `{ job id, epoch, number, ... }` */
export function parseTasks(tenant: string, reply: unknown): readonly BatchTask[] {
  const fields = reply as readonly string[];
  const tasks: BatchTask[] = [];
  for (let at = 0; at < fields.length; at += 3) {
    const [jobId = "", epoch, number] = fields.slice(at, at + 3);
    if (isJobId(jobId)) {
      tasks.push({ tenant, jobId, epoch: Number(epoch), number: Number(number) });
    }
  }
  return tasks;
}

/** As `add-listed` takes a batch. */
export function formatBatch(
  { after, to }: { readonly after: string; readonly to: string },
  entries: readonly BatchEntry[],
  sizeBytes: number,
): readonly ScriptArgument[] {
  return [after, to, entries.length, sizeBytes, packEntries(entries)];
}
