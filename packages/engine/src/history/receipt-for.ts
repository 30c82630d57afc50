import {
  freezeReceipt,
  PenstockError,
  type ReceiptBody,
  receiptOf,
  type Transfer,
} from "@penstock/core";
import { refOf } from "../advance.ts";
import type { OnPorts } from "../engine.ts";

/**
 * The receipt of a transfer that the ledger holds, as it was frozen; undefined for one that is not stored.
 *
 * @throws PenstockError `not-found` for a transfer that was stored by a version that froze no receipts, once
 * its parts are forgotten: an empty receipt would be believed
 */
export async function receiptFor(
  { ledger }: OnPorts<"transfers">,
  transfer: Transfer,
): Promise<ReceiptBody | undefined> {
  if (transfer.state.kind !== "stored") {
    return undefined;
  }
  const ref = refOf(transfer);
  const [kept, failures] = await Promise.all([
    ledger.transfers.frozenReceipt(ref),
    ledger.transfers.failures(ref),
  ]);
  const frozen = kept ?? freezeReceipt(transfer, await allParts({ ledger }, transfer));
  return frozen && receiptOf(frozen, failures);
}

async function allParts({ ledger }: OnPorts<"transfers">, transfer: Transfer) {
  const parts = await ledger.transfers.uploadedParts(transfer);
  const { state } = transfer;
  if (state.kind === "stored" && state.upload.uploadId !== undefined && parts.length === 0) {
    throw new PenstockError(
      "not-found",
      `the parts of ${transfer.id} are no longer kept, and no receipt was made while they were`,
    );
  }
  return parts;
}
