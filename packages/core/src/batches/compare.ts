// Whether what is at the destination is what the source has.

import type { ChecksumAlgorithm } from "../bytes/checksum.ts";
import type { ETag } from "../ids.ts";
import type { Compare } from "../jobs/overwrite.ts";
import type { Counterpart, Entry } from "../listing/entry.ts";
import { sourceMark } from "../listing/source-mark.ts";
import type { ObjectHead } from "../ports/object-store.ts";
import type { SourceVersion } from "../transfers/transfer.ts";
import type { CompareRule } from "./row.ts";

export type Verdict = { readonly isSame: boolean; readonly rule: CompareRule };

/** By what two lists tell; undefined where only a look at the object can tell more. */
export function compareListed(
  source: Entry,
  destination: Counterpart,
  compare: Compare,
): Verdict | undefined {
  if (source.sizeBytes !== destination.sizeBytes) {
    return { isSame: false, rule: "size" };
  }
  if (compare === "size") {
    return { isSame: true, rule: "size" };
  }
  if (compare === "size+time") {
    const { modifiedAtMs: was = Number.POSITIVE_INFINITY } = source;
    const { modifiedAtMs: is = Number.NEGATIVE_INFINITY } = destination;
    return { isSame: is >= was, rule: "size+time" };
  }
  // ETags are compared and never parsed: equal ones of equal sizes are no accident.
  return haveSameETag(source, destination) ? { isSame: true, rule: "etag" } : undefined;
}

export type LookedObject = {
  readonly head: ObjectHead;
  /** By which the head was asked for a checksum. */
  readonly algorithm: ChecksumAlgorithm;
};

/** By a look at the destination, where the lists do not tell. It shows no time that could be compared. */
export function compareLooked(
  source: SourceVersion,
  { head: destination, algorithm }: LookedObject,
  compare: Compare = "content",
): Verdict {
  if (source.sizeBytes !== destination.sizeBytes || compare === "size") {
    return { isSame: source.sizeBytes === destination.sizeBytes, rule: "size" };
  }
  const { checksum } = source;
  if (checksum?.algorithm === algorithm && destination.checksum !== undefined) {
    return { isSame: checksum.value === destination.checksum, rule: "checksum" };
  }
  if (etagIn(source) === destination.etag) {
    return { isSame: true, rule: "etag" };
  }
  const mark = sourceMark(source);
  if (mark !== undefined && destination.sourceMark !== undefined) {
    return { isSame: mark === destination.sourceMark, rule: "written-version" };
  }
  return { isSame: false, rule: "nothing-common" };
}

/** Mostly they are written the same way as well. */
function haveSameETag(source: Entry, { validator }: Counterpart): boolean {
  if (source.validator.kind !== "etag" || validator.kind !== "etag") {
    return false;
  }
  return source.validator.etag === validator.etag || etagIn(source) === etagIn({ validator });
}

function etagIn({ validator }: Pick<SourceVersion, "validator">): ETag | string | undefined {
  return validator.kind === "etag" ? validator.etag.replace(/^"(.*)"$/, "$1") : undefined;
}
