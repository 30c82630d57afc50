// What the journal knows of a transfer that a lost ledger forgot.

import { apply, intendedUpload, type Transfer, type TransferEvent } from "@penstock/core";
import { advance, refOf } from "../advance.ts";
import type { Engine, OnPorts } from "../engine.ts";

/** More than the transfers of a job that was submitted over the API. */
const MANY = 1000;

/**
 * A planned transfer may have an upload all the same: the ledger was lost, or fell back behind the
 * journal. Then it continues from there, by an event that an upload under way answers. `parts-uploaded`
 * leads to the coordinator that completes: the store's list of parts says what is missing, and only that is uploaded
 * again. Opening another upload, or ending the transfer, would leave this one open for ever. So would
 * forgetting an intent whose Initiate may have been done, of this history or of one that the ledger fell
 * back behind: it is told of every one again.
 *
 * @returns the transfer as it stands: still planned when there is no upload to continue
 */
export async function restoreJournalled(
  engine: OnPorts<"jobs" | "transfers" | "uploads"> & Pick<Engine, "journal" | "log">,
  transfer: Transfer,
  event: Extract<TransferEvent, { kind: "parts-uploaded" | "cancel-requested" }>,
): Promise<Transfer> {
  if (transfer.state.kind !== "planned") {
    return transfer;
  }
  const known = await engine.journal?.readTransfer(transfer);
  if (known === undefined) {
    await writeUnknownJob(engine, transfer);
  }
  const written = known?.transfer;
  if (known === undefined || written === undefined) {
    return transfer;
  }
  // Within a generation no upload precedes being planned. `revision` would not tell: what a ledger that fell
  // back went through since may have brought it past the one that was journalled.
  if (written.generation < transfer.generation) {
    return transfer;
  }
  const named = await withIntents(engine, transfer);
  const { state, generation } = written;
  if (!("upload" in state) || named.state.kind !== "planned") {
    return named;
  }
  const { upload } = state;
  const revision = Math.max(written.revision, named.revision);
  const opened: Transfer = { ...written, revision, state: { kind: "uploading", upload } };
  const next = apply(opened, generation, event);
  if (!(await engine.ledger.transfers.restoreTransfer(named, next, known.parts))) {
    return (await engine.ledger.transfers.readTransfer(refOf(transfer))) ?? transfer;
  }
  engine.log.warn(
    { ...refOf(transfer), generation, state: next.state.kind, parts: known.parts.length },
    "an upload that the ledger had lost was restored from the journal",
  );
  return next;
}

/**
 * A job whose client was told that it is refused may run all the same: the ledger wrote it after the submit
 * had given up, and the submit took it out of the journal. It is written there again before it opens an
 * upload, which would otherwise stay open if the ledger were lost, and as cancelled where it is. A job that is there is left alone.
 */
async function writeUnknownJob(
  { ledger, journal }: OnPorts<"jobs"> & Pick<Engine, "journal">,
  { tenant, jobId }: Transfer,
): Promise<void> {
  const record = journal && (await ledger.jobs.readJob(tenant, jobId));
  if (record !== undefined) {
    const { items } = await ledger.jobs.listTransfers(tenant, jobId, { limit: MANY });
    await journal?.writeJob(record.job, items);
    // Its cancel found nothing in the journal that it could have marked.
    await (record.isCancelled && journal?.markCancelled({ tenant, jobId }));
  }
}

async function withIntents(
  engine: OnPorts<"jobs" | "transfers" | "uploads"> & Pick<Engine, "journal" | "log">,
  transfer: Transfer,
): Promise<Transfer> {
  let current = transfer;
  for (const token of (await engine.journal?.tokensOf(transfer)) ?? []) {
    // One that is known already is no change.
    current = await advance(engine, current, { kind: "upload-intended", token });
    if (current.state.kind !== "planned") {
      // Another planner was faster, and may not have seen this intent: it is named by itself.
      const upload = intendedUpload(transfer, token);
      const uploadId = await engine.journal?.uploadIdOf(upload);
      await engine.ledger.uploads.noteUpload({ ...upload, ...(uploadId && { uploadId }) });
    }
  }
  return current;
}
