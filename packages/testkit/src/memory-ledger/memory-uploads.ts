import type { IntendedUpload, RegisteredUpload, UploadChange } from "@penstock/core";

type Entry = {
  upload: IntendedUpload;
  readonly intendedAtMs: number;
  /** When it was intended or asked for; absent while a transfer uses it. */
  orphanSinceMs: number | undefined;
};

/** One tenant's uploads that may be open. */
export class MemoryUploads {
  readonly #entries = new Map<string, Entry>();

  apply(changes: readonly UploadChange[], nowMs: number): void {
    for (const change of changes) {
      if (change.kind === "gone") {
        this.#entries.delete(change.token);
        continue;
      }
      const { kind, upload } = change;
      this.#entries.set(upload.token, {
        upload,
        intendedAtMs: this.#entries.get(upload.token)?.intendedAtMs ?? nowMs,
        orphanSinceMs: kind === "intended" ? nowMs : undefined,
      });
    }
  }

  all(
    nowMs: number,
    uploadedBytes: (upload: IntendedUpload) => number,
  ): readonly RegisteredUpload[] {
    return [...this.#entries.values()].map((entry) => ({
      ...registered(entry, nowMs),
      uploadedBytes: entry.orphanSinceMs === undefined ? uploadedBytes(entry.upload) : 0,
    }));
  }

  takeOrphans(idleMs: number, limit: number, nowMs: number): readonly RegisteredUpload[] {
    const due = [...this.#entries.values()]
      .filter(({ orphanSinceMs = Number.POSITIVE_INFINITY }) => orphanSinceMs <= nowMs - idleMs)
      .slice(0, limit);
    for (const entry of due) {
      entry.orphanSinceMs = nowMs;
    }
    return due.map((entry) => registered(entry, nowMs));
  }

  note(upload: IntendedUpload, nowMs: number): void {
    const entry = this.#entries.get(upload.token);
    if (entry === undefined) {
      this.apply([{ kind: "intended", upload }], nowMs);
    } else if (entry.orphanSinceMs !== undefined && upload.uploadId !== undefined) {
      entry.upload = upload;
    }
  }

  forget({ token }: IntendedUpload): void {
    if (this.#entries.get(token)?.orphanSinceMs !== undefined) {
      this.#entries.delete(token);
    }
  }
}

function registered(
  { upload, intendedAtMs, orphanSinceMs }: Entry,
  nowMs: number,
): RegisteredUpload {
  const ageMs = nowMs - intendedAtMs;
  return {
    ...upload,
    intendedAtMs,
    ageMs,
    isOwned: orphanSinceMs === undefined,
    uploadedBytes: 0,
  };
}
