import type { Hashing } from "../../ports/system.js";
import type { InventoryDocument, InventoryFile } from "./inventory-document.js";
import { type BrokenLinePolicy, type ManifestPage } from "./manifest-page.js";
/** Where reading continues. A packed file has no place to begin at, so it is unpacked again up to the line. */
export type InventoryCheckpoint = {
    /** Of the document's files, from 0. */
    readonly file: number;
    /** Of the unpacked file, from 1. */
    readonly line: number;
};
export type InventorySource = {
    readonly document: InventoryDocument;
    /** The bytes of a file as they are stored. */
    readonly open: (file: InventoryFile) => AsyncIterable<Uint8Array>;
    readonly hashing: Hashing;
};
/**
 * Reads the files of an S3 Inventory page by page, in the document's order; no page is of two files. The
 * MD5 of each is compared at its end: pages of a damaged file may come before that is seen.
 *
 * Rejects with `manifest-invalid` where a broken line is refused, with `checksum-mismatch` for a file that
 * is not the one that the document names, and with `source-response-invalid` for one that is no gzip.
 */
export declare function readInventory(source: InventorySource, onBrokenLine: BrokenLinePolicy, from?: InventoryCheckpoint, pageLines?: number): AsyncGenerator<ManifestPage<InventoryCheckpoint>>;
