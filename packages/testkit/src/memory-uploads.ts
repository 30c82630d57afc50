import type { IntendedUpload, RegisteredUpload, UploadChange } from "@penstock/core";

type Entry = {
  upload: IntendedUpload;
  readonly intendedAtMs: number;
  /** When it was intended or asked for; absent while a transfer uses it. */
  unownedSinceMs: number | undefined;
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
        unownedSinceMs: kind === "intended" ? nowMs : undefined,
      });
    }
  }

  all(
    nowMs: number,
    uploadedBytes: (upload: IntendedUpload) => number,
  ): readonly RegisteredUpload[] {
    return [...this.#entries.values()].map((entry) => ({
      ...registered(entry, nowMs),
      uploadedBytes: entry.unownedSinceMs === undefined ? uploadedBytes(entry.upload) : 0,
    }));
  }

  takeUnowned(idleMs: number, limit: number, nowMs: number): readonly RegisteredUpload[] {
    const due = [...this.#entries.values()]
      .filter(({ unownedSinceMs = Number.POSITIVE_INFINITY }) => unownedSinceMs <= nowMs - idleMs)
      .slice(0, limit);
    for (const entry of due) {
      entry.unownedSinceMs = nowMs;
    }
    return due.map((entry) => registered(entry, nowMs));
  }

  note(upload: IntendedUpload): void {
    const entry = this.#entries.get(upload.token);
    if (entry?.unownedSinceMs !== undefined) {
      entry.upload = upload;
    }
  }

  forget({ token }: IntendedUpload): void {
    if (this.#entries.get(token)?.unownedSinceMs !== undefined) {
      this.#entries.delete(token);
    }
  }
}

function registered(
  { upload, intendedAtMs, unownedSinceMs }: Entry,
  nowMs: number,
): RegisteredUpload {
  const ageMs = nowMs - intendedAtMs;
  return {
    ...upload,
    intendedAtMs,
    ageMs,
    isOwned: unownedSinceMs === undefined,
    uploadedBytes: 0,
  };
}
