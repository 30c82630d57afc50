import type { InventoryCheckpoint } from "./read-inventory.js";
import type { ManifestCheckpoint } from "./read-manifest.js";
/**
 * The place behind an entry as an entry's position, whose order is that of the file: so ranges of keys, their
 * gaps and batches are ranges, gaps and batches of a manifest. Columns are written as their numbers.
 */
export declare function manifestPosition({ byteOffset, line, columns }: ManifestCheckpoint): string;
/** @throws PenstockError `manifest-invalid`, for what is no position */
export declare function manifestCheckpoint(position: string): ManifestCheckpoint;
/** The same for the files of an inventory. */
export declare function inventoryPosition({ file, line }: InventoryCheckpoint): string;
/** @throws PenstockError `manifest-invalid`, for what is no position */
export declare function inventoryCheckpoint(position: string): InventoryCheckpoint;
