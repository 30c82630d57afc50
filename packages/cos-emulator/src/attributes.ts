import type { OutgoingHttpHeaders } from "node:http";
import type { Dialect } from "./access/authorize.ts";
import { type Call, headerIn, vendorHeaderIn, vendorPrefix } from "./call.ts";
import { encryptionHeaders, readEncryption } from "./encryption.ts";
import { ErrorResponse } from "./error-response.ts";
import type { Attributes } from "./store/records.ts";
import { parseTagHeader } from "./tag-set.ts";

const KEPT_HEADERS = [
  "content-type",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "expires",
] as const;

// COS document 436/7746; S3 user guide, "Working with object metadata".
const MAX_METADATA_BYTES = 2048;

const STORAGE_CLASS = /^(MAZ_)?(STANDARD|STANDARD_IA|INTELLIGENT_TIERING|ARCHIVE)$|^DEEP_ARCHIVE$/;

const CANNED_ACL =
  /^(default|private|public-read|authenticated-read|bucket-owner-read|bucket-owner-full-control)$/;

/**
 * What an Initiate or PUT says of the object to be.
 *
 * @throws Rejection `InvalidArgument`, `MetadataTooLarge`, `InvalidTag`, `NotSupportedStorageClass` or
 *   those of its encryption
 */
export function readAttributes(call: Call): Attributes {
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = headerIn(call, name);
    if (value !== undefined) {
      headers[name] = value;
    }
  }
  const encoding = withoutPacking(headers["content-encoding"]);
  delete headers["content-encoding"];
  return {
    headers: { ...headers, ...(encoding === undefined ? {} : { "content-encoding": encoding }) },
    metadata: readMetadata(call),
    storageClass: readStorageClass(call),
    acl: readAcl(call),
    tags: parseTagHeader(vendorHeaderIn(call, "tagging") ?? "", call.dialect),
    encryption: readEncryption(call),
  };
}

/** `aws-chunked` is how the body travels, not how the object is encoded. */
function withoutPacking(encoding: string | undefined): string | undefined {
  const rest = encoding?.split(",").filter((one) => one.trim() !== "aws-chunked");
  return rest === undefined || rest.length === 0 ? undefined : rest.join(",").trim();
}

function readMetadata(call: Call): Record<string, string> {
  const prefix = `${vendorPrefix(call.dialect)}meta-`;
  const metadata: Record<string, string> = {};
  let sizeBytes = 0;
  for (const name of Object.keys(call.headers).filter((one) => one.startsWith(prefix))) {
    const shortName = name.slice(prefix.length);
    if (call.dialect === "cos" && !/^[a-z0-9-]+$/.test(shortName)) {
      throw new ErrorResponse(
        "InvalidArgument",
        `${name} may have letters, digits and hyphens only.`,
      );
    }
    const value = headerIn(call, name) ?? "";
    metadata[shortName] = value;
    // Header values are one byte a character here, whatever they spell.
    sizeBytes += shortName.length + value.length;
  }
  if (sizeBytes > MAX_METADATA_BYTES) {
    throw new ErrorResponse(
      "MetadataTooLarge",
      `Metadata has at most ${MAX_METADATA_BYTES} bytes.`,
    );
  }
  return metadata;
}

function readStorageClass(call: Call): string {
  const storageClass = vendorHeaderIn(call, "storage-class") ?? "STANDARD";
  if (!STORAGE_CLASS.test(storageClass)) {
    const code = call.dialect === "cos" ? "NotSupportedStorageClass" : "InvalidStorageClass";
    throw new ErrorResponse(code, `There is no storage class ${storageClass}.`);
  }
  return storageClass;
}

function readAcl(call: Call): string {
  const acl = vendorHeaderIn(call, "acl") ?? "default";
  if (!CANNED_ACL.test(acl)) {
    throw new ErrorResponse("InvalidArgument", `There is no canned ACL ${acl} for objects.`);
  }
  return acl;
}

/** The same as headers of a HEAD or GET. Both dialects see the metadata that either of them set. */
export function attributeHeaders(
  { headers, metadata, storageClass, tags, encryption }: Attributes,
  dialect: Dialect,
): OutgoingHttpHeaders {
  const prefix = vendorPrefix(dialect);
  const tagCount = Object.keys(tags).length;
  return {
    "content-type": "application/octet-stream",
    ...headers,
    ...Object.fromEntries(
      Object.entries(metadata).map(([name, value]) => [`${prefix}meta-${name}`, value]),
    ),
    ...(storageClass === "STANDARD" ? {} : { [`${prefix}storage-class`]: storageClass }),
    ...(tagCount === 0 ? {} : { [`${prefix}tagging-count`]: tagCount }),
    ...encryptionHeaders(encryption, dialect),
  };
}
