import {
  type ObjectHead,
  PenstockError,
  type StoredObject,
  type Transfer,
  type WholeObject,
} from "@penstock/core";
import { advance, refOf } from "./advance.ts";
import { assertState } from "./assert-state.ts";
import type { Engine } from "./engine.ts";
import { expectFailure, judge } from "./failure.ts";
import type { StepResult } from "./settle-transfer.ts";
import { isOurs, wholeObjectOf } from "./whole-object.ts";

/** Compares the finished object with what was read: our token, its size, the checksum of the whole. */
export async function verifyObject(
  engine: Engine,
  transfer: Transfer,
  signal: AbortSignal,
): Promise<StepResult> {
  const { upload } = assertState(transfer, "verifying");
  const store = engine.connections.store(transfer.destination.connection);
  try {
    const [head, landed] = await Promise.all([
      store.head(transfer.destination.key, upload.checksum, signal),
      engine.ledger.landedParts(transfer),
    ]);
    if (head === undefined || !isOurs(head, upload)) {
      throw mismatch(
        head === undefined
          ? "the store completed the upload but has no object"
          : "the object is not the one that was completed: somebody else wrote the key since",
      );
    }
    const object = prove(head, wholeObjectOf(upload, landed));
    return await advance(engine, transfer, { kind: "object-verified", object });
  } catch (error) {
    return verifyFailed(engine, transfer, error);
  }
}

function prove(head: ObjectHead, whole: WholeObject): StoredObject {
  const { sizeBytes, checksum } = whole;
  const isComparable = head.checksum !== undefined && checksum !== undefined;
  if (isComparable && head.checksum !== checksum) {
    throw mismatch(
      `the object's ${whole.algorithm} is ${head.checksum}, what was read has ${checksum}`,
    );
  }
  return {
    etag: head.etag,
    sizeBytes,
    verifiedBy: isComparable ? "object-checksum" : proofWithout(whole),
    ...(checksum !== undefined && { checksum }),
  };
}

/**
 * No part goes to a store without its MD5 in front. The other algorithms count on the whole object's
 * checksum: a store that does not show one may have ignored those of the parts as well.
 */
function proofWithout({ algorithm }: WholeObject): StoredObject["verifiedBy"] {
  return algorithm === "md5" ? "part-checksums" : "size";
}

async function verifyFailed(
  engine: Engine,
  transfer: Transfer,
  thrown: unknown,
): Promise<StepResult> {
  const error = expectFailure(thrown);
  const { cause, later } = await judge(engine, {
    ref: refOf(transfer),
    generation: transfer.generation,
    step: "verify",
    error,
  });
  return error.code === "integrity-mismatch"
    ? advance(engine, transfer, { kind: "object-refused", cause })
    : later;
}

function mismatch(message: string): PenstockError {
  return new PenstockError("integrity-mismatch", message);
}
