import { type Call, headerIn } from "../call.ts";
import { checkReadEncryption } from "../encryption.ts";
import { ErrorResponse } from "../error-response.ts";
import { checksumElements, storedChecksumElements } from "../integrity-headers.ts";
import { respondXml } from "../response.ts";
import type { ObjectRecord } from "../store/records.ts";
import { element, parent } from "../xml.ts";
import { findObject } from "./find-object.ts";
import { partsOf } from "./part-of-object.ts";

const MOST_PARTS = 1000;

const NAMES = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"] as const;
type Name = (typeof NAMES)[number];

/** GetObjectAttributes, which only S3 has: what an object is, without its bytes. */
export async function getObjectAttributes(call: Call): Promise<void> {
  if (call.dialect === "cos") {
    throw new ErrorResponse("NotImplemented", "COS has no such call: HEAD tells it all.");
  }
  const names = readNames(call);
  const { record } = findObject(call);
  checkReadEncryption(call, record.attributes.encryption);
  const asked = NAMES.filter((name) => names.has(name));
  call.response.setHeader("Last-Modified", new Date(record.storedMs).toUTCString());
  respondXml(
    call.response,
    parent(
      "GetObjectAttributesResponse",
      asked.flatMap((name) => attributeXml(call, name, record)),
    ),
  );
}

/** @throws Rejection `InvalidArgument` */
function readNames(call: Call): ReadonlySet<string> {
  const text = headerIn(call, "x-amz-object-attributes") ?? "";
  const names = text.split(",").map((name) => name.trim());
  if (!names.every((name) => NAMES.some((known) => known === name))) {
    throw new ErrorResponse("InvalidArgument", "Invalid attribute name specified.");
  }
  return new Set(names);
}

function attributeXml(call: Call, name: Name, record: ObjectRecord): readonly string[] {
  switch (name) {
    case "ETag":
      return [element("ETag", record.etag)];
    case "Checksum":
      return record.checksum === undefined
        ? []
        : [parent("Checksum", storedChecksumElements(record.checksum, "s3"))];
    case "ObjectParts":
      return partsXml(call, record);
    case "StorageClass":
      return [element("StorageClass", record.attributes.storageClass)];
    case "ObjectSize":
      return [element("ObjectSize", record.sizeBytes)];
    default:
      return name satisfies never;
  }
}

/** S3 lists the parts only of an object that has a checksum, and tells the number of any. */
function partsXml(call: Call, record: ObjectRecord): readonly string[] {
  const parts = partsOf(record);
  if (parts.length === 0) {
    return [];
  }
  const count = element("PartsCount", parts.length);
  if (record.checksum === undefined) {
    return [parent("ObjectParts", [count])];
  }
  const most = Math.min(readNumber(call, "x-amz-max-parts", MOST_PARTS), MOST_PARTS);
  const marker = readNumber(call, "x-amz-part-number-marker", 0);
  const rest = parts.filter((part) => part.number > marker);
  const page = rest.slice(0, most);
  return [
    parent("ObjectParts", [
      element("IsTruncated", page.length < rest.length),
      element("MaxParts", most),
      element("NextPartNumberMarker", page.at(-1)?.number ?? marker),
      element("PartNumberMarker", marker),
      ...page.map((part) =>
        parent("Part", [
          ...checksumElements(part.checksum, "s3"),
          element("PartNumber", part.number),
          element("Size", part.sizeBytes),
        ]),
      ),
      count,
    ]),
  ];
}

/** @throws Rejection `InvalidArgument` */
function readNumber(call: Call, name: string, absent: number): number {
  const text = headerIn(call, name) ?? String(absent);
  if (!/^\d{1,9}$/.test(text)) {
    throw new ErrorResponse("InvalidArgument", `${name} must be a number.`);
  }
  return Number(text);
}
