import { type Call, numberInQuery } from "./call.ts";
import { percentEncode } from "./percent-encoding.ts";
import { Refusal } from "./refusal.ts";
import { element } from "./xml.ts";

const MAX_PAGE_ITEMS = 1000;

/** How many entries a page of a listing may have. */
export function pageSize(call: Call, name: "max-parts" | "max-uploads"): number {
  // More than a page may hold is not an error (S3 API): the page is just no longer than it can be.
  const asked = numberInQuery(call, name, { least: 1, most: 999_999_999, absent: MAX_PAGE_ITEMS });
  return Math.min(asked, MAX_PAGE_ITEMS);
}

/** How the listing writes keys: as they are, or percent-encoded for keys that XML cannot carry. */
export type KeyWriter = {
  /** The element that says so; empty when nothing is encoded. */
  readonly note: string;
  write(name: string, key: string): string;
};

/** @throws Refusal `InvalidArgument` for another encoding than `url` */
export function keyWriter(call: Call): KeyWriter {
  const encoding = call.query.get("encoding-type");
  if (encoding === undefined) {
    return { note: "", write: element };
  }
  if (encoding !== "url") {
    throw new Refusal("InvalidArgument", "The only encoding-type is url.");
  }
  return {
    // COS spells it with a hyphen, S3 without.
    note: element(call.face === "s3" ? "EncodingType" : "Encoding-type", "url"),
    write: (name, key) => element(name, percentEncode(key)),
  };
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** The storage class as each face spells it in listings. */
export function storageClass(call: Call): string {
  return element("StorageClass", call.face === "s3" ? "STANDARD" : "Standard");
}
