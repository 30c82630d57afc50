import type { Dialect } from "./access/authorize.ts";
import { ErrorResponse } from "./error-response.ts";
import { percentDecode } from "./percent-encoding.ts";
import { element, parent, readElements, textOf } from "./xml.ts";

export type Tags = Readonly<Record<string, string>>;

// COS document 436/42993; S3 user guide, "Categorizing your storage using tags".
const MAX_TAGS = 10;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;

const DOCUMENT =
  /^\s*(?:<\?xml[^>]*\?>\s*)?<Tagging(?:\s+xmlns="[^"]*")?>\s*<TagSet>(.*)<\/TagSet>\s*<\/Tagging>\s*$/s;

/** Reads the header form, `k=v&k=v` with encoded names and values. @throws Rejection `InvalidTag` */
export function parseTagHeader(text: string, dialect: Dialect): Tags {
  // S3 writes it like a form, where a plus is a space.
  const decode = (part: string) =>
    percentDecode(dialect === "s3" ? part.replaceAll("+", " ") : part);
  const pairs = text
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair): readonly [string, string] => {
      const [key = "", ...value] = pair.split("=");
      return [decode(key), decode(value.join("="))];
    });
  return toTags(pairs);
}

/** @throws Rejection `MalformedXML` or `InvalidTag` */
export function parseTagging(xml: string): Tags {
  const list = DOCUMENT.exec(xml)?.[1];
  if (list === undefined) {
    throw new ErrorResponse("MalformedXML", "The XML you provided is not a set of tags.");
  }
  const pairs = readElements(list, "Tag").map((tag): readonly [string, string] => {
    return [textOf(tag, "Key"), textOf(tag, "Value")];
  });
  return toTags(pairs);
}

function toTags(pairs: readonly (readonly [key: string, value: string])[]): Tags {
  const tags = new Map(pairs);
  if (tags.size !== pairs.length || tags.size > MAX_TAGS) {
    throw new ErrorResponse("InvalidTag", `An object has at most ${MAX_TAGS} tags, each key once.`);
  }
  for (const [key, value] of pairs) {
    if (key === "" || key.length > MAX_KEY_LENGTH || value.length > MAX_VALUE_LENGTH) {
      throw new ErrorResponse("InvalidTag", `The tag "${key}" or its value is empty or too long.`);
    }
  }
  return Object.fromEntries(tags);
}

export function taggingXml(tags: Tags): string {
  const set = Object.entries(tags).map(([key, value]) =>
    parent("Tag", [element("Key", key), element("Value", value)]),
  );
  return parent("Tagging", [parent("TagSet", set)]);
}
