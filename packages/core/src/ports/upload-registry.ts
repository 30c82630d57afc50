import type { IntendedUpload, RegisteredUpload } from "../uploads/open-upload.ts";

/** Every upload that may be open at a store because of us. `save` and `createJob` write in it as well. */
export type UploadRegistry = {
  /** Every upload that may be open at a store because of this tenant, in no order. */
  openUploads(tenant: string): Promise<readonly RegisteredUpload[]>;
  /**
   * Those that no transfer uses, once they are as old as this; each is returned once per
   * `idleMs`. Their `uploadedBytes` are 0.
   */
  orphanUploads(
    tenant: string,
    idleMs: number,
    limit: number,
  ): Promise<readonly RegisteredUpload[]>;
  /**
   * Keeps the id of an upload that no transfer uses, so that it can be ended. Does nothing
   * for one that the ledger does not name, or that has an owner; so it is with the one below.
   */
  noteUpload(upload: IntendedUpload): Promise<void>;
  /** The store does not hold it open. */
  forgetUpload(upload: IntendedUpload): Promise<void>;
};
