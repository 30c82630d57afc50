import { answerXml } from "../answer.ts";
import type { Call } from "../call.ts";
import { isoTime, keyWriter, pageSize, storageClass } from "../listing.ts";
import type { UploadRecord } from "../store/records.ts";
import { element, parent } from "../xml.ts";

/** List Multipart Uploads (COS document 436/7736), ordered by key, then by uploadId. */
export async function listUploads(call: Call): Promise<void> {
  const { query, bucket, store } = call;
  const [prefix, keyMarker, uploadIdMarker] = [
    query.get("prefix") ?? "",
    query.get("key-marker") ?? "",
    query.get("upload-id-marker") ?? "",
  ];
  const maxUploads = pageSize(call, "max-uploads");
  const key = keyWriter(call);
  const rest = store.uploads
    .list()
    .filter((upload) => upload.bucket === bucket && upload.key.startsWith(prefix))
    .filter((upload) => isAfter(upload, { key: keyMarker, uploadId: uploadIdMarker }))
    .sort((a, b) => compareUtf8(a.key, b.key) || compareUtf8(a.uploadId, b.uploadId));
  const page = rest.slice(0, maxUploads);
  const isTruncated = page.length < rest.length;
  const last = isTruncated ? page.at(-1) : undefined;
  answerXml(
    call.response,
    parent("ListMultipartUploadsResult", [
      element("Bucket", bucket),
      key.note,
      key.write("KeyMarker", keyMarker),
      element("UploadIdMarker", uploadIdMarker),
      key.write("NextKeyMarker", last?.key ?? ""),
      element("NextUploadIdMarker", last?.uploadId ?? ""),
      element("MaxUploads", maxUploads),
      element("IsTruncated", isTruncated),
      key.write("Prefix", prefix),
      ...page.map((upload) =>
        parent("Upload", [
          key.write("Key", upload.key),
          element("UploadId", upload.uploadId),
          storageClass(call),
          element("Initiated", isoTime(upload.initiatedMs)),
        ]),
      ),
    ]),
  );
}

type Marker = Pick<UploadRecord, "key" | "uploadId">;

/** Without an uploadId the marker stands for all uploads of its key; both are left out themselves. */
function isAfter(upload: Marker, marker: Marker): boolean {
  const order = compareUtf8(upload.key, marker.key);
  const isLaterOfKey = marker.uploadId !== "" && compareUtf8(upload.uploadId, marker.uploadId) > 0;
  return order > 0 || (order === 0 && isLaterOfKey);
}

/** Stores order keys by their bytes, which differs from JavaScript's order beyond the basic plane. */
function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
