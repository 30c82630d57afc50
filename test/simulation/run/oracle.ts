import type {
  Cause,
  ErrorCode,
  FrozenReceipt,
  JobId,
  NewObject,
  PartReport,
  SourceVersion,
  Transfer,
  TransferId,
  UploadId,
  UploadRef,
} from "@penstock/core";
import type { MemoryLedger } from "@penstock/testkit";
import { ENDED, judgeCounts } from "./judge-counts.ts";
import { judgeReceipt, PARTS_ARE_KEPT } from "./judge-receipts.ts";
import { isLasting, newTroubles, type Troubles } from "./lasting-causes.ts";
import { Cancels, type Claim, isUnproved, latenessOf } from "./late-objects.ts";
import { mayBeProvedBySize } from "./proved-by-size.ts";
import type { Run } from "./sim-queue.ts";
import { causeOfFailure, isUnderWay, partName } from "./states.ts";
import type { Witnesses } from "./witnesses.ts";

export type Violation = {
  readonly invariant: string;
  readonly detail: string;
};

/** Reading back can meet it where it was asked for as the proof. */
const UNPROVABLE: readonly ErrorCode[] = ["source-missing", "source-changed"];
/** A ledger that falls back behind an intent, while the store's response to it is lost as well. */
const OPENING_MS = 5_000;
const SAVES = ["transfers.save", "transfers.reopenParts", "transfers.restoreTransfer"];
const MOVES_COUNTS = [...SAVES, "jobs.createJob", "parts.dispatch"];

/** Knows the truth, looks at every effect at the moment it happens, and says which rule it broke. */
export class Oracle {
  readonly #witnesses: Witnesses;
  readonly #claims = new Map<string, Claim>();
  /** Of every object that was made: whether it is a version of the source, whole. */
  readonly #made = new Map<string, boolean>();
  /** Of the newest object under a key. */
  readonly #tokens = new Map<string, string>();
  /** Opened by this deployment. */
  readonly #opened = new Map<UploadId, string>();
  readonly #openedMs = new Map<UploadId, number>();
  /** When the ledger forgot what it knew. */
  readonly #lossesMs: number[] = [];
  readonly #transfers = new Map<TransferId, Transfer>();
  readonly #uploaded = new Map<string, string>();
  /** What each generation continues with. */
  readonly #uploads = new Map<string, UploadId>();
  readonly #reopenedMs = new Map<TransferId, number>();
  readonly #sending = new Set<AbortSignal>();
  readonly #cancels = new Cancels();
  readonly ended = new Set<JobId>();
  broken: Violation | undefined;

  constructor(witnesses: Witnesses) {
    this.#witnesses = witnesses;
  }

  /** The first one counts: the others follow from it. */
  breaks(invariant: string, detail: string): void {
    this.broken ??= { invariant, detail };
  }

