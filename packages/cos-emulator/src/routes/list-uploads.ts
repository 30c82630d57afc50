import type { Call } from "../call.ts";
import { algorithmElements } from "../integrity-headers.ts";
import {
  accountXml,
  compareUtf8,
  type Entry,
  entriesOf,
  type KeyWriter,
  keyWriter,
  pageSize,
  prefixesXml,
  storageClassXml,
} from "../listing.ts";
import { respondXml } from "../response.ts";
import type { UploadRecord } from "../store/records.ts";
import { element, parent } from "../xml.ts";
import { spellingOf } from "../xml-spelling.ts";

/** List Multipart Uploads (COS document 436/7736), ordered by key, then by uploadId. */
export async function listUploads(call: Call): Promise<void> {
  const { query, bucket, store } = call;
  const [prefix, delimiter, keyMarker, uploadIdMarker] = [
    query.get("prefix") ?? "",
    query.get("delimiter") ?? "",
    query.get("key-marker") ?? "",
    query.get("upload-id-marker") ?? "",
  ];
  const maxUploads = pageSize(call, "max-uploads");
  const key = keyWriter(call);
  const spelling = spellingOf(call);
  const uploads = store.uploads
    .list()
    .filter((upload) => upload.bucket === bucket)
    // The order of entries of one key stays as it is.
    .sort((a, b) => compareUtf8(a.uploadId, b.uploadId));
  const rest = entriesOf(uploads, { prefix, delimiter }).filter((entry) =>
    isAfter(entry, { key: keyMarker, uploadId: uploadIdMarker }),
  );
  const page = rest.slice(0, maxUploads);
  const isTruncated = page.length < rest.length;
  const last = isTruncated ? page.at(-1) : undefined;
  const lastId = last?.kind === "item" ? last.item.uploadId : "";
  respondXml(
    call.response,
    parent("ListMultipartUploadsResult", [
      element("Bucket", bucket),
      key.note,
      key.write("KeyMarker", keyMarker),
      element("UploadIdMarker", uploadIdMarker),
      key.write("NextKeyMarker", last?.name ?? ""),
      element("NextUploadIdMarker", lastId),
      element("MaxUploads", maxUploads),
      element("IsTruncated", spelling.flag(isTruncated)),
      key.write("Prefix", prefix),
      ...(delimiter === "" ? [] : [key.write("Delimiter", delimiter)]),
      ...page.flatMap((entry) => (entry.kind === "item" ? [uploadXml(call, entry.item, key)] : [])),
      ...prefixesXml(page, key),
    ]),
  );
}

function uploadXml(call: Call, upload: UploadRecord, key: KeyWriter): string {
  const spelling = spellingOf(call);
  return parent("Upload", [
    key.write("Key", upload.key),
    element(spelling.uploadId, upload.uploadId),
    storageClassXml(call, upload.attributes.storageClass),
    accountXml("Initiator"),
    accountXml("Owner"),
    element("Initiated", spelling.time(upload.initiatedMs)),
    ...algorithmElements(upload.checksum, call.dialect),
  ]);
}

/** Without an uploadId the marker stands for all uploads of its key; both are left out themselves. */
function isAfter(
  entry: Entry<UploadRecord>,
  marker: { readonly key: string; readonly uploadId: string },
): boolean {
  const order = compareUtf8(entry.name, marker.key);
  return (
    order > 0 ||
    (order === 0 &&
      entry.kind === "item" &&
      marker.uploadId !== "" &&
      compareUtf8(entry.item.uploadId, marker.uploadId) > 0)
  );
}
