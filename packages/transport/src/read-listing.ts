import type { Entry, RawPage } from "@penstock/core";
import { MalformedXml, XmlScanner } from "./xml-scanner.ts";

/** How the store encodes a space where it says that it encodes keys. */
export type KeyEncoding = { readonly isPlusSpace: boolean };

/**
 * V8 gives a text above 128 KB memory of its own from the system each time, whose first touch costs twice of what reading
 * a page of objects does.
 */
const PIECE_BYTES = 64 * 1024;
const OBJECT_END = "</Contents>";

/** What an entry is made of. Other elements are skipped: owners, checksum algorithms. */
type Fields = {
  Key?: string;
  Size?: string;
  ETag?: string;
  StorageClass?: string;
  RestoreExpiryDate?: string;
};

/** What the document says besides its objects, by names as `headName` spells them. */
type Head = {
  istruncated?: string;
  encodingtype?: string;
  nextmarker?: string;
  nextcontinuationtoken?: string;
};

/**
 * One page of objects, in the document of S3 (`ListObjects`, also version 2) and COS (436/7734).
 * Undefined for any other document, and for one that is cut, damaged or incomplete.
 *
 * @param pieceBytes of how much a text is made at once, at least
 */
export function readListing(
  document: Buffer,
  encoding: KeyEncoding,
  pieceBytes = PIECE_BYTES,
): RawPage | undefined {
  try {
    return readDocument(new XmlScanner(piecesOf(document, pieceBytes)), encoding);
  } catch (error) {
    // A URIError is that of a key with a broken escape, which names no object.
    if (error instanceof MalformedXml || error instanceof URIError) {
      return undefined;
    }
    throw error;
  }
}

/** Cut behind ends of objects; whole where it has CDATA, inside which such an end is none. */
function piecesOf(document: Buffer, pieceBytes: number): readonly string[] {
  const pieces: string[] = [];
  let at = 0;
  const canBeCut = !document.includes("<![CDATA[");
  while (canBeCut && document.length - at > pieceBytes) {
    const end = document.indexOf(OBJECT_END, at + pieceBytes);
    if (end < 0) {
      break;
    }
    pieces.push(document.toString("utf8", at, end + OBJECT_END.length));
    at = end + OBJECT_END.length;
  }
  return [...pieces, document.toString("utf8", at)];
}

function readDocument(scanner: XmlScanner, encoding: KeyEncoding): RawPage {
  const root = scanner.root();
  if (root !== "ListBucketResult") {
    throw new MalformedXml(`a ${root}`);
  }
  const objects: Fields[] = [];
  const head: Head = {};
  for (let name = scanner.child(root); name !== undefined; name = scanner.child(root)) {
    if (name === "Contents") {
      objects.push(readFields(scanner, name));
    } else {
      readHead(scanner, name, head);
    }
  }
  scanner.end();
  return pageOf(objects, head, encoding);
}

function readFields(scanner: XmlScanner, parent: string): Fields {
  const fields: Fields = {};
  for (let name = scanner.child(parent); name !== undefined; name = scanner.child(parent)) {
    if (name === "Key" || name === "Size" || name === "ETag" || name === "StorageClass") {
      refuseSecond(name, fields[name]);
      fields[name] = scanner.text(name);
    } else if (name === "RestoreStatus") {
      readRestoreStatus(scanner, name, fields);
    } else {
      scanner.skip(name);
    }
  }
  return fields;
}

/** Amazon lists it where it is asked to; only a copy that is there has a date. */
function readRestoreStatus(scanner: XmlScanner, parent: string, fields: Fields): void {
  for (let name = scanner.child(parent); name !== undefined; name = scanner.child(parent)) {
    if (name === "RestoreExpiryDate") {
      refuseSecond(name, fields[name]);
      fields[name] = scanner.text(name);
    } else {
      scanner.skip(name);
    }
  }
}

/** COS spells one element `Encoding-type`, `Encoding-Type` and `EncodingType`. */
function readHead(scanner: XmlScanner, element: string, head: Head): void {
  const name = element.toLowerCase().replaceAll("-", "");
  if (
    name === "istruncated" ||
    name === "encodingtype" ||
    name === "nextmarker" ||
    name === "nextcontinuationtoken"
  ) {
    refuseSecond(element, head[name]);
    head[name] = scanner.text(element);
  } else {
    scanner.skip(element);
  }
}

function refuseSecond(name: string, first: string | undefined): void {
  if (first !== undefined) {
    throw new MalformedXml(`a second ${name}`);
  }
}

function pageOf(objects: readonly Fields[], head: Head, { isPlusSpace }: KeyEncoding): RawPage {
  const isTruncated = head.istruncated?.trim().toLowerCase();
  // Without it a list that was cut by an intermediary would look like its end.
  if (isTruncated !== "true" && isTruncated !== "false") {
    throw new MalformedXml("no IsTruncated");
  }
  const isEncoded = head.encodingtype?.trim().toLowerCase() === "url";
  const keyOf = (text: string) => {
    if (!isEncoded) {
      return text;
    }
    return decodeURIComponent(isPlusSpace ? text.replaceAll("+", " ") : text);
  };
  const entries = objects.map((fields) => entryOf(fields, keyOf));
  const next = head.nextmarker === undefined ? "" : keyOf(head.nextmarker);
  const { nextcontinuationtoken: token = "" } = head;
  return {
    ...{ entries, isTruncated: isTruncated === "true" },
    ...(next !== "" && { next }),
    ...(token !== "" && { token }),
  };
}

function entryOf(fields: Fields, keyOf: (text: string) => string): Entry {
  const { Key = "", Size = "", ETag = "", StorageClass = "", RestoreExpiryDate = "" } = fields;
  const etag = ETag.trim();
  // Every store has an ETag of every object: without one it is a page of something between.
  if (Key === "" || etag === "" || etag === '""' || !/^\d{1,15}$/.test(Size.trim())) {
    throw new MalformedXml("an object without key, size or ETag");
  }
  const storageClass = StorageClass.trim();
  return {
    key: keyOf(Key),
    sizeBytes: Number(Size),
    // Some stores leave out the quotes here, which their headers have.
    validator: { kind: "etag", etag: etag.startsWith('"') ? etag : `"${etag}"` },
    ...(storageClass !== "" && { storageClass }),
    ...(RestoreExpiryDate !== "" && { isRestored: true }),
  };
}
