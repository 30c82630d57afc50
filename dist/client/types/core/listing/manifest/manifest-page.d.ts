import { PenstockError } from "../../failures/errors.js";
import type { PublishedChecksum, SourceValidator } from "../../transfers/transfer.js";
/** What a line names: a key of the selection's connection, or a URL. */
type NamedSource = {
    readonly kind: "key";
    readonly key: string;
} | {
    readonly kind: "url";
    readonly url: string;
};
/** What a line says of its object. What it leaves out has to be asked of the source. */
export type NamedObject = {
    readonly source: NamedSource;
    readonly sizeBytes?: number;
    readonly validator?: SourceValidator;
    readonly versionId?: string;
    readonly checksum?: PublishedChecksum;
    readonly destinationKey?: string;
    /** As the manifest spells it. */
    readonly storageClass?: string;
};
export type ManifestEntry<Checkpoint> = {
    readonly object: NamedObject;
    /** Where it begins, from 1. A row that has line feeds in quotes ends further down. */
    readonly line: number;
    /** Reading continues behind it from here. */
    readonly next: Checkpoint;
};
/** The end of a sentence that begins with the line. */
export type Problem = {
    readonly problem: string;
};
/** A line that names no object, although it should. */
export type BrokenLine = Problem & {
    readonly line: number;
    /** Where it begins: in the unpacked file for an inventory. */
    readonly byteOffset: number;
    /** Only of an inventory, whose line numbers are those of one file. */
    readonly file?: string;
};
export type SkippedLine<Checkpoint> = BrokenLine & {
    readonly next: Checkpoint;
};
/** Lines in a row, as many as were asked for at the most. */
export type ManifestPage<Checkpoint> = {
    readonly entries: readonly ManifestEntry<Checkpoint>[];
    /** Those that were skipped: none where broken lines are refused. */
    readonly broken: readonly SkippedLine<Checkpoint>[];
    /** Rows that an inventory has of what is no current object. */
    readonly leftOut: LeftOut;
    /** Reading continues behind the page from here. */
    readonly next: Checkpoint;
};
export type LeftOut = {
    readonly deleteMarkers: number;
    readonly olderVersions: number;
};
/**
 * - `refuse`: the first broken line ends the reading with `manifest-invalid`.
 * - `skip`: broken lines are counted and left out: each has a row that says so.
 */
export type BrokenLinePolicy = "refuse" | "skip";
export declare function manifestInvalid(message: string): PenstockError;
export declare function brokenLineText({ line, byteOffset, problem, file }: BrokenLine): string;
/** @throws PenstockError `manifest-invalid`, where the policy refuses the line */
export declare function refuseUnlessSkipped(broken: BrokenLine, policy: BrokenLinePolicy): void;
export {};
