import type { Call } from "../call.ts";
import { ErrorResponse } from "../error-response.ts";
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
} from "../listing.ts";
import { respondXml } from "../response.ts";
import type { ObjectRecord } from "../store/records.ts";
import { element, parent } from "../xml.ts";
import { spellingOf } from "../xml-spelling.ts";

/**
 * GET Bucket (COS document 436/7734), which is version 1 of S3's ListObjects; on the S3 dialect
 * `list-type=2` asks for version 2.
 */
export async function listObjects(call: Call): Promise<void> {
  const { query, bucket, store } = call;
  const isVersion2 = readVersion(call) === 2;
  const asked = { prefix: query.get("prefix") ?? "", delimiter: query.get("delimiter") ?? "" };
  const maxKeys = pageSize(call, "max-keys");
  const marker = isVersion2 ? readStart(call) : (query.get("marker") ?? "");
  const key = keyWriter(call);
  const objects = store.objects.list().filter((object) => object.bucket === bucket);
  const rest = entriesOf(objects, asked).filter(({ name }) => compareUtf8(name, marker) > 0);
  const page = rest.slice(0, maxKeys);
  const next = page.length < rest.length ? page.at(-1)?.name : undefined;
  respondXml(
    call.response,
    parent("ListBucketResult", [
      element("Name", bucket),
      key.note,
      key.write("Prefix", asked.prefix),
      ...(asked.delimiter === "" ? [] : [key.write("Delimiter", asked.delimiter)]),
      ...(isVersion2 ? pageOfV2(call, page.length, next) : pageOfV1(key, marker, next)),
      element("MaxKeys", maxKeys),
      element("IsTruncated", spellingOf(call).flag(next !== undefined)),
      ...page.flatMap((entry) => objectXml(call, entry, key)),
      ...prefixesXml(page, key),
    ]),
  );
}

function readVersion(call: Call): 1 | 2 {
  const version = call.query.get("list-type");
  if (version !== undefined && (version !== "2" || call.dialect === "cos")) {
    throw new ErrorResponse("NotImplemented", "The only list-type is 2, on the S3 dialect.");
  }
  return version === undefined ? 1 : 2;
}

function pageOfV1(key: KeyWriter, marker: string, next: string | undefined): readonly string[] {
  return [
    key.write("Marker", marker),
    ...(next === undefined ? [] : [key.write("NextMarker", next)]),
  ];
}

function pageOfV2(call: Call, count: number, next: string | undefined): readonly string[] {
  const token = call.query.get("continuation-token");
  return [
    element("KeyCount", count),
    ...(token === undefined ? [] : [element("ContinuationToken", token)]),
    ...(next === undefined ? [] : [element("NextContinuationToken", tokenOf(next))]),
  ];
}

/** Opaque to clients, who must not think that it is a key. */
function tokenOf(key: string): string {
  return Buffer.from(key).toString("base64url");
}

function readStart({ query }: Call): string {
  const token = query.get("continuation-token");
  return token === undefined
    ? (query.get("start-after") ?? "")
    : Buffer.from(token, "base64url").toString("utf8");
}

function objectXml(call: Call, entry: Entry<ObjectRecord>, key: KeyWriter): readonly string[] {
  if (entry.kind === "prefix") {
    return [];
  }
  const { item } = entry;
  const spelling = spellingOf(call);
  return [
    parent("Contents", [
      key.write("Key", item.key),
      element("LastModified", spelling.time(item.storedMs)),
      spelling.etag(item.etag),
      element("Size", item.sizeBytes),
      accountXml("Owner"),
      element("StorageClass", item.attributes.storageClass),
      ...algorithmElements(item.checksum, call.dialect),
    ]),
  ];
}
