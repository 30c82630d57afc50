import type { PartRef, PartReport, PartTask, StopSignal, Transfer } from "@penstock/core";
import { isHedge } from "@penstock/core";
import { partName } from "./states.ts";
import type { Witnesses } from "./witnesses.ts";

type Accountant = { breaks(invariant: string, detail: string): void };

/** Watches parts that are sent a second time: nothing may rely on that, and it may cost nothing but bytes. */
export class HedgeJudge {
  readonly #witnesses: Pick<Witnesses, "ledger" | "store">;
  readonly #accountant: Accountant;
  /** Generations of transfers of which some part is sent twice. */
  readonly #hedged = new Set<string>();
  /** Parts that were reported, by whichever task. */
  readonly #uploaded = new Set<string>();
  /** Tasks that got a stop signal. */
  readonly #stopped = new Set<string>();

  constructor(witnesses: Pick<Witnesses, "ledger" | "store">, accountant: Accountant) {
    this.#witnesses = witnesses;
    this.#accountant = accountant;
  }

  onLoss(): void {
    this.#hedged.clear();
    this.#uploaded.clear();
  }

  async onLedgerCall(name: string, args: readonly unknown[], result: unknown): Promise<void> {
    // The part is missing, and from now on it is sent a second time.
    if (name === "hedges.markHedged" && result === true) {
      const part = args[0] as PartTask;
      this.#hedged.add(generationName(part));
      this.#judgeHedge(part, await this.#witnesses.ledger().transfers.readTransfer(part));
    }
    if (name === "parts.dispatch" && args[1] !== undefined) {
      await this.#judgeReport(args[1] as PartReport);
    }
  }

  #judgeHedge(part: PartTask, transfer: Transfer | undefined): void {
    if (transfer?.state.kind !== "uploading") {
      return;
    }
    const { behaviour } = this.#witnesses.store().profile;
    const { checksum } = transfer.state.upload;
    // The judge's own rule: the one in core is among what is judged. A store proves a CRC32 of the whole.
    if (behaviour.partETag.is !== "of-bytes" && checksum !== "crc32") {
      this.#accountant.breaks(
        "no part is sent twice of which two bodies are not the same part (0067)",
        partName(part),
      );
    }
  }

  onStopped(signal: StopSignal): void {
    if ("taskPart" in signal) {
      this.#stopped.add(taskName(signal));
    }
  }

  async #judgeReport(report: PartReport): Promise<void> {
    const name = partName(report);
    const { transfers } = this.#witnesses.ledger();
    const transfer = await transfers.readTransfer(report);
    if (transfer?.generation !== report.generation || this.#uploaded.has(name)) {
      return;
    }
    const uploaded = await transfers.uploadedParts(transfer);
    if (uploaded.find(({ number }) => number === report.number)?.etag !== report.etag) {
      return;
    }
    this.#uploaded.add(name);
    const other = { ...report, taskPart: Math.max(0, -report.taskPart) };
    if (this.#hedged.has(generationName(report)) && !this.#stopped.has(taskName(other))) {
      this.#accountant.breaks(
        "whatever else sends a part that is uploaded gets a stop signal (0067)",
        `${name}, uploaded by ${isHedge(report) ? "its hedge" : "its task"}`,
      );
    }
  }
}

function generationName({ transferId, generation }: Pick<PartRef, "transferId" | "generation">) {
  return `${transferId}/${generation}`;
}

function taskName(task: Pick<PartTask, "transferId" | "generation" | "number" | "taskPart">) {
  return `${partName(task)} by ${task.taskPart}`;
}
