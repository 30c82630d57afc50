import {
  type ChecksumAlgorithm,
  type NewObject,
  type ObjectAttributes,
  type PartBody,
  SOURCE_MARK_NAME,
  TOKEN_NAME,
} from "@penstock/core";
import { encodeStrictly } from "./cos-authorization.ts";
import type { CosOptions } from "./cos-options.ts";
import { newObjectEncryption } from "./encryption-headers.ts";

export const TOKEN_HEADER = `x-cos-meta-${TOKEN_NAME}`;
export const SOURCE_MARK_HEADER = `x-cos-meta-${SOURCE_MARK_NAME}`;

const ATTRIBUTE_HEADERS = {
  contentType: "content-type",
  cacheControl: "cache-control",
  contentDisposition: "content-disposition",
  contentEncoding: "content-encoding",
  contentLanguage: "content-language",
  expires: "expires",
  storageClass: "x-cos-storage-class",
  acl: "x-cos-acl",
} as const satisfies Partial<Record<keyof ObjectAttributes, string>>;

type PlainAttribute = keyof typeof ATTRIBUTE_HEADERS;

/** All that Initiate and PUT say of a new object. */
export function newObjectHeaders(
  { attributes, token, forbidOverwrite }: NewObject,
  { encryption }: CosOptions,
): Record<string, string> {
  const { metadata, tags = {} } = attributes;
  return {
    ...Object.fromEntries(
      Object.entries(metadata).map(([name, value]) => [`x-cos-meta-${name}`, value]),
    ),
    ...Object.fromEntries(
      Object.entries(ATTRIBUTE_HEADERS).flatMap(([name, header]) => {
        const value = attributes[name as PlainAttribute];
        return value === undefined ? [] : [[header, value]];
      }),
    ),
    ...(Object.keys(tags).length === 0 ? {} : { "x-cos-tagging": encodeTags(tags) }),
    ...newObjectEncryption(encryption),
    ...overwriteHeader(forbidOverwrite),
    [TOKEN_HEADER]: token,
  };
}

/** COS refuses with 409 FileAlreadyExists, except in a bucket that ever kept versions (document 436/7742). */
export function overwriteHeader(forbidOverwrite: boolean | undefined): Record<string, string> {
  return forbidOverwrite === true ? { "x-cos-forbid-overwrite": "true" } : {};
}

export function checksumHeader(
  algorithm: ChecksumAlgorithm,
  body: PartBody,
): Record<string, string> {
  return algorithm === "md5" && body.checksum !== undefined
    ? { "content-md5": Buffer.from(body.checksum, "hex").toString("base64") }
    : {};
}

export function trafficHeader({
  trafficLimitBitsPerSecond: limit,
}: CosOptions): Record<string, string> {
  return limit === undefined ? {} : { "x-cos-traffic-limit": String(limit) };
}

function encodeTags(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .join("&");
}
