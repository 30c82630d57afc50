import { type CsvColumns } from "./csv-columns.js";
import { type BrokenLinePolicy, type ManifestPage } from "./manifest-page.js";
import { type Position } from "./manifest-rows.js";
import type { KeySpelling } from "./named-object.js";
/** Where reading continues: behind a whole line, in any process. */
export type ManifestCheckpoint = Position & {
    /** What the first line of CSV named. */
    readonly columns?: CsvColumns;
};
export type ManifestOptions = {
    /** Of a list that a person or a program wrote: an S3 Inventory is read by `readInventory`. */
    readonly format: "csv" | "jsonl";
    readonly spelling: KeySpelling;
    readonly onBrokenLine: BrokenLinePolicy;
};
/** As many lines as a page has at the most. */
export declare const PAGE_LINES = 1000;
/** Of CSV and JSON Lines; an S3 Inventory has no limit. */
export declare const MAX_MANIFEST_LINES = 10000000;
/**
 * Reads CSV or JSON Lines page by page, in the order of the file. The bytes are those behind `from`. They
 * may end at the offset of any later checkpoint, and are read as if the manifest ended there.
 *
 * Rejects with `manifest-invalid` where the whole is no manifest, and where a broken line is refused.
 */
export declare function readManifest(bytes: AsyncIterable<Uint8Array>, options: ManifestOptions, from?: ManifestCheckpoint, pageLines?: number): AsyncGenerator<ManifestPage<ManifestCheckpoint>>;
