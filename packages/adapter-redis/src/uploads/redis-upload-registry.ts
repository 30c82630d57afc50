import type { IntendedUpload, RegisteredUpload, UploadRegistry } from "@penstock/core";
import type { RedisCalls } from "../redis-calls.ts";
import { Script } from "../script.ts";
import { formatUpload, parseOrphans, readUploads } from "./registered-uploads.ts";

const orphanUploads = new Script("uploads/orphan-uploads");
const changeOrphanUpload = new Script("uploads/change-orphan-upload");

export class RedisUploadRegistry implements UploadRegistry {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  async openUploads(tenant: string): Promise<readonly RegisteredUpload[]> {
    return this.#calls.ask((redis) => readUploads(redis, tenant, this.#calls.damage));
  }

  async orphanUploads(
    tenant: string,
    idleMs: number,
    limit: number,
  ): Promise<readonly RegisteredUpload[]> {
    const reply = await this.#calls.run(orphanUploads, tenant, [idleMs, limit]);
    return parseOrphans(tenant, reply, this.#calls.damage);
  }

  async noteUpload(upload: IntendedUpload): Promise<void> {
    const hasId = upload.uploadId === undefined ? 0 : 1;
    const args = [upload.token, formatUpload(upload), hasId];
    await this.#calls.run(changeOrphanUpload, upload.tenant, args);
  }

  async forgetUpload({ tenant, token }: IntendedUpload): Promise<void> {
    await this.#calls.run(changeOrphanUpload, tenant, [token, "", 0]);
  }
}
