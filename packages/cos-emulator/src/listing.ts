import { type Call, numberInQuery } from "./call.ts";
import { ErrorResponse } from "./error-response.ts";
import { percentEncode } from "./percent-encoding.ts";
import { element, parent } from "./xml.ts";
import { spellingOf } from "./xml-spelling.ts";

const MAX_PAGE_ITEMS = 1000;

/**
 * How many entries a page of a listing may have.
 *
 * @throws Rejection `InvalidArgument`, on the COS dialect also for more than 1000
 */
export function pageSize(call: Call, name: "max-parts" | "max-uploads" | "max-keys"): number {
  // To S3 it is no error to ask for more than a page may hold.
  const most = call.dialect === "cos" ? MAX_PAGE_ITEMS : 999_999_999;
  const asked = numberInQuery(call, name, { least: 1, most, absent: MAX_PAGE_ITEMS });
  return Math.min(asked, MAX_PAGE_ITEMS);
}

/** How the listing writes keys: as they are, or percent-encoded for keys that XML cannot carry. */
export type KeyWriter = {
  /** The element that says so; empty when nothing is encoded. */
  readonly note: string;
  write(name: string, key: string): string;
};

/** @throws Rejection `InvalidArgument` for another encoding than `url` */
export function keyWriter(call: Call): KeyWriter {
  const encoding = call.query.get("encoding-type");
  if (encoding === undefined) {
    return { note: "", write: element };
  }
  if (encoding !== "url") {
    throw new ErrorResponse("InvalidArgument", "The only encoding-type is url.");
  }
  return {
    note: element(spellingOf(call).encodingType, "url"),
    write: (name, key) => element(name, percentEncode(key)),
  };
}

/** The storage class as each dialect spells it in listings of uploads and parts. */
export function storageClassXml(call: Call, storageClass: string): string {
  const isStandard = call.dialect === "cos" && storageClass === "STANDARD";
  return element("StorageClass", isStandard ? "Standard" : storageClass);
}

/** Always the same: there is one account here. */
export function accountXml(name: "Owner" | "Initiator"): string {
  return parent(name, [element("ID", "local"), element("DisplayName", "local")]);
}

/** What a listing shows: an item by its key, or all keys with one beginning as one prefix. */
export type Entry<Item> =
  | { readonly kind: "item"; readonly name: string; readonly item: Item }
  | { readonly kind: "prefix"; readonly name: string };

/**
 * The entries of a listing in the order of their keys: those with the prefix, rolled up at the first
 * delimiter after it.
 */
export function entriesOf<Item extends { readonly key: string }>(
  items: readonly Item[],
  { prefix, delimiter }: { readonly prefix: string; readonly delimiter: string },
): readonly Entry<Item>[] {
  const entries: Entry<Item>[] = [];
  const prefixes = new Set<string>();
  for (const item of items.filter(({ key }) => key.startsWith(prefix))) {
    const end = delimiter === "" ? -1 : item.key.indexOf(delimiter, prefix.length);
    if (end === -1) {
      entries.push({ kind: "item", name: item.key, item });
    } else {
      prefixes.add(item.key.slice(0, end + delimiter.length));
    }
  }
  entries.push(...[...prefixes].map((name): Entry<Item> => ({ kind: "prefix", name })));
  return entries.sort((a, b) => compareUtf8(a.name, b.name));
}

export function prefixesXml<Item>(page: readonly Entry<Item>[], key: KeyWriter): readonly string[] {
  return page
    .filter(({ kind }) => kind === "prefix")
    .map(({ name }) => parent("CommonPrefixes", [key.write("Prefix", name)]));
}

/** Stores order keys by their bytes, which differs from JavaScript's order beyond the basic plane. */
export function compareUtf8(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) {
    at += 1;
  }
  return weight(a, at) - weight(b, at);
}

/** A UTF-16 unit in the order of UTF-8: surrogates behind the rest of the basic plane. */
function weight(text: string, at: number): number {
  if (at >= text.length) {
    return -1;
  }
  const unit = text.charCodeAt(at);
  if (unit < 0xd800) {
    return unit;
  }
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}
