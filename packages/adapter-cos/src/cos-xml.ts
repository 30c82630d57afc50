import { type ListedPart, type OpenUpload, toETag, toPartNumber, toUploadId } from "@penstock/core";
import {
  type Fields,
  isFields,
  listOf,
  listRootOf,
  nonEmpty,
  rootOf,
  textOf,
} from "./cos-xml-fields.ts";

export type PartsPage = {
  readonly parts: readonly ListedPart[];
  /** Where the next page starts; undefined on the last one. */
  readonly nextMarker: string | undefined;
};

export type UploadsPage = {
  readonly uploads: readonly OpenUpload[];
  /** Where the next page starts; undefined on the last one. */
  readonly next: { readonly key: string; readonly uploadId: string } | undefined;
};

export type KeysPage = {
  readonly keys: readonly string[];
  /** Where the next page starts; undefined on the last one. */
  readonly nextMarker: string | undefined;
};

export type Copied = {
  readonly etag: string;
  /** A decimal number. Promised by 436/43320, which does not say where: here or in a header. */
  readonly crc64: string | undefined;
};

export type ErrorDocument = {
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
  /** What Tencent asks for besides the request's id. */
  readonly traceId: string;
  /** Where the rejection is about the time. */
  readonly serverTime: string;
  /** Where the bucket is instead. */
  readonly hint: string;
};

/** The UploadId of an InitiateMultipartUploadResult; undefined for any other document. */
export function readUploadId(xml: string): string | undefined {
  return nonEmpty(textOf(rootOf(xml, "initiatemultipartuploadresult"), "uploadid"));
}

/** The ETag of a CompleteMultipartUploadResult; undefined for any other document. */
export function readCompletedETag(xml: string): string | undefined {
  return nonEmpty(textOf(rootOf(xml, "completemultipartuploadresult"), "etag"));
}

/** One page of a ListPartsResult; undefined for any other or an incomplete document. */
export function readPartsPage(xml: string): PartsPage | undefined {
  const root = rootOf(xml, "listpartsresult");
  if (root === undefined) {
    return undefined;
  }
  const { part } = root;
  const parts = listOf(part).map(readPart);
  if (!parts.every((read) => read !== undefined)) {
    return undefined;
  }
  const nextMarker = textOf(root, "nextpartnumbermarker");
  if (!isTruncated(root)) {
    return { parts, nextMarker: undefined };
  }
  return nextMarker === undefined ? undefined : { parts, nextMarker };
}

/** One page of a ListMultipartUploadsResult; undefined for any other or an incomplete document. */
export function readUploadsPage(xml: string): UploadsPage | undefined {
  const root = listRootOf(xml, "listmultipartuploadsresult");
  if (root === undefined) {
    return undefined;
  }
  const isEncoded = textOf(root, "encodingtype")?.toLowerCase() === "url";
  const { upload } = root;
  const uploads = listOf(upload).map((value) => readUpload(value, isEncoded));
  if (!uploads.every((read) => read !== undefined)) {
    return undefined;
  }
  if (!isTruncated(root)) {
    return { uploads, next: undefined };
  }
  const key = keyOf(root, "nextkeymarker", isEncoded);
  const uploadId = textOf(root, "nextuploadidmarker");
  return key === undefined || uploadId === undefined
    ? undefined
    : { uploads, next: { key, uploadId } };
}

/** The keys on one page of a ListBucketResult; undefined for any other or an incomplete document. */
export function readKeysPage(xml: string): KeysPage | undefined {
  const root = listRootOf(xml, "listbucketresult");
  if (root === undefined) {
    return undefined;
  }
  const { contents } = root;
  const keys = listOf(contents).map((value) =>
    isFields(value) ? nonEmpty(textOf(value, "key")) : undefined,
  );
  if (!keys.every((key) => key !== undefined)) {
    return undefined;
  }
  if (!isTruncated(root)) {
    return { keys, nextMarker: undefined };
  }
  const nextMarker = nonEmpty(textOf(root, "nextmarker")) ?? keys.at(-1);
  return nextMarker === undefined ? undefined : { keys, nextMarker };
}

