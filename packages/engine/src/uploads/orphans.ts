import {
  ERRORS,
  isUnanswered,
  PenstockError,
  type RegisteredUpload,
  type RepeatedWork,
} from "@penstock/core";
import type { Engine } from "../engine.ts";
import { toFailure } from "../failures/failure.ts";
import { abortRegistered, stillShown } from "../finalizing/abort-until-gone.ts";
import {
  type Aborter,
  type AbortResult,
  abortOrphans,
  INTENT_GRACE_MS,
} from "./orphans-of-intents.ts";

const BATCH = 500;
/** What is searched costs little until it is found, and each search costs a request. */
const LONGEST_PAUSE_MS = 10 * 60_000;

type SweptEngine = Aborter & Pick<Engine, "repeats">;
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

  constructor(engine: SweptEngine, options: { readonly graceMs?: number } = {}) {
    this.#engine = engine;
    this.#graceMs = options.graceMs ?? INTENT_GRACE_MS;
  }

  async sweepOnce(signal: AbortSignal): Promise<void> {
    const { ledger } = this.#engine;
    for (const tenant of await ledger.jobs.tenants()) {
      const due = await ledger.uploads.orphanUploads(tenant, this.#graceMs, BATCH);
      for (const group of this.#inTurn(groupsOf(due))) {
        await this.#abort(group, signal);
      }
    }
  }

  /** Another key goes first after each failure, so that one which always fails holds up none of the others. */
  #inTurn(groups: readonly Group[]): readonly Group[] {
    const byConnection = Map.groupBy(groups, ([{ connection }]) => connection);
    return [...byConnection].flatMap(([connection, some]) => {
      const first = this.#engine.repeats.failuresOf(searchOfAll(connection)) % some.length;
      return [...some.slice(first), ...some.slice(0, first)];
    });
  }

  /** What is wrong with one store holds up no other; all of it comes again, after growing pauses. */
  async #abort(group: Group, signal: AbortSignal): Promise<void> {
    const { repeats } = this.#engine;
    const searches = [searchOf(group), searchOfAll(group[0].connection)];
    if (!searches.every((search) => repeats.isDue(search))) {
      return;
    }
    try {
      await this.#endAll(group, signal);
      for (const search of searches) {
        repeats.noteSuccess(search);
      }
    } catch (error) {
      if (signal.aborted) {
        throw error;
      }
      this.#report(group, toFailure(error, signal));
    }
  }

  async #endAll(group: Group, signal: AbortSignal): Promise<void> {
    const unanswered: RegisteredUpload[] = [];
    let isHeldOpen = false;
    for (const upload of group) {
      const response = isUnanswered(upload) ? await responseOf(this.#engine, upload) : upload;
      const { uploadId } = response;
      if (uploadId !== undefined) {
        const isGone = await abortRegistered(this.#engine, { ...response, uploadId }, signal);
        isHeldOpen ||= !isGone;
      } else {
        unanswered.push(upload);
      }
    }
    const [first, ...others] = unanswered;
    if (first !== undefined) {
      const limits = { graceMs: this.#graceMs, signal };
      assertClear(await abortOrphans(this.#engine, [first, ...others], limits));
    }
    if (isHeldOpen) {
      throw stillShown();
    }
  }

  #report(group: Group, error: PenstockError): void {
    const [{ connection, transferId, jobId }] = group;
    const { repeats, log } = this.#engine;
    const search = isOfAll(error) ? searchOfAll(connection) : searchOf(group);
    repeats.noteFailure(search, error);
    const failures = repeats.failuresOf(search);
    log.warn(
      {
        ...{ connection, transferId, jobId, failures },
        ...{ ageMs: oldestMs(group), code: error.code, err: error },
      },
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
  const state = (await journal?.readTransfer(transfer))?.transfer?.state;
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

/** Of one key. */
function searchOf([{ connection, key }]: Group): RepeatedWork {
  return { ...searchOfAll(connection), item: JSON.stringify(key) };
}

/** Of every key: a store that is away, or lets no caller in, would fail for each. */
function searchOfAll(connection: string): RepeatedWork {
  const what = `the search for orphan uploads in "${connection}"`;
  return { what, longestPauseMs: LONGEST_PAUSE_MS };
}

/** Whether another key of the connection would fail as well. */
function isOfAll({ code }: PenstockError): boolean {
  const { subject, retry } = ERRORS[code];
  return (
    ["process", "network", "store"].includes(subject) &&
    code !== "store-conflict" &&
    retry !== "replan"
  );
}

/** Some are not ours, and nothing tells which: people see that, and the next look may find it otherwise. */
function assertClear(result: AbortResult): void {
  if (result.kind === "unclear") {
    throw new PenstockError(
      "store-conflict",
      `${result.uploads} empty uploads are open under the key, more than Penstock can have opened: \`penstock uploads ls\` shows them`,
    );
  }
}

function oldestMs(group: Group): number {
  return Math.max(...group.map(({ ageMs }) => ageMs));
}
