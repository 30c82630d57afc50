import {
  type AttemptFailure,
  type FailureCount,
  type PartNumber,
  type PartPlan,
  type PartReport,
  partRange,
  type Step,
  type Transfer,
  toPartNumber,
  type UploadedPart,
} from "@penstock/core";

/** The claim of a part is its first attempt. */
export const CLAIM = 1;

export type TransferEntry = {
  transfer: Transfer;
  changedAtMs: number;
  /** Of this generation's upload, also after the transfer left `uploading`. */
  plan: PartPlan | undefined;
  /** The first part that was not dispatched yet. */
  nextPart: number;
  redo: PartNumber[];
  /** Bytes that tasks continued with since the last claim: they are still to be taken of the job's turn. */
  owedBytes: number;
  readonly uploaded: Map<PartNumber, UploadedPart & Pick<PartReport, "lengthBytes">>;
  readonly attempts: Map<Step, number>;
  /** The newest failures in a row that did not count. */
  readonly waits: Map<Step, number>;
  readonly failures: AttemptFailure[];
  /** Those included that are not kept. */
  failureCount: number;
  /** As text, as another ledger keeps it. */
  receipt: string | undefined;
  progressEventAtMs: number;
  /** Of which parts are sent twice. */
  hedgedGeneration: number | undefined;
};

export function newEntry(transfer: Transfer, nowMs: number): TransferEntry {
  return {
    transfer,
    changedAtMs: nowMs,
    plan: undefined,
    nextPart: 1,
    redo: [],
    owedBytes: 0,
    uploaded: new Map(),
    attempts: new Map(),
    waits: new Map(),
    failures: [],
    failureCount: 0,
    receipt: undefined,
    progressEventAtMs: 0,
    hedgedGeneration: undefined,
  };
}

/** In number order. */
export function uploadedPartsOf({ uploaded }: TransferEntry): readonly UploadedPart[] {
  return [...uploaded.values()]
    .map(({ number, etag, checksum, record }) => ({
      number,
      etag,
      ...(checksum !== undefined && { checksum }),
      ...(record !== undefined && { record }),
    }))
    .sort((one, other) => one.number - other.number);
}

const FAILURES_KEPT = 100;

/** The newest ones only. */
export function keepFailure(entry: TransferEntry, failure: AttemptFailure): void {
  const { failures } = entry;
  entry.failureCount += 1;
  failures.push(failure);
  failures.splice(0, failures.length - FAILURES_KEPT);
}

export function countFailure(
  { attempts, waits }: TransferEntry,
  step: Step,
  counts: boolean,
): FailureCount {
  const isPart = typeof step === "number";
  const before = attempts.get(step) ?? (isPart ? CLAIM : 0);
  const change = isPart ? (counts ? 0 : -1) : counts ? 1 : 0;
  attempts.set(step, Math.max(0, before + change));
  waits.set(step, counts ? 0 : (waits.get(step) ?? 0) + 1);
  return { attempts: attempts.get(step) ?? 0, waits: waits.get(step) ?? 0 };
}

/** As if these parts were uploaded, and all the others had been dispatched. */
export function restoreParts(
  entry: TransferEntry,
  plan: PartPlan,
  parts: readonly UploadedPart[],
): void {
  Object.assign(entry, { plan, nextPart: plan.partCount + 1 });
  entry.attempts.clear();
  entry.waits.clear();
  for (const part of parts) {
    const { lengthBytes } = partRange(plan, part.number);
    entry.uploaded.set(part.number, { ...part, lengthBytes });
  }
}

/** The next part that is neither uploaded nor dispatched. */
export function takePart(entry: TransferEntry): PartNumber | undefined {
  let number: PartNumber | undefined;
  do {
    number = nextPart(entry);
  } while (number !== undefined && entry.uploaded.has(number));
  return number;
}

function nextPart(entry: TransferEntry): PartNumber | undefined {
  const again = entry.redo.shift();
  if (again !== undefined || entry.nextPart > (entry.plan?.partCount ?? 0)) {
    return again;
  }
  entry.nextPart += 1;
  return toPartNumber(entry.nextPart - 1);
}

export function uploadedBytesOf(entry: TransferEntry | undefined): number {
  const uploaded = [...(entry?.uploaded.values() ?? [])];
  return uploaded.reduce((bytes, { lengthBytes }) => bytes + lengthBytes, 0);
}
