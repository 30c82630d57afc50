import type { Cause, Entry } from "@penstock/core";
import { mountOf } from "./file-version.ts";
import { DIVIDER, FIELDS, NUMBERS, type Unreadable, type WalkPage } from "./walk-page.ts";

const UNREADABLE: Readonly<Record<Unreadable, string>> = {
  "leads-out": "it is a link to something outside of the connection's root",
  "leads-nowhere": "it is a link to nothing, or to itself",
  "not-a-file":
    "it is a device, a socket or a FIFO, or a link to a folder, which may lead in a circle",
  "not-utf8": "its name is not UTF-8: the key shows the bytes that are none as %XX; rename it",
};

/** What a page names, each as the entry of a list. */
export function entriesOf({ texts, numbers }: WalkPage): readonly Entry[] {
  const entries: Entry[] = [];
  for (const text of texts) {
    const fields = text.split(DIVIDER);
    for (let at = 0; at < fields.length; at += FIELDS) {
      const number = entries.length * NUMBERS;
      entries.push(entryAt(fields, at, numbers[number], numbers[number + 1]));
    }
  }
  return entries;
}

function entryAt(fields: readonly string[], at: number, sizeBytes = 0, modifiedAtMs = 0): Entry {
  const key = fields[at] ?? "";
  const inode = fields[at + 1] ?? "";
  if (isUnreadable(inode)) {
    const refused: Cause = { code: "source-unusable", message: UNREADABLE[inode] };
    return { key, sizeBytes: 0, validator: { kind: "size-only" }, refused };
  }
  // As `filePinOf` has it.
  const mount = mountOf(fields[at + 2] ?? "");
  const mtimeNs = fields[at + 3] ?? "";
  const ctimeNs = fields[at + 4] ?? "";
  return {
    ...{ key, sizeBytes, modifiedAtMs },
    validator: { kind: "file", inode, mtimeNs },
    signs: { ctimeNs, mount },
  };
}

function isUnreadable(is: string): is is Unreadable {
  return Object.hasOwn(UNREADABLE, is);
}
