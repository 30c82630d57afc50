import { DEFAULT_WEIGHT, formatByteSize } from "@penstock/core";
import type { ExplainView, JobView, TransferView } from "@penstock/wire";
import { nextStepFor } from "./next-step.ts";
import {
  type FailureCount,
  formatDuration,
  formatPercent,
  formatRate,
  healthText,
  plainText,
} from "./progress/progress-text.ts";
import { columnsOf, padded } from "./progress/text-columns.ts";
import { retryCommand } from "./retry-command.ts";

type AddressView = TransferView["source"];

/** How a job ended, in a line or two for a person. Pure. */
export function jobResult(
  job: JobView,
  transfers: readonly TransferView[],
  failures: readonly FailureCount[] = [],
): readonly string[] {
  if (job.list !== null) {
    return listResult(job, job.list, failures);
  }
  if (job.state === "succeeded") {
    return transfers.flatMap((transfer) => storedLines(job, transfer));
  }
  if (job.state === "cancelled") {
    return [`✗ ${job.id} was cancelled; it left nothing at the destination`];
  }
  const failed = transfers.filter(({ state }) => state === "failed");
  return [
    `✗ ${job.id} ${job.state.replaceAll("_", " ")}`,
    ...failed.flatMap(({ destination, cause }) => [
      `  ${written(destination)}: ${causeText(cause)}`,
      `  → ${nextStepFor(cause?.code ?? "")}`,
    ]),
    `  → penstock show ${job.id}`,
  ];
}

/** Of a job of many objects: what became of them, in numbers. */
function listResult(
  job: JobView,
  list: NonNullable<JobView["list"]>,
  failures: readonly FailureCount[],
): readonly string[] {
  const { transfersStored, transfersSkipped, transfersFailed, transfersCancelled } = job.progress;
  const mark = job.state === "succeeded" ? "✓" : "✗";
  const seconds = secondsOf(job);
  const counts = [
    `${objects(transfersStored)} stored`,
    `${transfersSkipped} skipped`,
    ...(transfersFailed > 0 ? [`${transfersFailed} failed`] : []),
    ...(transfersCancelled > 0 ? [`${transfersCancelled} cancelled`] : []),
  ];
  return [
    `${mark} ${plainText(job.name)}  ${counts.join(", ")} in ${formatDuration(seconds)}`,
    `  ${formatByteSize(job.progress.bytesTotal)} in all, ${retriesText(job.progress.retries)}${list.extra > 0 ? `, ${list.extra} only at the destination` : ""}`,
    ...failures.flatMap(({ code, objects: count }) => [
      `  ${objects(count)} failed: ${plainText(code)}`,
      `  → ${nextStepFor(code)}`,
    ]),
    ...brokenLines(list),
    ...(job.state === "succeeded" ? [] : [`  → penstock show ${job.id}`]),
  ];
}

function brokenLines({ brokenBy }: NonNullable<JobView["list"]>): readonly string[] {
  return brokenBy === null
    ? []
    : [
        `  the list could not be read to its end: ${causeText(brokenBy)}`,
        `  → ${nextStepFor(brokenBy.code)}`,
      ];
}

function listLines({ progress }: JobView, list: NonNullable<JobView["list"]>): readonly string[] {
  const soFar = list.isComplete ? "" : " so far";
  return [
    `  objects   ${progress.transfersTotal} listed${soFar}: ${progress.transfersStored} stored, ${progress.transfersSkipped} skipped, ${progress.transfersFailed} failed, ${progress.transfersCancelled} cancelled`,
    ...brokenLines(list),
  ];
}

function objects(count: number): string {
  return count === 1 ? "1 object" : `${count} objects`;
}

