import { type ListedPart, toETag, toPartNumber } from "@penstock/core";
import { XMLParser } from "fast-xml-parser";

export type PartsPage = {
  readonly parts: readonly ListedPart[];
  /** Where the next page starts; undefined on the last one. */
  readonly nextMarker: string | undefined;
};

export type ErrorDocument = {
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
};

/** Names in lower case without hyphens, texts undecoded to numbers, repeated elements as arrays. */
type Fields = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  // COS spells one element `Encoding-type`, `Encoding-Type` and `EncodingType`, another `UploadId`
  // and `UploadID`: one spelling for all.
  transformTagName: (name) => name.toLowerCase().replaceAll("-", ""),
  // ETags and upload ids are opaque: "1e5" has to stay text.
  parseTagValue: false,
  // A page of 1000 parts quotes every ETag with two `&quot;`: the default of 1000 is too few.
  processEntities: { enabled: true, maxTotalExpansions: 20_000 },
});

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
  const isTruncated = textOf(root, "istruncated")?.toLowerCase() === "true";
  return { parts, nextMarker: isTruncated ? textOf(root, "nextpartnumbermarker") : undefined };
}

export function readError(xml: string): ErrorDocument | undefined {
  const root = rootOf(xml, "error");
  const code = nonEmpty(textOf(root, "code"));
  if (code === undefined) {
    return undefined;
  }
  return {
    code,
    message: textOf(root, "message") ?? "",
    requestId: textOf(root, "requestid") ?? "",
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

function rootOf(xml: string, name: string): Fields | undefined {
  // No answer declares entities of its own, and one that does could expand without end.
  if (xml.includes("<!DOCTYPE")) {
    return undefined;
  }
  try {
    // Answers start with blank lines (samples of 436/7746) or a long drip of white space (436/7742).
    // The validator (`true`) refuses a document that was cut.
    const document: unknown = parser.parse(xml.trim(), true);
    const root = isFields(document) ? document[name] : undefined;
    return isFields(root) ? root : undefined;
  } catch {
    return undefined;
  }
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

function textOf(fields: Fields | undefined, name: string): string | undefined {
  const value = fields?.[name];
  return typeof value === "string" ? value.trim() : undefined;
}

/** One child comes alone, several come as an array. */
function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) {
    return [];
  }
  return Array.isArray(value) ? value : [value];
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === "" || text === '""' ? undefined : text;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
