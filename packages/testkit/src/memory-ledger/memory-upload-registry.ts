import type { IntendedUpload, RegisteredUpload, UploadRegistry } from "@penstock/core";
import type { MemoryRecords } from "./memory-records.ts";
import { uploadedBytesOf } from "./memory-transfer.ts";

export class MemoryUploadRegistry implements UploadRegistry {
  readonly #records: MemoryRecords;

  constructor(records: MemoryRecords) {
    this.#records = records;
  }

  async openUploads(tenant: string): Promise<readonly RegisteredUpload[]> {
    const { uploads, transfers } = this.#records.tenant(tenant);
    return uploads.all(this.#records.nowMs, (upload) =>
      uploadedBytesOf(transfers.get(upload.transferId)),
    );
  }

  async orphanUploads(
    tenant: string,
    idleMs: number,
    limit: number,
  ): Promise<readonly RegisteredUpload[]> {
    return this.#records.tenant(tenant).uploads.takeOrphans(idleMs, limit, this.#records.nowMs);
  }

  async noteUpload(upload: IntendedUpload): Promise<void> {
    this.#records.tenant(upload.tenant).uploads.note(upload, this.#records.nowMs);
  }

  async forgetUpload(upload: IntendedUpload): Promise<void> {
    this.#records.tenant(upload.tenant).uploads.forget(upload);
  }
}
