/** What the manifest.json of an S3 Inventory says. */
export type InventoryDocument = {
    readonly sourceBucket: string;
    readonly columns: InventoryColumns;
    readonly files: readonly InventoryFile[];
};
export type InventoryFile = {
    /** In the bucket that the inventory was written to, exactly as it is. */
    readonly key: string;
    readonly sizeBytes: number;
    /** Of the file as it is stored, in lower-case hex. */
    readonly md5: string;
};
/** At which place of a row there is what. Everything else in it is left alone: S3 adds columns. */
export type InventoryColumns = {
    readonly count: number;
    readonly bucket: number | undefined;
    readonly key: number;
    readonly versionId: number | undefined;
    readonly isLatest: number | undefined;
    readonly isDeleteMarker: number | undefined;
    readonly size: number | undefined;
    readonly etag: number | undefined;
    readonly storageClass: number | undefined;
};
/**
 * Reads a manifest.json.
 *
 * @throws PenstockError `manifest-invalid`
 */
export declare function readInventoryDocument(json: string): InventoryDocument;
