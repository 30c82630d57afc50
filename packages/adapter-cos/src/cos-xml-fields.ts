import { hasForbiddenReference, isModestXml } from "@penstock/transport";
import { XMLParser } from "fast-xml-parser";

/** Names in lower case without hyphens, texts undecoded to numbers, repeated elements as arrays. */
export type Fields = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  // COS spells one element `Encoding-type`, `Encoding-Type` and `EncodingType`, another `UploadId`
  // and `UploadID`: one spelling for all.
  transformTagName: (name) => name.toLowerCase().replaceAll("-", ""),
  // ETags and upload ids are opaque: "1e5" has to stay text.
  parseTagValue: false,
  // Without it `&#34;`, which some writers put for a quote, would stay as it is.
  htmlEntities: true,
  // A page of 1000 parts quotes every ETag with two `&quot;`: the default of 1000 is too few.
  processEntities: { enabled: true, maxTotalExpansions: 20_000 },
});

/** The fields of a document whose root has this name; undefined for any other document. */
export function rootOf(xml: string, name: string): Fields | undefined {
  if (!isModestXml(xml)) {
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

/** The same for a list of keys: the parser drops what XML forbids, and another key would be left. */
export function listRootOf(xml: string, name: string): Fields | undefined {
  return hasForbiddenReference(xml) ? undefined : rootOf(xml, name);
}

export function textOf(fields: Fields | undefined, name: string): string | undefined {
  const value = fields?.[name];
  return typeof value === "string" ? value.trim() : undefined;
}

/** One child comes alone, several come as an array. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) {
    return [];
  }
  return Array.isArray(value) ? value : [value];
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Quotes around nothing are nothing. */
export function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === "" || text === '""' ? undefined : text;
}
