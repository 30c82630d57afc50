import {
  type Clock,
  isPenstockError,
  isUnanswered,
  type PenstockError,
  type RegisteredUpload,
} from "@penstock/core";
import { toFailure } from "../failures/failure.ts";
import { abortRegistered } from "../finalizing/abort-until-gone.ts";
import { type Aborter, abortOrphans, INTENT_GRACE_MS } from "./orphans-of-intents.ts";

const BATCH = 500;
/** A right that is missing, or a connection that is gone, is fixed by a person. */
const REST_MS = 60 * 60_000;

type SweptEngine = Aborter & { readonly clock: Clock };
type Group = readonly [RegisteredUpload, ...RegisteredUpload[]];

/**
 * Ends the uploads that the ledger names and no transfer uses: those whose Initiate was
 * got no response, and those that no transfer uses. Any number of coordinators may run it.
 *
 * It acts on nothing but what the ledger names, so that an emptied ledger aborts no upload.
 */
export class OrphanSweep {
  readonly #engine: SweptEngine;
  readonly #graceMs: number;
  /** Until when a connection that failed is left alone: a store that is away would fail each time. */
  readonly #cooldownUntilMs = new Map<string, number>();

  constructor(engine: SweptEngine, options: { readonly graceMs?: number } = {}) {
    this.#engine = engine;
    this.#graceMs = options.graceMs ?? INTENT_GRACE_MS;
  }

  async sweepOnce(signal: AbortSignal): Promise<void> {
    const { ledger } = this.#engine;
    for (const tenant of await ledger.jobs.tenants()) {
      const due = await ledger.uploads.orphanUploads(tenant, this.#graceMs, BATCH);
      for (const group of groupsOf(due)) {
        await this.#abort(group, signal);
      }
    }
  }

  /** What is wrong with one store holds up no other; all of it comes again. */
  async #abort(group: Group, signal: AbortSignal): Promise<void> {
    const [{ connection }] = group;
    const nowMs = this.#engine.clock.nowMs();
    if (nowMs < (this.#cooldownUntilMs.get(connection) ?? 0)) {
      return;
    }
    try {
      await this.#endAll(group, signal);
    } catch (error) {
      if (signal.aborted) {
        throw error;
      }
      this.#report(group, toFailure(error, signal));
    }
  }

  async #endAll(group: Group, signal: AbortSignal): Promise<void> {
    const unanswered: RegisteredUpload[] = [];
    for (const upload of group) {
      const response = isUnanswered(upload) ? await responseOf(this.#engine, upload) : upload;
      const { uploadId } = response;
      if (uploadId !== undefined) {
        await abortRegistered(this.#engine, { ...response, uploadId }, signal);
      } else {
        unanswered.push(upload);
      }
    }
    const [first, ...others] = unanswered;
    if (first !== undefined) {
      await abortOrphans(this.#engine, [first, ...others], { graceMs: this.#graceMs, signal });
    }
  }

  #report(group: Group, error: PenstockError): void {
    const [{ connection, transferId, jobId }] = group;
    const restMs = isForPeople(error) ? REST_MS : this.#graceMs;
    this.#cooldownUntilMs.set(connection, this.#engine.clock.nowMs() + restMs);
    this.#engine.log.warn(
      { connection, transferId, jobId, ageMs: oldestMs(group), code: error.code, err: error },
      "cannot find out whether an upload of ours is still open; the search is repeated later",
    );
  }
}

/**
 * With the id that the journal knows and the ledger forgot. Not while the transfer is planned and may
 * still continue with this very upload: taking that up is the planner's.
 */
async function responseOf(
  { ledger, journal }: Aborter,
  upload: RegisteredUpload,
): Promise<RegisteredUpload> {
  const { tenant, transferId } = upload;
  const uploadId = await journal?.uploadIdOf(upload);
  const transfer = uploadId && (await ledger.transfers.readTransfer({ tenant, transferId }));
  if (uploadId === undefined || transfer === undefined) {
    return upload;
  }
  const state = (await journal?.readTransfer(transfer))?.transfer.state;
  const isWanted =
    transfer.state.kind === "planned" &&
    state !== undefined &&
    "upload" in state &&
    state.upload.uploadId === uploadId;
  return isWanted ? upload : { ...upload, uploadId };
}

/** By connection and key: one list of the store answers for all of them. */
function groupsOf(uploads: readonly RegisteredUpload[]): readonly Group[] {
  const groups = Map.groupBy(uploads, ({ connection, key }) => JSON.stringify([connection, key]));
  return [...groups.values()].flatMap(([first, ...others]): readonly Group[] =>
    first === undefined ? [] : [[first, ...others]],
  );
}

function isForPeople(error: PenstockError): boolean {
  return isPenstockError(
    error,
    "store-refused",
    "store-missing",
    "store-rejected",
    "connection-unknown",
    "connection-unsuitable",
  );
}

function oldestMs(group: Group): number {
  return Math.max(...group.map(({ ageMs }) => ageMs));
}
