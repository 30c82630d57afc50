import {
  type AttemptFailure,
  assertState,
  type Cause,
  ERRORS,
  type ErrorCode,
  MAX_PART_ATTEMPTS,
  type PartTask,
  type Transfer,
  type TransferRef,
  type Upload,
} from "@penstock/core";
import { refOf } from "../advance.ts";
import type { Engine, OnPorts } from "../engine.ts";

/**
 * For how long a PUT that its sender gave up may still be carried out: a signature outlives the lease
 * of 15 s by 60 s, and clocks differ.
 */
export const PUT_IN_DOUBT_MS = 90_000;

/** A store may work for minutes on a Complete whose sender hears nothing. */
const COMPLETE_IN_DOUBT_MS = 10 * 60_000;

/**
 * After these, as after each rejection, the attempt has made nothing: the store never got all of its bytes. Not
 * `held-back`: it may be the second PUT that waits, after a first one that died unanswered on a connection of before.
 */
const MAKES_NOTHING: readonly ErrorCode[] = [
  "connection-pending",
  "source-url-expired",
  "source-changed",
  "source-response-invalid",
  "source-length-wrong",
  "source-throttled",
  "source-unreachable",
  "store-throttled",
  "upload-superseded",
  "credentials-expired",
  "credentials-unavailable",
  "clock-skewed",
  "parts-refused",
  "upload-gone",
];

type Doubting = OnPorts<"transfers"> & Pick<Engine, "clock">;

/**
 * Until when a PUT of this task may be under way; undefined where every attempt is known to have made
 * nothing. An attempt that was begun and left no failure died with its worker.
 *
 * @param attempts how many were begun and count
 */
export async function putInDoubtUntilMs(
  { ledger, clock }: Doubting,
  task: PartTask,
  attempts: number,
): Promise<number | undefined> {
  const failures = ofThisGeneration(await ledger.transfers.failures(task));
  const counted = failures.filter(({ step, cause }) => {
    return step === task.number && ERRORS[cause.code].retry !== "wait";
  });
  const hasDied = Math.min(attempts, MAX_PART_ATTEMPTS) > counted.length;
  const newestMs = hasDied ? clock.nowMs() : newestDoubtMs(failures);
  return newestMs === undefined ? undefined : newestMs + PUT_IN_DOUBT_MS;
}

/** The same for a transfer whose completion is given up: a HEAD may have told too little in any case. */
export async function rejectionInDoubtUntilMs(
  { ledger, clock }: Doubting,
  transfer: Transfer,
  { uploadId }: Upload,
): Promise<number> {
  const nowMs = clock.nowMs();
  const failures = await ledger.transfers.failures(refOf(transfer));
  const untilMs =
    uploadId === undefined
      ? (newestDoubtMs(failures) ?? 0) + PUT_IN_DOUBT_MS
      : (completeInDoubtUntilMs(failures) ?? 0);
  return Math.max(nowMs, untilMs);
}

/** Until when a Complete whose response was lost may be carried out; undefined where there was none. */
export function completeInDoubtUntilMs(failures: readonly AttemptFailure[]): number | undefined {
  const newest = failures.findLast(isDoubtfulComplete);
  return newest && newest.atMs + COMPLETE_IN_DOUBT_MS;
}

/**
 * A Complete whose result was not noted: its sender is dead, or still waits. It may be carried
 * out at any time, so it is noted as one that got no response.
 */
export async function noteUnexplained(
  { ledger, clock, processId }: OnPorts<"transfers"> & Pick<Engine, "clock" | "processId">,
  transfer: Transfer,
): Promise<void> {
  const { sentAtMs } = assertState(transfer, "completing");
  if (sentAtMs === undefined) {
    return;
  }
  const ref = refOf(transfer);
  const failures = await ledger.transfers.failures(ref);
  if (failures.some((failure) => isOfComplete(failure) && failure.atMs >= sentAtMs)) {
    return;
  }
  const cause: Cause = {
    code: "attempt-interrupted",
    message: "a Complete was sent, and its sender did not note how it went",
  };
  const failure = { step: "complete", atMs: clock.nowMs(), process: processId, cause } as const;
  await ledger.transfers.noteFailure(ref, transfer.generation, failure, false);
}

/** Whether a Complete without a response may still be carried out. */
export async function isCompleteInDoubt(
  { ledger, clock }: Doubting,
  ref: TransferRef,
): Promise<boolean> {
  const untilMs = completeInDoubtUntilMs(await ledger.transfers.failures(ref));
  return untilMs !== undefined && untilMs > clock.nowMs();
}

function newestDoubtMs(failures: readonly AttemptFailure[]): number | undefined {
  return failures.findLast(isDoubtful)?.atMs;
}

function isDoubtful({ step, cause: { code } }: AttemptFailure): boolean {
  // No worker lived to report how one went.
  return typeof step === "number" && (code === "attempts-exhausted" || mayHaveMade(code));
}

function isDoubtfulComplete(failure: AttemptFailure): boolean {
  return isOfComplete(failure) && mayHaveMade(failure.cause.code);
}

/** Looks are made again and again meanwhile: if they counted, the doubt would not end before they succeed. */
function isOfComplete({ step, isLook }: AttemptFailure): boolean {
  return step === "complete" && isLook !== true;
}

function mayHaveMade(code: ErrorCode): boolean {
  return ERRORS[code].retry !== "never" && !MAKES_NOTHING.includes(code);
}

/** A PUT starts over only when its source has changed: what was noted by then belongs to the older ones. */
function ofThisGeneration(failures: readonly AttemptFailure[]): readonly AttemptFailure[] {
  const before = failures
    .slice(0, -1)
    .findLastIndex(({ cause }) => cause.code === "source-changed");
  return failures.slice(before + 1);
}
