import type { Transfer, UploadJournal } from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { apart } from "./apart.ts";

/** Records read in one round trip: some 500 kB of response. */
const TRANSFERS_PER_READ = 500;
/** What one pass copies at most of a tenant, some 80 bytes each, so that it ends in seconds; the next pass continues. */
const PARTS_PER_PASS = 20_000;

type CopyingEngine = OnPorts<"transfers"> &
  Pick<Engine, "log" | "repeats"> & {
    readonly journal: UploadJournal;
  };

/**
 * Copies uploads that are under way to the journal: those that changed since the last look. The journal
 * writes nothing of a job that it does not hold.
 */
export class JournalCopy {
  readonly #engine: CopyingEngine;
  /** By tenant, the server's time up to which everything is copied. Without it all are copied again. */
  readonly #copiedUntilMs = new Map<string, number>();

  constructor(engine: CopyingEngine) {
    this.#engine = engine;
  }

  async copyChanged(tenant: string, signal: AbortSignal | undefined): Promise<void> {
    let parts = 0;
    while (parts < PARTS_PER_PASS) {
      const sinceMs = this.#copiedUntilMs.get(tenant) ?? 0;
      const changed = await this.#engine.ledger.transfers.changedTransfers(
        tenant,
        sinceMs,
        TRANSFERS_PER_READ,
      );
      let failures = 0;
      for (const transfer of changed.transfers.filter(hasUploadUnderWay)) {
        signal?.throwIfAborted();
        const copied = await this.#copy(transfer);
        parts += copied ?? 0;
        failures += copied === undefined ? 1 : 0;
      }
      // One that could not be copied is looked at again, with all that changed after it.
      if (failures > 0) {
        return;
      }
      this.#copiedUntilMs.set(tenant, changed.untilMs);
      if (changed.isLast) {
        return;
      }
    }
  }

  /** @returns how many parts; undefined when the journal could not take them */
  async #copy(transfer: Transfer): Promise<number | undefined> {
    const { journal, ledger } = this.#engine;
    const fields = { jobId: transfer.jobId, transferId: transfer.id };
    let copied: number | undefined;
    await apart(
      this.#engine,
      { what: "the copy of a transfer to the journal", fields },
      async () => {
        const parts = await ledger.transfers.uploadedParts(transfer);
        // The planner wrote it, unless the journal was away just then.
        await journal.writeTransfer(transfer);
        await journal.writeParts(transfer, parts);
        copied = parts.length;
      },
    );
    return copied;
  }
}

/** A PUT has none: the planner wrote all of it that is to be known. */
function hasUploadUnderWay({ state }: Transfer): boolean {
  return (
    (state.kind === "uploading" || state.kind === "completing" || state.kind === "verifying") &&
    state.upload.uploadId !== undefined
  );
}
