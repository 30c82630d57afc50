import type { AbortOrphansView, OpenUploadPage } from "@penstock/wire";
import { plainText } from "./progress/progress-text.ts";

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
