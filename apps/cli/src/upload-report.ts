import { formatByteSize } from "@penstock/core";
import type { AbortOrphansView, OpenUploadPage, OpenUploadView } from "@penstock/wire";
import { table } from "./job-report.ts";
import { formatDuration, plainText } from "./progress/progress-text.ts";

/** Enough to tell one upload from another; `uploads abort` takes the beginning of an id. */
const ID_COLUMNS = 16;
const HEADING = ["CONNECTION", "KEY", "UPLOAD", "AGE", "PARTS", "SIZE", "OWNER"];

/**
 * Uploads as a table; one below the other where the lines would not fit. Pure.
 *
 * @param widthColumns of the terminal; undefined leaves lines and ids whole, for files and other programs
 */
export function uploadTable(
  uploads: readonly OpenUploadView[],
  widthColumns: number | undefined,
): readonly string[] {
  const isShort = widthColumns !== undefined;
  const lines = table([HEADING, ...uploads.map((upload) => uploadRow(upload, isShort))]);
  return isShort && lines.some((line) => line.length > widthColumns)
    ? uploads.flatMap(uploadLines)
    : lines;
}

function uploadRow(upload: OpenUploadView, isShort: boolean): readonly string[] {
  const { connection, key, ageSeconds, parts, bytes } = upload;
  return [
    plainText(connection),
    plainText(key),
    isShort ? shortId(upload) : plainText(upload.uploadId ?? "-"),
    formatDuration(ageSeconds),
    parts === null ? "-" : String(parts),
    bytes === null ? "-" : formatByteSize(bytes),
    ownerText(upload),
  ];
}

function uploadLines(upload: OpenUploadView): readonly string[] {
  const { connection, key, ageSeconds, parts, bytes } = upload;
  const size = parts === null || bytes === null ? "" : `, ${parts} parts, ${formatByteSize(bytes)}`;
  return [
    plainText(`${connection}:${key}`),
    `    ${shortId(upload)}  ${formatDuration(ageSeconds)} old${size}`,
    `    ${ownerText(upload)}`,
  ];
}

function shortId({ uploadId }: OpenUploadView): string {
  if (uploadId === null) {
    return "-";
  }
  const text = plainText(uploadId);
  return text.length <= ID_COLUMNS ? text : `${text.slice(0, ID_COLUMNS)}…`;
}

function ownerText(upload: OpenUploadView): string {
  const { owner, transferId, state, isListed, uploadId } = upload;
  const hidden = isListed === false && uploadId !== null ? ", not at the store" : "";
  switch (owner) {
    case "transfer":
      return `${transferId ?? ""} ${state ?? ""}`.trim() + hidden;
    case "orphan":
      return `ours, orphan${hidden}`;
    case "intent":
      return uploadId === null ? "ours, no response (intent)" : "ours, orphan (intent)";
    case "foreign":
      return "not ours";
    default:
      return owner satisfies never;
  }
}

/** What a person should know besides the list itself. Pure. */
export function uploadNotes({ data, total, gaps }: OpenUploadPage): readonly string[] {
  const orphans = data.filter(({ owner }) => owner === "orphan" || owner === "intent").length;
  return [
    ...(total === 0 && gaps.length === 0 ? ["no upload is open"] : []),
    ...(data.length < total ? [`the oldest ${data.length} of ${total} are shown`] : []),
    ...gaps.map(({ connection, code, message }) =>
      plainText(`! ${connection} is not listed completely: ${message} (${code})`),
    ),
    ...(orphans > 0
      ? [
          `no transfer uses ${orphans} of our uploads: the coordinator aborts those that it can identify`,
          "  → penstock uploads abort --older-than 1h",
        ]
      : []),
  ];
}

/** What became of each upload that was to be ended, and what else to do. Pure. */
export function abortReport({ data, leftAlone, hasMore }: AbortOrphansView): readonly string[] {
  const { foreign, transfers } = leftAlone;
  return [
    ...data.flatMap(endedLines),
    ...(data.length === 0 ? ["no unused upload of ours is open"] : []),
    ...(transfers + foreign > 0
      ? [`not aborted: ${transfers} of running transfers, ${foreign} of other programs`]
      : []),
    ...(hasMore ? ["there are more: run it again"] : []),
  ];
}

function endedLines(upload: AbortOrphansView["data"][number]): readonly string[] {
  const { uploadId, connection, key, outcome, reason, jobId } = upload;
  const where = connection === null ? "" : ` ${connection}:${key}`;
  const why = reason === null ? "" : `: ${reason}`;
  const marks = { aborted: "✓ aborted", refused: "– refused", failed: "✗ failed" } as const;
  return [
    plainText(`${marks[outcome]}${where} ${uploadId}${why}`),
    ...(jobId === null ? [] : [`  → penstock cancel ${jobId}`]),
  ];
}
