import type { IntendedUpload, RegisteredUpload } from "../uploads/open-upload.js";
/** Every upload that may be open at a store because of Penstock. `save` and `createJob` write in it as well. */
export type UploadRegistry = {
    /** Every upload that may be open at a store because of this tenant, in no order. */
    openUploads(tenant: string): Promise<readonly RegisteredUpload[]>;
    /**
     * Those that no transfer uses, once they are as old as this; each is returned once per
     * `idleMs`. Their `uploadedBytes` are 0.
     */
    orphanUploads(tenant: string, idleMs: number, limit: number): Promise<readonly RegisteredUpload[]>;
    /**
     * Keeps the id of an upload that no transfer uses, so that it can be aborted, and names it if the ledger
     * does not. One that has an owner is left alone, and an id that is known is not forgotten for none.
     */
    noteUpload(upload: IntendedUpload): Promise<void>;
    /** The store does not hold it open. One that has an owner is left alone. */
    forgetUpload(upload: IntendedUpload): Promise<void>;
};
