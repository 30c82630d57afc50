import type {
  BatchRef,
  BatchReport,
  BatchReported,
  BatchStart,
  BatchStore,
  BatchTask,
} from "@penstock/core";
import type { RedisCalls } from "../redis-calls.ts";
import { Script } from "../script.ts";
import {
  formatReport,
  identityOf,
  parseReported,
  parseStart,
  parseTasks,
} from "./batch-documents.ts";

const beginBatch = new Script("batches/begin-batch");
const reportBatch = new Script("batches/report-batch");
const releaseBatch = new Script("batches/release-batch");
const heldBatches = new Script("batches/held-batches");

/** A batch that cannot be read holds up its job, but no permit: it is tried again no more often than this. */
const DAMAGED_DELAY_MS = 60_000;

export class RedisBatchStore implements BatchStore {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  async beginBatch(ref: BatchRef): Promise<BatchStart> {
    const reply = await this.#calls.runBinary(beginBatch, ref.tenant, identityOf(ref));
    const start = parseStart(reply, ref, this.#calls.damage);
    if (start.kind !== "damaged") {
      return start;
    }
    await this.releaseBatch({ ...ref, attempt: start.attempt, delayMs: DAMAGED_DELAY_MS });
    return { kind: "skip" };
  }

  async reportBatch(report: BatchReport): Promise<BatchReported> {
    const reply = await this.#calls.runBinary(reportBatch, report.tenant, formatReport(report));
    const { reported, damaged } = parseReported(reply, report, this.#calls.damage);
    if (damaged !== undefined) {
      const { task, attempt } = damaged;
      await this.releaseBatch({ ...task, attempt, delayMs: DAMAGED_DELAY_MS });
    }
    return reported;
  }

  async releaseBatch(
    ref: BatchRef & { readonly attempt: number; readonly delayMs: number },
  ): Promise<void> {
    const args = [...identityOf(ref), ref.attempt, ref.delayMs];
    await this.#calls.run(releaseBatch, ref.tenant, args);
  }

  async heldBatches(tenant: string, heldMs: number, limit: number): Promise<readonly BatchTask[]> {
    return parseTasks(tenant, await this.#calls.run(heldBatches, tenant, [heldMs, limit]));
  }
}
