import {
  apply,
  type DispatchResponse,
  freezeReceipt,
  type JobRecord,
  type Ledger,
  type PartReport,
  type PartTask,
  type RegisteredUpload,
  type Transfer,
  type TransferEvent,
  toETag,
  toPartNumber,
  type Upload,
  withPart,
} from "@penstock/core";
import * as fc from "fast-check";
import { CAUSE, LedgerScenario, refOf, reportOf, uploadOf } from "./ledger-scenario.ts";

const TRANSFERS = 3;
const MAX_PARTS = 4;
const WHOLE = toETag("whole");
const OBJECT = {
  etag: WHOLE,
  sizeBytes: 1,
  verifiedBy: "part-checksums",
  storedAtMs: 0,
} as const;

/** One thing that may happen to a ledger; numbers pick among what is there at that moment. */
export type LedgerEvent =
  | { readonly kind: "advance"; readonly transfer: number; readonly event: string }
  | { readonly kind: "upload"; readonly task: number; readonly wantsAnother: boolean }
  /** The same, of a PUT whose response proved its object. */
  | { readonly kind: "prove"; readonly task: number }
  | { readonly kind: "begin"; readonly task: number }
  | { readonly kind: "release"; readonly task: number }
  | { readonly kind: "fail"; readonly task: number; readonly counts: boolean }
  | { readonly kind: "inFlightLimit"; readonly parts: number };

/** The lifecycle's events, made for an upload. `parts-uploaded` is missing: the ledger raises it itself. */
const EVENTS: Readonly<Record<string, (upload: Upload) => TransferEvent>> = {
  "upload-intended": ({ token }) => ({ kind: "upload-intended", token }),
  "upload-opened": (upload) => ({ kind: "upload-opened", upload }),
  "put-opened": ({ uploadId: _, plan, ...upload }) => ({
    kind: "upload-opened",
    upload: { ...upload, plan: { ...plan, partCount: 1, sizeBytes: 1 } },
  }),
  "transfer-skipped": () => ({ kind: "transfer-skipped", reason: "it is there" }),
  "part-abandoned": () => ({ kind: "part-abandoned", cause: CAUSE }),
  "source-changed": () => ({ kind: "source-changed", cause: CAUSE }),
  "upload-unknown": () => ({ kind: "upload-unknown", cause: CAUSE }),
  "cancel-requested": () => ({ kind: "cancel-requested", cause: CAUSE }),
  "complete-sent": () => ({ kind: "complete-sent", atMs: 0 }),
  "parts-missing": () => ({ kind: "parts-missing" }),
  "upload-completed": () => ({ kind: "upload-completed", etag: WHOLE }),
  "completion-refused": () => ({ kind: "completion-refused", cause: CAUSE }),
  "completion-cancelled": () => ({ kind: "completion-cancelled", cause: CAUSE }),
  "upload-vanished": () => ({ kind: "upload-vanished", cause: CAUSE, atMs: 0 }),
  "object-verified": () => ({
    kind: "object-verified",
    object: OBJECT,
  }),
  "object-refused": () => ({ kind: "object-refused", cause: CAUSE, atMs: 0 }),
  "upload-aborted": () => ({ kind: "upload-aborted", atMs: 0 }),
};

const pick = fc.nat({ max: 1000 });

/** Mostly parts that are uploaded, or the random walk would hardly ever complete a transfer. */
export const ledgerEvents: fc.Arbitrary<LedgerEvent[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("upload" as const),
        task: pick,
        wantsAnother: fc.boolean(),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("advance" as const),
        transfer: fc.nat({ max: TRANSFERS - 1 }),
        event: fc.constantFrom(...Object.keys(EVENTS), "upload-opened", "parts-missing"),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("prove" as const), task: pick }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("begin" as const), task: pick }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("release" as const), task: pick }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("fail" as const),
        task: pick,
        counts: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("inFlightLimit" as const),
        parts: fc.integer({ min: 1, max: 6 }),
      }),
    },
  ),
  { maxLength: 60 },
);

/** Everything that two ledgers must agree on after the same events, free of times and ids. */
export type LedgerSnapshot = Pick<JobRecord, "counts" | "progress"> & {
  readonly isFinished: boolean;
  readonly response: unknown;
  readonly states: readonly Transfer["state"]["kind"][];
  /** Which transfers come in one PUT, and so have no upload that could be open. */
  readonly arePuts: readonly boolean[];
  readonly uploaded: readonly (readonly number[])[];
  /** The part that each task has got to, and the one it was queued with. */
  readonly held: readonly string[];
  readonly inFlightLimit: number;
  /** Which may be open: transfer, bytes, and whether it is owned. */
  readonly uploads: readonly string[];
};

/** Plays the events on a fresh job and tells what the ledger shows after each of them. */
export async function playEvents(
  ledger: Ledger,
  tenant: string,
  events: readonly LedgerEvent[],
): Promise<readonly LedgerSnapshot[]> {
  const scenario = new LedgerScenario({
    ledger,
    tenant,
    stopSignals: { onStopped: async () => undefined },
    passTime: async () => undefined,
  });
  const player = new Player(scenario, (await scenario.jobOfThree()).transfers);
  const snapshots: LedgerSnapshot[] = [];
  for (const event of events) {
    const response = await player.play(event);
    snapshots.push(await player.snapshot(response));
  }
  return snapshots;
}

