import { type Cause, causeOf, isPenstockError } from "../failures/errors.ts";
import { checkDestinationKey, type SourceKind, sourceKeyProblem } from "../objects/object-key.ts";
import type { StoreLimits } from "../stores/store-profile.ts";
import { planParts } from "../transfers/part-plan.ts";
import type { Entry } from "./entry.ts";

export type EntryRoute = {
  readonly sourceKind: SourceKind;
  /** Storage classes of the source whose objects have to be restored before they can be read. */
  readonly archivedClasses: readonly string[];
  readonly destinationLimits: StoreLimits;
  /** What is larger is moved in parts. */
  readonly maxEntryBytes: number;
  readonly partSizeBytes?: number;
};

/**
 * Why an entry cannot be moved, as far as its list tells it: told now, by a row, instead of by a request
 * that fails; undefined for one that can.
 */
export function entryRejection(
  entry: Entry,
  destinationKey: string,
  route: EntryRoute,
): Cause | undefined {
  const problem = sourceKeyProblem(entry.key, route.sourceKind);
  if (problem !== undefined) {
    return { code: "key-invalid", message: `the source key ${problem}` };
  }
  const { storageClass = "", isRestored = false } = entry;
  if (!isRestored && route.archivedClasses.includes(storageClass)) {
    return {
      code: "source-archived",
      message: `the object is in the storage class ${storageClass}: restore it, then retry its row`,
    };
  }
  const problemOfVersion = versionRejection(entry, route);
  if (problemOfVersion !== undefined) {
    return problemOfVersion;
  }
  return rejectionBy(() => {
    checkDestinationKey(destinationKey);
    if (entry.sizeBytes > route.maxEntryBytes) {
      planParts({ ...entry, limits: route.destinationLimits, ...partSizeOf(route) });
    }
  });
}

/** Only what one GET brings can be read by its version so far. */
function versionRejection(
  { sizeBytes, versionId, isExact = false }: Entry,
  { sourceKind, maxEntryBytes }: EntryRoute,
): Cause | undefined {
  if (!isExact || versionId === undefined) {
    return undefined;
  }
  if (sourceKind !== "s3" && sourceKind !== "cos") {
    const message = `it names a version, which a source of the kind ${sourceKind} does not have: leave it out`;
    return { code: "source-unusable", message };
  }
  const message = `it names a version of ${sizeBytes} bytes, and versions are read up to ${maxEntryBytes} bytes: make it the current one, and leave the version out`;
  return sizeBytes > maxEntryBytes ? { code: "source-unusable", message } : undefined;
}

function partSizeOf({ partSizeBytes }: EntryRoute): { readonly partSizeBytes?: number } {
  return partSizeBytes === undefined ? {} : { partSizeBytes };
}

function rejectionBy(check: () => void): Cause | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (isPenstockError(error, "key-invalid", "plan-impossible")) {
      return causeOf(error);
    }
    throw error;
  }
}
