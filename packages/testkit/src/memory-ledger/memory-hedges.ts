import {
  type HedgeStore,
  type PartRef,
  partTaskOf,
  type SlowPart,
  type SlowParts,
} from "@penstock/core";
import type { MemoryRecords } from "./memory-records.ts";

export class MemoryHedgeStore implements HedgeStore {
  readonly #records: MemoryRecords;

  constructor(records: MemoryRecords) {
    this.#records = records;
  }

  async slowParts(
    name: string,
    { leastMs, mostLeft, limit }: SlowParts,
  ): Promise<readonly SlowPart[]> {
    const tenant = this.#records.tenant(name);
    const held = tenant.permits.heldSince(this.#records.nowMs - leastMs).slice(0, limit);
    return held.flatMap(({ part, taskPart, atMs }) => {
      const entry = tenant.missing(part);
      if (entry?.transfer.state.kind !== "uploading") {
        return [];
      }
      const { upload } = entry.transfer.state;
      const { partCount } = upload.plan;
      const isLast = entry.nextPart > partCount && entry.redo.length === 0;
      return isLast && partCount - entry.uploaded.size <= mostLeft
        ? [{ task: partTaskOf(entry.transfer, upload, part.number, taskPart), sinceMs: atMs }]
        : [];
    });
  }

  async markHedged(part: PartRef): Promise<boolean> {
    const entry = this.#records.tenant(part.tenant).missing(part);
    if (entry !== undefined) {
      entry.hedgedGeneration = part.generation;
    }
    return entry !== undefined;
  }

  async isMissing(part: PartRef): Promise<boolean> {
    return this.#records.tenant(part.tenant).missing(part) !== undefined;
  }
}