  get #ledger(): MemoryLedger {
    return this.#witnesses.ledger();
  }

  onLoss(): void {
    this.#lossesMs.push(this.#witnesses.nowMs());
    this.#transfers.clear();
    this.#uploaded.clear();
    this.#uploads.clear();
  }

  async onLedgerCall(name: string, args: readonly unknown[], result: unknown): Promise<void> {
    if (name === "jobs.createJob") {
      // One that exists is left alone, whatever is said of it here.
      for (const { tenant, id } of args[1] as readonly Transfer[]) {
        this.#learn(await this.#ledger.transfers.readTransfer({ tenant, transferId: id }));
      }
    }
    if (SAVES.includes(name) && result === true) {
      const [previous, next] = args as readonly [Transfer, Transfer];
      if (name === "transfers.reopenParts") {
        this.#reopenedMs.set(next.id, this.#witnesses.nowMs());
      }
      if (name !== "transfers.restoreTransfer") {
        this.#judgeChange(previous, next);
        const receipt = name === "transfers.save" ? (args[2] as FrozenReceipt) : undefined;
        judgeReceipt(next, receipt, (...broken) => this.breaks(...broken));
      }
      this.#learn(next);
    }
    if (name === "parts.dispatch" && args[1] !== undefined) {
      await this.#judgeReport(args[1] as PartReport);
    }
    if (MOVES_COUNTS.includes(name)) {
      await judgeCounts(this.#ledger, this);
    }
  }

  onInitiate({ token, key }: NewObject, uploadId: UploadId): void {
    const claim = this.#claims.get(token);
    if (claim === undefined || claim.key !== key) {
      this.breaks("an intent is in the ledger before Initiate (4)", `${uploadId} of ${key}`);
    }
    this.#opened.set(uploadId, token);
    this.#openedMs.set(uploadId, this.#witnesses.nowMs());
  }

  onSending(signal: AbortSignal, isSending: boolean): void {
    if (isSending) {
      this.#sending.add(signal);
    } else {
      this.#sending.delete(signal);
    }
  }

  onSlice(run: Run | undefined): void {
    if (run !== undefined && !run.delivery.holdsLease()) {
      this.breaks("no byte is sent once the lease is over (6)", run.name);
    }
  }

  /** The worker that has the part by now may be sending it: all parts would be in while one is on its way. */
  onReport({ transferId, number }: PartReport, runs: readonly Run[]): void {
    if (!runs.some(({ delivery }) => delivery.holdsLease())) {
      this.breaks(
        "no part is reported once its lease is over (6)",
        `part ${number} of ${transferId}`,
      );
    }
  }

  onComplete({ uploadId, key }: UploadRef): void {
    const claim = this.#claimOf(uploadId);
    const inFlight = claim === undefined ? [] : this.#witnesses.partEngines(claim);
    const sending = inFlight.find(
      ({ task, controller, number }) =>
        task.kind === "part" &&
        number !== undefined &&
        !this.#uploaded.has(partName({ ...task.part, number })) &&
        this.#sending.has(controller.signal),
    );
    if (sending !== undefined && this.#lossesMs.length === 0) {
      this.breaks(
        "no Complete while a part that is not uploaded is in flight",
        `${uploadId} of ${key}: ${sending.name} by ${sending.process.name}`,
      );
    }
  }

  onAbort({ uploadId, key }: UploadRef): void {
    const claim = this.#claimOf(uploadId);
    const transfer = claim && this.#transfers.get(claim.transferId);
    if (!this.#opened.has(uploadId)) {
      this.breaks("nothing is ended that is not ours (14)", `${uploadId} of ${key}`);
    } else if (this.#lossesMs.length === 0 && transfer && isUnderWay(transfer, uploadId)) {
      this.breaks(
        "no upload is aborted that its transfer continues with (5)",
        `${uploadId} of ${key}`,
      );
    }
  }

  /** The object under a key is another one now. */
  onVisible(key: string): void {
    const object = this.#witnesses.store().objects.get(key);
    const load = this.#witnesses.loadOf(key);
    if (object === undefined || load === undefined) {
      return;
    }
    const claim = this.#claims.get(object.token);
    const replaced = this.#claims.get(this.#tokens.get(key) ?? "");
    this.#contest(key, object.token);
    if (object.token === this.#witnesses.stranger) {
      return;
    }
    const validator = claim?.sourceVersion?.validator;
    const etag = validator !== undefined && "etag" in validator ? validator.etag : undefined;
    const pinned = load.source.versions.find((version) => version.etag === etag);
    const isWhole = pinned !== undefined && Buffer.compare(pinned.bytes, object.bytes) === 0;
    this.#made.set(object.token, isWhole);
    const late = this.#lossesMs.length > 0 ? undefined : this.#lateness(claim, replaced);
    if (late !== undefined) {
      this.breaks(late, key);
    }
    if (!isWhole && !this.#troublesOf(key).isCorrupted) {
      this.breaks(
        "no object is visible that is not exactly one pinned version of its source (8, 9)",
        `${key}, ${object.bytes.length} bytes, pinned to ${etag ?? "nothing"}`,
      );
    }
  }

  #lateness(claim: Claim | undefined, replaced: Claim | undefined): string | undefined {
    const state = claim && this.#transfers.get(claim.transferId)?.state;
    return claim && latenessOf(claim, { replaced, state });
  }

  /** A writer wrote the key. */
  #contest(key: string, token: string): void {
    const troubles = this.#troublesOf(key);
    troubles.isContested ||= (this.#tokens.get(key) ?? token) !== token;
    this.#tokens.set(key, token);
  }

  onRead(key: string, { validator, sizeBytes }: SourceVersion, startByte: number, bytes: number) {
    const isPinned = "etag" in validator && validator.etag !== "";
    if (!isPinned || startByte + bytes > sizeBytes) {
      this.breaks(
        "every read is pinned to the planned version (8, 16)",
        `${key} from ${startByte}`,
      );
    }
  }

  /** A task is being forgotten by the queue. */
  async onDone({ task, beganMs, number }: Run): Promise<void> {
    if (task.kind !== "part") {
      return;
    }
    const { transferId, generation, upload } = task.part;
    const ledger = this.#ledger;
    const transfer = await ledger.transfers.readTransfer(task.part);
    const wasReopened = (this.#reopenedMs.get(transferId) ?? 0) >= beganMs;
    const wasLost = this.#lossesMs.some((lostMs) => lostMs >= beganMs);
    if (transfer?.state.kind !== "uploading" || transfer.generation !== generation) {
      return;
    }
    if (transfer.state.upload.token !== upload.token) {
      // Of an upload that a loss of the ledger took with it: planned anew, in the same generation.
      return;
    }
    const uploaded = await ledger.transfers.uploadedParts(transfer);
    if (!wasReopened && !wasLost && uploaded.every((part) => part.number !== number)) {
      this.breaks(
        "a part is acknowledged only after its ETag is durable (1)",
        `part ${number} of ${transferId}`,
      );
    }
  }

  /** Whether the object that this upload was to make is under its key now, and right. */
  #hasMade({ state, destination }: Transfer): boolean {
    const token = this.#witnesses.store().objects.get(destination.key)?.token;
    const isOfThis = "upload" in state && state.upload.token === token;
    return isOfThis && this.#made.get(state.upload.token) === true;
  }

  isOurs(uploadId: UploadId): boolean {
    return this.#opened.has(uploadId);
  }

  /**
   * What the ledger forgets is found again in the journal, but not an upload whose opening was under
   * way: its id had not been written anywhere. That one is left to the store's own rule.
   */
  mayStayOpen(uploadId: UploadId): boolean {
    const openedMs = this.#openedMs.get(uploadId) ?? 0;
    const isLost = this.#lossesMs.some((lostMs) => Math.abs(lostMs - openedMs) < OPENING_MS);
    return isLost || !this.isOurs(uploadId);
  }

  readonly troubles = new Map<string, Troubles>();

  #troublesOf(key: string): Troubles {
    const known = this.troubles.get(key) ?? newTroubles();
    this.troubles.set(key, known);
    return known;
  }

  /** What struck this object so far; each fault adds to it. */
  strikesAt(key: string, change: (troubles: Troubles) => void): void {
    change(this.#troublesOf(this.#witnesses.loadOf(key)?.key ?? key));
  }

  #judgeChange(previous: Transfer, next: Transfer): void {
    const known = this.#transfers.get(next.id);
    if (
      ENDED.includes(previous.state.kind) ||
      (known !== undefined && known.revision !== previous.revision)
    ) {
      this.breaks("what has ended never changes again", `${next.id}: ${next.state.kind}`);
    }
    const { state } = next;
    if (state.kind === "stored" && !this.#isProved(next, state)) {
      this.breaks(
        "stored means: the object is exactly what the source had (9)",
        `${next.destination.key}, verified by ${state.object.verifiedBy}`,
      );
    }
    this.#cancels.note(next, this.#hasMade(next));
    const cause = causeOfFailure(state);
    if (cause !== undefined) {
      this.#judgeFailure(previous, next, cause);
    }
    const isAgain = next.generation > previous.generation;
    if (isAgain && this.#hasMade(previous) && !isUnproved(previous)) {
      this.breaks("no transfer starts over whose object is there (5)", next.destination.key);
    }
    this.#judgeUpload(next);
  }

  #isProved(
    transfer: Transfer,
    state: Extract<Transfer["state"], { readonly kind: "stored" }>,
  ): boolean {
    const { key } = transfer.destination;
    const source = this.#witnesses.loadOf(key)?.source;
    const isOwned = this.#troublesOf(key).isCorrupted && mayBeProvedBySize(transfer, state, source);
    return isOwned || this.#made.get(state.upload.token) === true;
  }

  #judgeFailure(previous: Transfer, next: Transfer, cause: Cause): void {
    const load = this.#witnesses.loadOf(next.destination.key);
    const known = this.#troublesOf(next.destination.key);
    const newest = this.#tokens.get(next.destination.key);
    const isElses = newest !== undefined && this.#claims.get(newest)?.transferId !== next.id;
    const troubles: Troubles = { ...known, isContested: known.isContested || isElses };
    if (load !== undefined && !isLasting(cause, load, troubles)) {
      this.breaks(
        "a transfer fails only by a lasting cause (5, 11)",
        `${next.destination.key} ${next.state.kind}: ${cause.code}: ${cause.message}; ${JSON.stringify(troubles)}`,
      );
    }
    // What the store copied by itself is compared with its source, which may be gone by then.
    const isReadBack = previous.state.kind === "verifying" && previous.options.verify === "full";
    const isUnprovable = isReadBack && UNPROVABLE.includes(cause.code);
    const isExpected = isUnprovable || this.#cancels.mayHaveMade(previous, cause.code);
    if (ENDED.includes(next.state.kind) && !isExpected && this.#hasMade(previous)) {
      this.breaks(
        "failed is never said of an object that was completed (5)",
        `${next.destination.key}: ${cause.code}`,
      );
    }
  }

  /** One generation continues with one upload: what belongs to another one is fenced off by its number. */
  #judgeUpload({ id, state, generation, destination }: Transfer): void {
    const after = "upload" in state ? state.upload.uploadId : undefined;
    if (after === undefined) {
      return;
    }
    const name = `${id}/${generation}`;
    const before = this.#uploads.get(name) ?? after;
    this.#uploads.set(name, after);
    if (before !== after) {
      const detail = `${destination.key}: ${before}, ${after}`;
      this.breaks("one upload at most for a generation (7, 8)", detail);
    }
  }

  async #judgeReport({ tenant, transferId, number, generation }: PartReport): Promise<void> {
    const transfer = await this.#ledger.transfers.readTransfer({ tenant, transferId });
    this.#learn(transfer);
    if (transfer === undefined || !PARTS_ARE_KEPT.includes(transfer.state.kind)) {
      return;
    }
    const uploaded = await this.#ledger.transfers.uploadedParts(transfer);
    const name = partName({ transferId, generation: transfer.generation, number });
    const etag = uploaded.find((part) => part.number === number)?.etag;
    const before = this.#uploaded.get(name);
    const isReopened = (this.#reopenedMs.get(transferId) ?? -1) >= 0;
    if (before !== undefined && etag !== before && !isReopened) {
      this.breaks("a late duplicate changes no part that is uploaded", name);
    }
    if (generation !== transfer.generation && etag !== before) {
      this.breaks("a part of an old generation never counts (8)", name);
    }
    if (etag !== undefined) {
      this.#uploaded.set(name, etag);
    }
  }

  #learn(transfer: Transfer | undefined): void {
    if (transfer === undefined) {
      return;
    }
    const { id: transferId, generation, destination, state } = transfer;
    this.#transfers.set(transferId, transfer);
    const base = { transferId, generation, key: destination.key };
    if (state.kind === "planned") {
      for (const token of state.intents) {
        this.#claims.set(
          token,
          this.#claims.get(token) ?? { ...base, sourceVersion: undefined, uploadId: undefined },
        );
      }
    } else if ("upload" in state) {
      const { token, sourceVersion, uploadId } = state.upload;
      this.#claims.set(token, { ...base, sourceVersion, uploadId });
    }
  }

  #claimOf(uploadId: UploadId): Claim | undefined {
    return this.#claims.get(this.#opened.get(uploadId) ?? "");
  }
}
