import { BoundedMap } from "../bounded-map.ts";
import type { RequestSubject } from "../request-subject.ts";
import type { DiskStore } from "../store/disk-store.ts";
import type { JournalEntry } from "./journal-entry.ts";

const MAX_UPLOADS = 100_000;

export type UploadFigures = {
  /** Complete requests for an upload whose success had been answered before, to the last byte. */
  readonly completesAfterSuccess: number;
  readonly maxConcurrentPartsPerKey: number;
  readonly maxConcurrentCompletesPerUpload: number;
  /** How often a part came with another CRC than before, within one upload. */
  readonly partsWithDifferentCrc: number;
};

/** Counts what must not happen to an upload. */
export class UploadWatch {
  readonly #parts = new Concurrency();
  readonly #completes = new Concurrency();
  readonly #succeeded = new BoundedMap<true>(MAX_UPLOADS);
  /** The CRC of each part of the uploads that have not ended. */
  readonly #crcs = new BoundedMap<Map<number, string>>(MAX_UPLOADS);
  readonly #store: DiskStore;
  #completesAfterSuccess = 0;
  #partsWithDifferentCrc = 0;

  constructor(store: DiskStore) {
    this.#store = store;
  }

  began({ call, bucket, key, uploadId = "" }: RequestSubject): void {
    if (call === "UploadPart") {
      this.#parts.enter(`${bucket}/${key}`);
    }
    if (call === "CompleteMultipartUpload") {
      this.#completes.enter(uploadId);
      this.#completesAfterSuccess += this.#succeeded.get(uploadId) === true ? 1 : 0;
    }
  }

  ended(entry: JournalEntry): void {
    const { call, bucket, key, uploadId = "" } = entry;
    if (call === "UploadPart") {
      this.#parts.leave(`${bucket}/${key}`);
      this.#compareCrc(uploadId, entry);
    }
    if (call === "CompleteMultipartUpload") {
      this.#completes.leave(uploadId);
      if (this.#wasSuccessReported(entry)) {
        this.#succeeded.set(uploadId, true);
        this.#crcs.delete(uploadId);
      }
    }
    if (call === "AbortMultipartUpload" && entry.status === 204) {
      this.#crcs.delete(uploadId);
    }
  }

  figures(): UploadFigures {
    return {
      completesAfterSuccess: this.#completesAfterSuccess,
      maxConcurrentPartsPerKey: this.#parts.most,
      maxConcurrentCompletesPerUpload: this.#completes.most,
      partsWithDifferentCrc: this.#partsWithDifferentCrc,
    };
  }

  /** A 200 may have an error in it, and a fault may have kept the success from the client. */
  #wasSuccessReported({ status, faultId, bucket, key, uploadId }: JournalEntry): boolean {
    const isObject = this.#store.objects.find({ bucket, key })?.record.folder === uploadId;
    return status === 200 && faultId === undefined && isObject;
  }

  #compareCrc(uploadId: string, { part, crc64 }: JournalEntry): void {
    if (part === undefined || crc64 === undefined) {
      return;
    }
    const known = this.#crcs.get(uploadId) ?? new Map<number, string>();
    const before = known.get(part);
    this.#partsWithDifferentCrc += before !== undefined && before !== crc64 ? 1 : 0;
    known.set(part, crc64);
    this.#crcs.set(uploadId, known);
  }
}

/** The most that were ever inside at once under one name. */
class Concurrency {
  readonly #inside = new Map<string, number>();
  #most = 0;

  get most(): number {
    return this.#most;
  }

  enter(name: string): void {
    const count = (this.#inside.get(name) ?? 0) + 1;
    this.#inside.set(name, count);
    this.#most = Math.max(this.#most, count);
  }

  leave(name: string): void {
    const count = (this.#inside.get(name) ?? 0) - 1;
    if (count > 0) {
      this.#inside.set(name, count);
    } else {
      this.#inside.delete(name);
    }
  }
}