/** A CopyPartResult; undefined for any other document, and for one without an ETag. */
export function readCopiedPart(xml: string): Copied | undefined {
  return copiedIn(xml, "copypartresult");
}

/** The same of a CopyObjectResult. */
export function readCopiedObject(xml: string): Copied | undefined {
  return copiedIn(xml, "copyobjectresult");
}

function copiedIn(xml: string, name: string): Copied | undefined {
  const root = rootOf(xml, name);
  const etag = nonEmpty(textOf(root, "etag"));
  return etag === undefined ? undefined : { etag, crc64: textOf(root, "crc64") };
}

/** What an `<Error>` says. An `<error>` is an intermediary's. */
export function readError(xml: string): ErrorDocument | undefined {
  const root = /<Error[\s>]/.test(xml) ? rootOf(xml, "error") : undefined;
  const code = nonEmpty(textOf(root, "code"));
  if (code === undefined) {
    return undefined;
  }
  return {
    code,
    message: textOf(root, "message") ?? "",
    requestId: textOf(root, "requestid") ?? "",
    traceId: textOf(root, "traceid") ?? "",
    serverTime: textOf(root, "servertime") ?? "",
    hint: textOf(root, "endpoint") ?? textOf(root, "region") ?? "",
  };
}

/** Compact and with raw quotes, because COS limits the document's size (`XMLSizeLimit`). */
export function writeCompleteDocument(parts: readonly ListedPart[]): string {
  const items = parts.map(
    ({ number, etag }) =>
      `<Part><PartNumber>${number}</PartNumber><ETag>"${escapeText(etag)}"</ETag></Part>`,
  );
  return `<CompleteMultipartUpload>${items.join("")}</CompleteMultipartUpload>`;
}

export function writeTagging(tags: Readonly<Record<string, string>>): string {
  const items = Object.entries(tags).map(
    ([key, value]) => `<Tag><Key>${escapeText(key)}</Key><Value>${escapeText(value)}</Value></Tag>`,
  );
  return `<Tagging><TagSet>${items.join("")}</TagSet></Tagging>`;
}

function readPart(value: unknown): ListedPart | undefined {
  if (!isFields(value)) {
    return undefined;
  }
  const [number, etag, size] = ["partnumber", "etag", "size"].map((name) => textOf(value, name));
  if (number === undefined || etag === undefined || !/^\d+$/.test(size ?? "")) {
    return undefined;
  }
  try {
    return { number: toPartNumber(Number(number)), etag: toETag(etag), sizeBytes: Number(size) };
  } catch {
    return undefined;
  }
}

function readUpload(value: unknown, isEncoded: boolean): OpenUpload | undefined {
  if (!isFields(value)) {
    return undefined;
  }
  const key = keyOf(value, "key", isEncoded);
  const uploadId = nonEmpty(textOf(value, "uploadid"));
  const initiatedAtMs = timeOf(textOf(value, "initiated") ?? "");
  return key === undefined || uploadId === undefined || Number.isNaN(initiatedAtMs)
    ? undefined
    : { key, uploadId: toUploadId(uploadId), initiatedAtMs };
}

/** Undecodable is as bad as absent: an upload under a guessed key cannot be ended. */
function keyOf(fields: Fields, name: string, isEncoded: boolean): string | undefined {
  const text = textOf(fields, name);
  if (text === undefined || !isEncoded) {
    return text;
  }
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** `Wed Jan 18 16:04:17 2017` is Beijing's time: the upload id of that sample starts with its second. */
function timeOf(text: string): number {
  const isCtime = /^[A-Z][a-z]{2} [A-Z][a-z]{2} /.test(text);
  return Date.parse(isCtime ? `${text} GMT+0800` : text);
}

function isTruncated(root: Fields): boolean {
  return textOf(root, "istruncated")?.toLowerCase() === "true";
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
