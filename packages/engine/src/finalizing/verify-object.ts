// The finished object is compared with what was read.

import {
  assertState,
  type Cause,
  isOurs,
  MAX_PART_ATTEMPTS,
  type ObjectHead,
  PenstockError,
  type StepLimit,
  type StoredObject,
  shortened,
  storedObjectOf,
  type Transfer,
  type Upload,
  type UploadedPart,
  type VerifyMode,
  type WholeObject,
  wholeObjectOf,
} from "@penstock/core";
import { advance, refOf, type StepResult } from "../advance.ts";
import type { Engine } from "../engine.ts";
import type { Failed } from "../failures/attempt.ts";
import { classifyFailure, failedOnceWith, toFailure } from "../failures/failure.ts";
import { isCancelled } from "../jobs/find-job.ts";
import { readForProof } from "./put-proof.ts";
import { readBack, storedVersion } from "./read-back.ts";

/** A store whose copies lag behind shows an object some seconds, rarely a minute, after it said that it is there. */
const UNSEEN_LIMIT: StepLimit = { kind: "attempts", last: MAX_PART_ATTEMPTS };

/**
 * Compares the finished object with what was read: our token, its size and, as the transfer asks
 * for, the checksum of the whole and each part of the bytes that the store gives out.
 */
export async function verifyObject(
  engine: Engine,
  transfer: Transfer,
  signal: AbortSignal,
): Promise<StepResult> {
  let proof: Proof;
  try {
    proof = await prove(engine, transfer, signal);
  } catch (error) {
    return verifyFailed(engine, transfer, toFailure(error, signal));
  }
  return proof.kind === "proved"
    ? advance(engine, transfer, { kind: "object-verified", object: proof.object }, proof.recorded)
    : verifyFailed(engine, transfer, proof.error, UNSEEN_LIMIT);
}

type Proof =
  /** The object, and what is known of the parts that it is made of. */
  | {
      readonly kind: "proved";
      readonly object: StoredObject;
      readonly recorded: readonly UploadedPart[];
    }
  /** The store shows no object, or an older one: so does one whose copies lag behind. */
  | { readonly kind: "unseen"; readonly error: PenstockError };

async function prove(engine: Engine, transfer: Transfer, signal: AbortSignal): Promise<Proof> {
  const { upload } = assertState(transfer, "verifying");
  const { connection, key } = transfer.destination;
  const mode = modeOf(transfer);
  // Before the HEAD: once that shows our object, what was pinned before it is our object too.
  const sourceVersion = mode === "full" ? await storedVersion(engine, transfer, signal) : undefined;
  const [head, recorded] = await Promise.all([
    engine.connections.store(connection).head(key, upload.checksum, signal),
    engine.ledger.transfers.uploadedParts(transfer),
  ]);
  if (head === undefined || !isOurs(head, upload)) {
    const error = mismatch(
      head === undefined
        ? "the store completed the upload but has no object"
        : "the object is not the one that was completed: another writer wrote the key since",
    );
    return { kind: "unseen", error };
  }
  const uploaded =
    mode === "part"
      ? await readForProof(engine, { transfer, upload, head, recorded }, signal)
      : recorded;
  const whole = wholeObjectOf(upload, uploaded);
  if (sourceVersion !== undefined) {
    // Before the checksum of the whole, for this names the part that is wrong.
    await readBack(engine, { transfer, upload, uploaded, sourceVersion }, signal);
  }
  const proof = mode === "none" ? "size" : compareWhole(head, whole, { upload, uploaded });
  const object = storedObjectOf(head, whole, {
    verifiedBy: sourceVersion === undefined ? proof : "read-back",
    storedAtMs: engine.clock.nowMs(),
  });
  return { kind: "proved", object, recorded };
}

function modeOf({ options }: Transfer): VerifyMode {
  return options.verify ?? "part";
}

/**
 * Without a checksum of the whole from the store only MD5 proves anything, for no part that is read
 * goes to a store without it in front. The other algorithms count on the whole: a store that does
 * not show one may have ignored those of the parts as well.
 */
function compareWhole(
  head: ObjectHead,
  { algorithm, checksum }: WholeObject,
  { upload, uploaded }: { readonly upload: Upload; readonly uploaded: readonly UploadedPart[] },
): StoredObject["verifiedBy"] {
  if (head.checksum === undefined || checksum === undefined) {
    const read = uploaded.filter((part) => part.checksum !== undefined);
    const isReadByUs = upload.uploadId === undefined || read.length === upload.plan.partCount;
    return algorithm === "md5" && isReadByUs ? "part-checksums" : "size";
  }
  if (head.checksum !== checksum) {
    throw mismatch(`the object's ${algorithm} is ${head.checksum}, what was read has ${checksum}`);
  }
  return "object-checksum";
}

async function verifyFailed(
  engine: Engine,
  transfer: Transfer,
  error: PenstockError,
  limit?: StepLimit,
): Promise<StepResult> {
  const { generation } = transfer;
  const failed: Failed = {
    ...{ ref: refOf(transfer), generation, step: "verify", route: transfer, error },
    ...(limit !== undefined && { limit }),
  };
  const { cause, attempts, isLast, later } = await classifyFailure(engine, failed);
  if (isLast) {
    // One look at a store of many machines, and one reading of it, may be wrong.
    const isLookedAtAgain = await failedOnceWith(engine, failed);
    return isLookedAtAgain ? later : refuseObject(engine, transfer, cause);
  }
  // The object is there: a store that only asks for patience shows it in a moment.
  const isStuck = attempts >= MAX_PART_ATTEMPTS;
  return (isStuck ? await endIfCancelled(engine, transfer, cause) : undefined) ?? later;
}

/** A cancel comes too late for an object that can be proved; a verification of another one must not continue for ever. */
async function endIfCancelled(
  engine: Engine,
  transfer: Transfer,
  { code, message }: Cause,
): Promise<Transfer | undefined> {
  if (!(await isCancelled(engine, transfer))) {
    return undefined;
  }
  const text = `the job was cancelled before its object could be verified, which is left there: ${message}`;
  return refuseObject(engine, transfer, { code, message: shortened(text) });
}

/** Not while a PUT may still arrive: that one may bring what was missing or damaged. */
function refuseObject(engine: Engine, transfer: Transfer, cause: Cause): Promise<Transfer> {
  return advance(engine, transfer, { kind: "object-refused", cause, atMs: engine.clock.nowMs() });
}

function mismatch(message: string): PenstockError {
  return new PenstockError("integrity-mismatch", message);
}
