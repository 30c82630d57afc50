import { formatByteSize } from "@penstock/core";
import type { OpenUploadView } from "@penstock/wire";
import { formatDuration } from "../progress/progress-text.ts";
import type { List } from "./list.ts";

/** Enough to tell one upload from another; `uploads abort` takes the beginning of an id. */
const ID_COLUMNS = 16;

/** `penstock uploads ls`. */
export const UPLOAD_LIST: List<OpenUploadView> = {
  idOf: ({ uploadId }) => uploadId ?? "-",
  columns: [
    { heading: "UPLOAD", cell: ({ uploadId }, isShort) => idText(uploadId ?? "-", isShort) },
    { heading: "CONNECTION", cell: ({ connection }) => connection },
    { heading: "KEY", cell: ({ key }) => key, shrinks: true },
    { heading: "AGE", cell: ({ ageSeconds }) => formatDuration(ageSeconds) },
    { heading: "PARTS", cell: ({ parts }) => (parts === null ? "-" : String(parts)), yields: 2 },
    {
      heading: "SIZE",
      cell: ({ bytes }) => (bytes === null ? "-" : formatByteSize(bytes)),
      yields: 1,
    },
    { heading: "OWNER", cell: ownerText, shrinks: true },
    { heading: "JOB", cell: ({ jobId }) => jobId ?? "-", isWide: true },
  ],
};

function idText(id: string, isShort: boolean): string {
  return isShort && id.length > ID_COLUMNS ? `${id.slice(0, ID_COLUMNS)}…` : id;
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
