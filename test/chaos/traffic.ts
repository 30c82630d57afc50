import type { JournalEntry } from "@penstock/cos-emulator";
import { isDestructive } from "./fault-rules.ts";

/** What the store saw, put together from the journals of all its lives. */
export type TrafficFigures = {
  /** Bytes of parts and of objects in one PUT that came over the network. */
  readonly receivedBytes: number;
  /** Of them, what was not needed: every part once is needed. */
  readonly resentBytes: number;
  /** From the kill of a worker to the success of each part that was on its way in it. */
  readonly recoverySeconds: readonly number[];
};

/** The kernel ends the connections of a killed process at once; the store may be slow to notice. */
const NOTICE_MS = 2000;

type Sent = { receivedBytes: number; mostBytes: number };

export class Traffic {
  readonly #sent = new Map<string, Sent>();
  readonly #workerKillsMs: number[] = [];
  /** Parts that were cut by a kill and have not come again, by the time of the kill. */
  readonly #cut = new Map<string, number>();
  readonly #recoverySeconds: number[] = [];

  /** Called right before a worker is killed. */
  noteWorkerKill(atMs: number): void {
    this.#workerKillsMs.push(atMs);
  }

  add(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      if (entry.call === "UploadPart" || entry.call === "PutObject") {
        this.#addPart(`${entry.key} ${entry.part ?? 0}`, entry);
      }
    }
  }

  figures(): TrafficFigures {
    const sent = [...this.#sent.values()];
    const receivedBytes = sent.reduce((sum, part) => sum + part.receivedBytes, 0);
    const neededBytes = sent.reduce((sum, part) => sum + part.mostBytes, 0);
    return {
      receivedBytes,
      resentBytes: receivedBytes - neededBytes,
      recoverySeconds: this.#recoverySeconds,
    };
  }

  #addPart(name: string, { atMs, durationMs, status, bytesReceived, faultId }: JournalEntry): void {
    const sent = this.#sent.get(name) ?? { receivedBytes: 0, mostBytes: 0 };
    sent.receivedBytes += bytesReceived;
    sent.mostBytes = Math.max(sent.mostBytes, bytesReceived);
    this.#sent.set(name, sent);

    const endedMs = atMs + durationMs;
    const cutMs = this.#cut.get(name);
    if (status === 200 && cutMs !== undefined) {
      this.#cut.delete(name);
      this.#recoverySeconds.push((endedMs - cutMs) / 1000);
    }
    const isCutByFault = faultId !== undefined && isDestructive(faultId);
    if (status === "cut" && cutMs === undefined && !isCutByFault) {
      const killMs = this.#workerKillsMs.find((at) => endedMs >= at && endedMs < at + NOTICE_MS);
      if (killMs !== undefined) {
        this.#cut.set(name, killMs);
      }
    }
  }
}
