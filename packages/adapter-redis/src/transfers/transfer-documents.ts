import {
  type AttemptFailure,
  type ChangedTransfers,
  type FailureCount,
  type FrozenReceipt,
  type PartNumber,
  partRange,
  type Transfer,
  type Upload,
  type UploadedPart,
  uploadChanges,
} from "@penstock/core";
import type { Damage } from "../damage.ts";
import { parseDocument } from "../parsed-document.ts";
import { formatUploadChanges } from "../uploads/registered-uploads.ts";
import { formatUploaded } from "./uploaded-parts.ts";

/** `state` and `revision` win over the JSON: the script that records the last part moves only them. */
function parseTransfer(json: string, state: string, revision: string): Transfer {
  const transfer = parseDocument(json, "id", "state", "destination") as Transfer;
  if (transfer.state.kind === "uploading" && state === "completing") {
    const { upload } = transfer.state;
    return { ...transfer, revision: Number(revision), state: { kind: "completing", upload } };
  }
  return transfer;
}

/** Fields of a transfer as HMGET gives them; undefined for one that does not exist. */
export function parseTransferFields(fields: unknown): Transfer | undefined {
  const [json, state, revision] = fields as readonly (string | null)[];
  return json == null || state == null || revision == null
    ? undefined
    : parseTransfer(json, state, revision);
}

/** Fields as HMGET gives them, for each transfer, with its id behind them. */
export function parseTransferList(reply: unknown, damage: Damage): readonly Transfer[] {
  return damage.each(
    reply as readonly string[][],
    parseTransferFields,
    ([, , , id]) => `transfer ${id}`,
  );
}

/** `{ 1 when there are others behind them, transfers }` */
export function parseListed(
  reply: unknown,
  damage: Damage,
): { readonly hasMore: boolean; readonly items: readonly Transfer[]; readonly damaged: number } {
  const [more, transfers] = reply as readonly [number, readonly unknown[]];
  const items = parseTransferList(transfers, damage);
  return { hasMore: more === 1, items, damaged: transfers.length - items.length };
}

/** `{ time to ask from next, 1 when nothing else changed, transfers }` */
export function parseChanged(reply: unknown, damage: Damage): ChangedTransfers {
  const [untilMs, isLast, transfers] = reply as readonly [number, number, unknown];
  return { transfers: parseTransferList(transfers, damage), untilMs, isLast: isLast === 1 };
}

/** Part numbers and their bytes, each part once, as `reopen-parts` takes them. */
export function formatReopened(
  numbers: readonly PartNumber[],
  lengthOf: (number: PartNumber) => number,
): readonly number[] {
  return [...new Set(numbers)].flatMap((number) => [number, lengthOf(number)]);
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

export function parseFailures(
  documents: readonly string[],
  damage: Damage,
): readonly AttemptFailure[] {
  return damage.each(
    documents,
    (json) => parseDocument(json, "step", "cause") as AttemptFailure,
    (_, index) => `failure ${index}`,
  );
}

/** Undefined for a transfer that has none. */
export function parseFrozenReceipt(
  json: string | null,
  transferId: string,
  damage: Damage,
): FrozenReceipt | undefined {
  return damage.one(
    () => (json === null ? undefined : (parseDocument(json, "v", "frozenParts") as FrozenReceipt)),
    `receipt of ${transferId}`,
  );
}

/** `{ attempts, waits }` */
export function parseFailureCount(reply: unknown): FailureCount {
  const [attempts, waits] = reply as readonly [number, number];
  return { attempts, waits };
}
