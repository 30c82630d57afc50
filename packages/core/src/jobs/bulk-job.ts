// A job that moves, or compares, what a selection lists: any number of objects.

import type { RowOutcome, Verb } from "../batches/row.ts";
import type { Cause } from "../failures/errors.ts";
import type { JobId } from "../ids.ts";
import type { KeyFilter } from "../listing/glob.ts";
import type { KeySpelling } from "../listing/manifest/named-object.ts";
import type { AttributePolicy, ObjectAttributes } from "../objects/object-attributes.ts";
import type { SourceVersion, VerifyMode } from "../transfers/transfer.ts";
import type { Compare, Overwrite } from "./overwrite.ts";

/** What is listed. Every kind of it is listed in an order that can be cut in ranges (`KeyRange`). */
export type Selection =
  | { readonly kind: "keys"; readonly connection: string; readonly keys: readonly string[] }
  /** All keys that begin with it, in the order of their bytes; globs are compared with the rest of the key. */
  | {
      readonly kind: "prefix";
      readonly connection: string;
      readonly prefix: string;
      readonly filter: KeyFilter;
    }
  /** All files below a folder of a connection of the kind `file`. */
  | {
      readonly kind: "tree";
      readonly connection: string;
      readonly folder: string;
      readonly filter: KeyFilter;
    }
  | { readonly kind: "manifest"; readonly connection: string; readonly manifest: ManifestRef }
  /** Rows of another job, which name what is tried again. */
  | {
      readonly kind: "rows";
      readonly connection: string;
      readonly jobId: JobId;
      readonly filter: RowFilter;
      /** How many segments it had when the job was accepted: fewer are not all of its rows. */
      readonly segments?: number;
    };

/** Where a manifest lies; its keys are those of the selection's connection. */
type ManifestPlace =
  | {
      /** May be the origin of a URL. */
      readonly connection: string;
      readonly key: string;
      /** Of a URL: its query, sealed for this job. */
      readonly sealedQuery?: string;
    }
  /** One that a client sent, by its id. */
  | { readonly upload: string };

export type ManifestRef = ManifestPlace & {
  /** Of one that was sent: as it was sent, once its job is accepted. */
  readonly format: "csv" | "jsonl" | "s3-inventory";
  readonly onBrokenLine: "refuse" | "skip";
  /** Of the keys in CSV and JSON Lines; left out: as they are. An inventory's are always encoded. */
  readonly spelling?: KeySpelling;
  /** As it was when the job was accepted: another one is not what was meant. */
  readonly version?: SourceVersion;
};

/** Left out: every row. A row has to be of one of the outcomes, of one of the codes, and be taken by the globs. */
export type RowFilter = {
  readonly outcomes?: readonly RowOutcome[];
  readonly codes?: readonly string[];
  readonly keys?: KeyFilter;
};

export type BulkOptions = {
  readonly overwrite: Overwrite;
  readonly compare: Compare;
  readonly verify: VerifyMode;
  readonly attributePolicy: AttributePolicy;
  readonly attributes: ObjectAttributes;
  readonly partSizeBytes?: number;
  /** An object that was listed and is gone when it is read. */
  readonly onMissing: "fail" | "skip";
  /** A list that names nothing is an error unless this says otherwise. */
  readonly allowEmpty: boolean;
  /** Which rows its report has where a reader does not say; left out: all of them. Every one is kept. */
  readonly report?: "all" | "changed";
};

/** What a check reads of both sides, beside what lists and looks tell. */
export type CheckSpec = {
  /** `unclear`: what nothing that both sides show tells to be same or not. */
  readonly reads: "unclear" | "all";
  /** Of a hundred of those objects, by their keys; the others are compared by their sizes. */
  readonly samplePercent: number;
  /** Keys that only the destination has are not looked for: its list is not needed. */
  readonly isOneWay: boolean;
};

export type BulkSpec = {
  readonly verb: Verb;
  /** Of the verb `check`; left out: everything unclear is read. */
  readonly check?: CheckSpec;
  readonly selection: Selection;
  /** `template` makes the destination key of every entry (`parseKeyTemplate`). */
  readonly destination: { readonly connection: string; readonly template: string };
  readonly options: BulkOptions;
  /** One object that is written last, and only when the counts add up and nothing failed. */
  readonly onSuccess?: { readonly marker: string };
};

/** Why what a cancelled job had not listed yet is not listed. */
export const LISTING_CANCELLED: Cause = {
  code: "cancelled",
  message: "the job was cancelled while it was listed",
};

/** What a job is asked to do now; read where work is claimed, begun and reported. */
export type Wanted = "run" | "pause" | "cancel";
