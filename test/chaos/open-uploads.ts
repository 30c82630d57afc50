import type { JournalEntry } from "@penstock/cos-emulator";
import { systemClock } from "@penstock/process";
import { pause } from "../../apps/cli/src/pause.ts";
import type { StoreControl } from "./store-control.ts";

/** An upload that no process holds any more is aborted two minutes after its intent, or two more when a look failed. */
const END_WITHIN_MS = 270_000;
const LOOK_AGAIN_MS = 500;

/** The uploads that are open at the store, and why they may be. */
export class OpenUploads {
  /** By key: uploads whose id was lost. */
  readonly #unanswered = new Map<string, number>();

  add(entries: readonly JournalEntry[]): void {
    for (const { call, key, status } of entries) {
      if (call === "InitiateMultipartUpload" && status === "cut") {
        this.#unanswered.set(key, (this.#unanswered.get(key) ?? 0) + 1);
      }
    }
  }

  /** Waits until there is none, at most some minutes. Resolves to those that are left, in words. */
  async untilNone(control: StoreControl, signal: AbortSignal): Promise<readonly string[]> {
    const deadlineMs = systemClock.nowMs() + END_WITHIN_MS;
    for (;;) {
      const { openUploads } = await control.summary();
      if (openUploads.length === 0 || systemClock.nowMs() > deadlineMs || signal.aborted) {
        return openUploads.map(({ key, uploadId }) => {
          const lost = this.#unanswered.get(key) ?? 0;
          return `${key} ${uploadId} (${lost} responses to its Initiate were lost)`;
        });
      }
      await pause(LOOK_AGAIN_MS, signal);
    }
  }
}