class Player {
  readonly #scenario: LedgerScenario;
  readonly #transfers: readonly Transfer[];
  /** Every task ever dispatched: a queue may deliver any of them again, at any time. */
  readonly #tasks: PartTask[] = [];
  #inFlightLimit = 64;

  constructor(scenario: LedgerScenario, transfers: readonly Transfer[]) {
    this.#scenario = scenario;
    this.#transfers = transfers;
  }

  async play(event: LedgerEvent): Promise<unknown> {
    const { ledger, tenant } = this.#scenario;
    if (event.kind === "inFlightLimit") {
      this.#inFlightLimit = event.parts;
      return ledger.parts.setInFlightLimit(tenant, event.parts);
    }
    if (event.kind === "advance") {
      return this.#advance(event);
    }
    const task = this.#tasks[event.task % Math.max(1, this.#tasks.length)];
    if (task === undefined) {
      return this.#keep(await ledger.parts.dispatch(tenant));
    }
    switch (event.kind) {
      case "upload":
        return this.#keep(
          await ledger.parts.dispatch(tenant, reportOf(task, event.wantsAnother)),
          task,
        );
      case "prove":
        return this.#keep(
          await ledger.parts.dispatch(tenant, await this.#provedReport(task)),
          task,
        );
      case "begin":
        return ledger.parts.beginAttempt(task);
      case "release":
        return ledger.parts.release(task);
      case "fail": {
        const failure = { step: task.number, atMs: 0, process: "p", cause: CAUSE };
        return ledger.transfers.noteFailure(task, task.generation, failure, event.counts);
      }
      default:
        return event satisfies never;
    }
  }

  async snapshot(response: unknown): Promise<LedgerSnapshot> {
    const { ledger, tenant } = this.#scenario;
    const [first] = this.#transfers;
    if (first === undefined) {
      throw new Error("there are no transfers");
    }
    const { counts, progress, finishedAtMs } = await this.#scenario.record(first);
    const transfers = await Promise.all(
      this.#transfers.map((transfer) => this.#scenario.reread(transfer)),
    );
    const uploaded = await Promise.all(
      transfers.map((transfer) => ledger.transfers.uploadedParts(transfer)),
    );
    return {
      counts,
      progress,
      isFinished: finishedAtMs !== undefined,
      response,
      states: transfers.map(({ state }) => state.kind),
      arePuts: transfers.map(({ state }) => "upload" in state && !("uploadId" in state.upload)),
      uploaded: uploaded.map((parts) => parts.map(({ number }) => number)),
      held: (await ledger.parts.heldParts(tenant, 0, 1000))
        .map((task) => this.#nameOf(task))
        .sort(),
      inFlightLimit: this.#inFlightLimit,
      uploads: (await ledger.uploads.openUploads(tenant))
        .map((upload) => this.#reported(upload))
        .sort(),
    };
  }

  async #provedReport(task: PartTask): Promise<PartReport> {
    const previous = await this.#scenario.ledger.transfers.readTransfer(task);
    const event = { kind: "put-proved", object: OBJECT } as const;
    const next = previous && apply(previous, task.generation, event);
    if (previous === undefined || next === undefined || next === previous) {
      return reportOf(task);
    }
    const receipt = freezeReceipt(next, []);
    return { ...reportOf(task), ...(receipt && { put: { previous, next, receipt } }) };
  }

  #placeOf({ transferId }: Pick<PartTask, "transferId">): number {
    return this.#transfers.findIndex(({ id }) => id === transferId);
  }

  #nameOf(task: PartTask): string {
    return `${task.number} of ${this.#placeOf(task)}, queued as ${task.taskPart}`;
  }

  #reported(upload: RegisteredUpload): string {
    const { isOwned, uploadId, uploadedBytes } = upload;
    return `${this.#placeOf(upload)} ${isOwned ? "owned" : "orphans"} ${uploadId ?? "-"} ${uploadedBytes}`;
  }

  /** What was answered, without the ids that differ from run to run. */
  #keep(response: DispatchResponse, reported?: PartTask): unknown {
    const { next } = response;
    // Within one response the ledger may group the parts by transfer.
    const tasks = response.tasks.toSorted(
      (one, other) => this.#placeOf(one) - this.#placeOf(other),
    );
    this.#tasks.push(...tasks);
    if (reported !== undefined && next !== undefined) {
      this.#tasks.push(withPart(reported, next));
    }
    const places = tasks.map((task) => ({
      transfer: this.#placeOf(task),
      generation: task.generation,
      number: task.number,
    }));
    const { isLastPart, isStored, hasMore } = response;
    return { isLastPart, isStored, hasMore, next, places };
  }

  async #advance({
    transfer: index,
    event: kind,
  }: Extract<LedgerEvent, { kind: "advance" }>): Promise<unknown> {
    const { ledger } = this.#scenario;
    const known = this.#transfers[index];
    const transfer = known && (await ledger.transfers.readTransfer(refOf(known)));
    if (transfer === undefined) {
      return undefined;
    }
    const event = EVENTS[kind]?.(uploadOf((transfer.revision % MAX_PARTS) + 1));
    const next = event === undefined ? transfer : apply(transfer, transfer.generation, event);
    if (next === transfer) {
      return "unchanged";
    }
    return kind === "parts-missing"
      ? ledger.transfers.reopenParts(transfer, next, [toPartNumber(1)])
      : ledger.transfers.save(transfer, next);
  }
}
