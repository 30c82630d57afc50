import {
  type AttemptFailure,
  type ErrorCode,
  PenstockError,
  partRange,
  type TaskRef,
  type Transfer,
  type TransferRef,
  type Upload,
  type UploadedPart,
  uploadChanges,
} from "@penstock/core";
import { formatUploaded } from "./documents.ts";
import { formatUploadChanges } from "./uploads/registered-uploads.ts";

/** As `begin-attempt` and `release` take it. */
export function identityOf({
  transferId,
  generation,
  taskPart,
}: TaskRef): [string, number, number] {
  return [transferId, generation, taskPart];
}

/** @throws PenstockError `request-invalid` */
export function offsetOf(cursor: string | undefined): number {
  const offset = Number(cursor ?? 0);
  if (!Number.isSafeInteger(offset) || offset < 0) {
    throw new PenstockError("request-invalid", `"${cursor}" is not a cursor of this list`);
  }
  return offset;
}

/** As `note-untried` takes them. */
export function untriedArguments(
  { transferId }: TransferRef,
  code: ErrorCode,
  claimed: TaskRef | undefined,
): readonly (string | number)[] {
  return [...(claimed === undefined ? [transferId, "", ""] : identityOf(claimed)), code];
}

/** What failed, as `note-failure` takes it. */
export function failureArguments(
  failure: AttemptFailure,
  counts: boolean,
): readonly (string | number)[] {
  const { step, cause } = failure;
  const kind = typeof step === "number" ? "part" : "step";
  return [step, kind, counts ? 1 : 0, cause.code, JSON.stringify(failure)];
}

/** As `restore-transfer` takes them. */
export function restoredArguments(
  previous: Transfer,
  next: Transfer,
  { upload, parts }: { readonly upload: Upload; readonly parts: readonly UploadedPart[] },
): readonly (string | number)[] {
  const { plan } = upload;
  const { id, revision, generation, state } = next;
  const changes = uploadChanges(previous, next);
  return [
    ...[id, previous.revision, revision, state.kind, generation],
    ...[plan.partCount, plan.sizeBytes, JSON.stringify(next)],
    ...[changes.length, ...formatUploadChanges(changes)],
    ...parts.flatMap((part) => [
      part.number,
      formatUploaded(part),
      partRange(plan, part.number).lengthBytes,
    ]),
  ];
}