/** All that is known about a job. Pure. */
export function jobDetails(
  job: JobView,
  transfers: readonly TransferView[],
  why?: Pick<ExplainView, "boundBy" | "sentence">,
): readonly string[] {
  const { progress } = job;
  const health = healthText(job);
  const labels = Object.entries(job.labels).map(([name, value]) => `${name}=${value}`);
  return [
    `${job.id}  ${plainText(job.name)}`,
    `  state     ${job.state}${job.isPaused ? ", paused" : ""}${health === "" ? "" : `: ${health}`}`,
    `  progress  ${formatPercent(progress.percent)}, ${formatByteSize(progress.bytesStored)} of ${formatByteSize(progress.bytesTotal)}, ${progress.partsStored} of ${progress.partsTotal} parts, ${retriesText(progress.retries)}`,
    `  time      ${timesOf(job)}${leftText(progress)}`,
    ...deadlineLines(job),
    ...(why === undefined || why.boundBy === null
      ? []
      : [`  bound by  ${why.boundBy}: ${plainText(why.sentence)}`]),
    ...(job.list === null ? [] : listLines(job, job.list)),
    ...(job.weight === DEFAULT_WEIGHT ? [] : [`  weight    ${job.weight}`]),
    ...(labels.length === 0 ? [] : [`  labels    ${plainText(labels.join(" "))}`]),
    ...job.repeats.map(
      ({ process, role, what, failures, since, cause, nextTry }) =>
        `  waiting   ${role} ${plainText(process)}: ${plainText(what)} failed ${failures === 1 ? "once" : `${failures} times in a row`} since ${since}: ${causeText(cause)}; next try ${nextTry}`,
    ),
    ...transfers.flatMap(transferLines),
    ...nextCommands(job, transfers),
  ];
}

/** Columns as wide as their widest cell, two blanks between them. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => columnsOf(row[column] ?? ""))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function storedLines(job: JobView, transfer: TransferView): readonly string[] {
  const where = written(transfer.destination);
  const { object, plan } = transfer;
  if (object === null) {
    return [`– ${where} was not overwritten: ${causeText(transfer.cause)}`];
  }
  const seconds = secondsOf(job);
  const rate = seconds > 0 ? ` (${formatRate(object.sizeBytes / seconds)})` : "";
  const parts = plan?.strategy === "put" ? "one request" : `${plan?.partCount ?? 0} parts`;
  return [
    `✓ ${where}  ${formatByteSize(object.sizeBytes)} in ${formatDuration(seconds)}${rate}, ${parts}, ${retriesText(job.progress.retries)}`,
    `  ${objectText(object)}`,
  ];
}

function retriesText(count: number): string {
  return count === 1 ? "1 retry" : `${count} retries`;
}

function transferLines(transfer: TransferView): readonly string[] {
  const { plan, object, cause, failures, leftAlone, generation } = transfer;
  const again =
    generation > 1 ? `, started over ${generation === 2 ? "once" : `${generation - 1} times`}` : "";
  const lines = [
    `${transfer.id}  ${written(transfer.source)} → ${written(transfer.destination)}`,
    `  state     ${transfer.state}${again}`,
  ];
  if (plan !== null) {
    lines.push(`  plan      ${planText(plan)}`);
  }
  if (transfer.pinnedBy !== null) {
    lines.push(`  pinned    ${PINNED[transfer.pinnedBy]}`);
  }
  if (object !== null) {
    lines.push(`  object    ${objectText(object)}`);
  }
  for (const { names, reason } of transfer.leftBehind) {
    lines.push(`  left      ${plainText(`${names.join(", ")}: ${reason}`)}`);
  }
  if (cause !== null) {
    lines.push(`  cause     ${causeText(cause)}`, `  → ${nextStepFor(cause.code)}`);
  }
  for (const each of leftAlone) {
    lines.push(
      `  waiting   ${each.role} ${plainText(each.process)} cannot use ${plainText(each.connection)} as a ${each.side}: ${causeText(each.cause)}; next try ${each.nextTry}`,
    );
  }
  for (const failure of failures) {
    const { at, step, process, requestId } = failure;
    const request = requestId === null ? "" : ` (request ${requestId})`;
    lines.push(
      `  failure   ${at} ${step} on ${plainText(process + request)}: ${causeText(failure.cause)}`,
    );
  }
  return lines;
}

/** How far the source could be pinned, with what that means where it is not much. */
const PINNED: Readonly<Record<NonNullable<TransferView["pinnedBy"]>, string>> = {
  version: "by the version id of the source",
  etag: "by the strong ETag of the source",
  checksum: "by a checksum that the source publishes",
  file: "by size, times and inode of the file",
  "weak-etag": "only by a weak ETag, which a server may keep for bytes that differ",
  date: "only by a date, which shows no change within its second",
  "size-only":
    "only by its size: the source shows no version, a change that keeps the size is not noticed",
};

