import { MAX_PART_NUMBER } from "@penstock/core";
import { type Call, numberInQuery } from "../call.ts";
import { checkUploadKey } from "../encryption.ts";
import { algorithmElements, checksumElements } from "../integrity-headers.ts";
import { accountXml, keyWriter, pageSize, storageClassXml } from "../listing.ts";
import { respondXml } from "../response.ts";
import type { PartFile } from "../store/part-file.ts";
import { element, parent } from "../xml.ts";
import { spellingOf } from "../xml-spelling.ts";
import { findUpload } from "./find-upload.ts";

/** List Parts (COS document 436/7747): pages in number order, the marker itself left out. */
export async function listParts(call: Call): Promise<void> {
  const marker = numberInQuery(call, "part-number-marker", {
    least: 0,
    most: MAX_PART_NUMBER,
    absent: 0,
  });
  const maxParts = pageSize(call, "max-parts");
  const key = keyWriter(call);
  const spelling = spellingOf(call);
  const { record, parts } = findUpload(call);
  checkUploadKey(call, record.attributes.encryption);
  const page: PartFile[] = [];
  let number = marker + 1;
  for (; number <= MAX_PART_NUMBER && page.length < maxParts; number += 1) {
    const part = parts.get(number);
    if (part !== undefined) {
      page.push(part);
    }
  }
  const isTruncated = [...parts.keys()].some((other) => other >= number);
  respondXml(
    call.response,
    parent("ListPartsResult", [
      element("Bucket", record.bucket),
      key.note,
      key.write("Key", record.key),
      element(spelling.uploadId, record.uploadId),
      accountXml("Initiator"),
      accountXml("Owner"),
      storageClassXml(call, record.attributes.storageClass),
      element("PartNumberMarker", marker),
      element("NextPartNumberMarker", page.at(-1)?.number ?? marker),
      element("MaxParts", maxParts),
      element("IsTruncated", spelling.flag(isTruncated)),
      ...algorithmElements(record.checksum, call.dialect),
      ...page.map((part) => partXml(call, part)),
    ]),
  );
}

function partXml(call: Call, part: PartFile): string {
  const spelling = spellingOf(call);
  return parent("Part", [
    element("PartNumber", part.number),
    element("LastModified", spelling.time(part.uploadedMs)),
    spelling.etag(part.etag),
    element("Size", part.sizeBytes),
    ...checksumElements(part.checksum, call.dialect),
  ]);
}
