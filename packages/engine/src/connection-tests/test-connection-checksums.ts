import {
  type ChecksumAlgorithm,
  type ConnectionCheck,
  canCombine,
  checksumModesOf,
  ERRORS,
  isPenstockError,
  precedesBody,
} from "@penstock/core";
import {
  digestOf,
  failureOf,
  type OpenedUpload,
  openUpload,
  sendPart,
  TEST_OBJECT,
  type Trial,
} from "./test-connection-trial.ts";
import { completeTestObject, wholeOf } from "./test-connection-upload.ts";

export type ChecksumFindings = {
  readonly check: ConnectionCheck;
  /** The strongest that is really compared; undefined also where the settings decide. */
  readonly checksum?: ChecksumAlgorithm;
};

type Mode = {
  readonly algorithm: ChecksumAlgorithm;
  /** Undefined when something came between that says nothing about the store. */
  readonly isCompared: boolean | undefined;
  readonly detail: string;
};

/** The last part of an object may have any size, so one byte will do. */
const BYTES = Uint8Array.of(4);
const OTHER_BYTES = Uint8Array.of(5);

/** Finds out, by lying, which checksums the store compares and which it only takes. */
export async function checkChecksums(trial: Trial): Promise<ChecksumFindings> {
  const { profile } = trial.store;
  const modes: Mode[] = [];
  for (const algorithm of checksumModesOf(profile)) {
    const mode = await tryMode(trial, algorithm);
    if (mode.isCompared === undefined) {
      return { check: unknown(mode) };
    }
    modes.push(mode);
  }
  const detail = modes.map((mode) => `${mode.algorithm}: ${mode.detail}`).join("; ");
  const compared = modes.filter(({ isCompared }) => isCompared).map(({ algorithm }) => algorithm);
  if (profile.isChecksumChosen) {
    return { check: judgeChosen(profile.checksum, compared, detail) };
  }
  const [strongest] = compared;
  return strongest === undefined
    ? { check: { ...NOTHING_COMPARED, detail } }
    : {
        check: {
          name: "checksum-modes",
          result: "passed",
          detail: `${detail}; new uploads use ${strongest}`,
        },
        checksum: strongest,
      };
}

function unknown({ algorithm, detail }: Mode): ConnectionCheck {
  return {
    name: "checksum-modes",
    result: "warned",
    detail: `${algorithm}: ${detail}`,
    consequence: "It is unknown which checksums the store compares; uploads use the default one.",
    fix: "Test again.",
  };
}

const NOTHING_COMPARED = {
  name: "checksum-modes",
  result: "warned",
  consequence:
    "Bytes that are damaged on the way are not noticed: objects are proved by size alone.",
  fix: "Use TLS, and compare the objects yourself, or choose a store that compares checksums.",
} as const;

function judgeChosen(
  chosen: ChecksumAlgorithm,
  compared: readonly ChecksumAlgorithm[],
  detail: string,
): ConnectionCheck {
  const [strongest] = compared;
  if (compared.includes(chosen)) {
    return { name: "checksum-modes", result: "passed", detail };
  }
  return strongest === undefined
    ? { ...NOTHING_COMPARED, detail }
    : {
        ...NOTHING_COMPARED,
        detail,
        fix: `Leave "checksum" out of the connection, or set it to "${strongest}".`,
      };
}

async function tryMode(trial: Trial, algorithm: ChecksumAlgorithm): Promise<Mode> {
  try {
    const upload = await openUpload(trial, trial.store, { key: TEST_OBJECT, algorithm });
    const ignored =
      (await doubtPart(trial, upload, algorithm)) ??
      (canCombine(algorithm) ? await doubtWhole(trial, upload, algorithm) : undefined);
    return { algorithm, isCompared: ignored === undefined, detail: ignored ?? "compared" };
  } catch (error) {
    const { code, message } = failureOf(trial, error);
    const isRejection = ERRORS[code].retry === "never" || code === "checksum-mismatch";
    return { algorithm, isCompared: isRejection ? false : undefined, detail: message };
  }
}

/** Says what is not compared about a part; leaves the right part in the upload. */
async function doubtPart(
  trial: Trial,
  upload: OpenedUpload,
  algorithm: ChecksumAlgorithm,
): Promise<string | undefined> {
  const part = { number: 1, bytes: BYTES, algorithm };
  const announced = digestOf(trial.hashing, algorithm, OTHER_BYTES);
  if (
    precedesBody(algorithm) &&
    !(await isRefused(sendPart(trial, upload, { ...part, announced })))
  ) {
    return "a part with a wrong one is taken";
  }
  const stored = await sendPart(trial, upload, part);
  const isReturned = stored.checksum === digestOf(trial.hashing, algorithm, BYTES);
  return precedesBody(algorithm) || isReturned ? undefined : "not returned for a part";
}

async function isRefused(sending: Promise<unknown>): Promise<boolean> {
  try {
    await sending;
    return false;
  } catch (error) {
    if (isPenstockError(error, "checksum-mismatch")) {
      return true;
    }
    throw error;
  }
}

async function doubtWhole(
  trial: Trial,
  upload: OpenedUpload & { readonly token: string },
  algorithm: ChecksumAlgorithm,
): Promise<string | undefined> {
  const pieces = [BYTES];
  const head = await completeTestObject(trial, upload, pieces, algorithm);
  return head.checksum === wholeOf(trial.hashing, pieces, algorithm).checksum
    ? undefined
    : "not shown for a whole object";
}