function planText(plan: NonNullable<TransferView["plan"]>): string {
  const size = formatByteSize(plan.sizeBytes);
  const warning = plan.warning === undefined ? "" : `; warning: ${plan.warning}`;
  return plan.strategy === "put"
    ? `${size} in one request (${plan.reason})`
    : `${size} in ${plan.partCount} parts of ${formatByteSize(plan.partSizeBytes)} (${plan.reason})${warning}`;
}

function objectText(object: NonNullable<TransferView["object"]>): string {
  const { checksum, etag, verifiedBy, encryption, versionId } = object;
  const facts = [
    ...(checksum === null ? [] : [`${checksum.algorithm} ${checksum.value}`]),
    `etag ${etag}`,
    ...(versionId === null ? [] : [`version ${versionId}`]),
    ...(encryption === null ? [] : [`encrypted by ${encryption}`]),
    `verified by ${verifiedBy.replace("-", " ")}`,
  ];
  return plainText(facts.join(", "));
}

function timesOf(job: JobView): string {
  return job.finishedAt === null
    ? `since ${job.createdAt}`
    : `${job.createdAt} to ${job.finishedAt} (${formatDuration(secondsOf(job))})`;
}

function leftText({ etaSeconds, etaRange }: JobView["progress"]): string {
  if (etaSeconds === null || etaRange === null) {
    return "";
  }
  const [earliest, latest] = etaRange.map(formatDuration);
  return `, about ${formatDuration(etaSeconds)} left (${earliest} to ${latest})`;
}

const LATE: Readonly<Record<NonNullable<NonNullable<JobView["deadline"]>["reason"]>, string>> = {
  "too-slow": "at the rate of now it ends later",
  unknown: "nothing says that the time left is enough",
  missed: "it has passed",
};

function deadlineLines({ deadline, finishedAt, weight }: JobView): readonly string[] {
  if (deadline === null) {
    return [];
  }
  const { at, isLate, reason, weight: raised } = deadline;
  if (!isLate || reason === null) {
    return [`  deadline  ${at}${finishedAt === null ? "" : ", kept"}`];
  }
  const boost = raised > weight ? `; its weight is raised to ${raised}` : "";
  return [`  deadline  ${at}: ${LATE[reason]}${finishedAt === null ? boost : ""}`];
}

function secondsOf(job: JobView): number {
  const end = job.finishedAt ?? job.createdAt;
  return (Date.parse(end) - Date.parse(job.createdAt)) / 1000;
}

function nextCommands(job: JobView, transfers: readonly TransferView[]): readonly string[] {
  if (job.actions.includes("cancel")) {
    const next = job.isPaused ? "resume" : "watch";
    return [`→ penstock ${next} ${job.id}   or   penstock cancel ${job.id}`];
  }
  if (job.list !== null) {
    return listCommands(job, job.list);
  }
  const undone = transfers.filter(({ state }) => state === "failed" || state === "aborted");
  if (job.state === "succeeded" || undone.length === 0) {
    return [job.state === "succeeded" ? "→ nothing to do" : "→ fix the cause, then copy again"];
  }
  const isFailed = undone.some(({ state }) => state === "failed");
  return [
    `→ ${isFailed ? "fix the cause, then copy again" : "to copy it after all"}:`,
    ...undone.map((transfer) => `  ${againText(job, transfer)}`),
  ];
}

/** Of a job of many objects that has ended. */
function listCommands(job: JobView, list: NonNullable<JobView["list"]>): readonly string[] {
  if (!list.isRecorded) {
    return [`→ penstock show ${job.id}, until all its rows are in the journal`];
  }
  return job.state === "succeeded"
    ? [`→ penstock report ${job.id}   or   penstock receipts ${job.id}`]
    : [`→ penstock report ${job.id} --rows trouble   or   penstock receipts ${job.id}`];
}

function againText(job: JobView, transfer: TransferView): string {
  return (
    retryCommand(job, transfer) ??
    `POST /v1/jobs for ${written(transfer.destination)}: \`cp\` cannot name this key or option`
  );
}

function causeText(cause: TransferView["cause"]): string {
  return cause === null ? "unknown" : `${cause.code}: ${plainText(cause.message)}`;
}

function written({ connection, key }: AddressView): string {
  return plainText(`${connection}:${key}`);
}
