import {
  apply,
  freezeReceipt,
  type PartReport,
  type StoredObject,
  type Transfer,
  toETag,
  toPartNumber,
} from "@penstock/core";
import { describe, expect, test } from "vitest";
import {
  CAUSE,
  type LedgerScenario,
  refOf,
  reportOfPart,
  type Start,
  uploadOf,
} from "./ledger-scenario.ts";

const OBJECT: StoredObject = {
  etag: toETag("of the put"),
  sizeBytes: 1,
  verifiedBy: "put-response",
  storedAtMs: 0,
};

/** One part that is the whole object, and no multipart upload. */
async function onePut(subject: LedgerScenario): Promise<Transfer> {
  const { uploadId: _, ...upload } = uploadOf(1);
  return subject.advance(await subject.planned(), { kind: "upload-opened", upload });
}

function provedReport(transfer: Transfer, previous = transfer): PartReport {
  const event = { kind: "put-proved", object: OBJECT } as const;
  const next = apply(previous, previous.generation, event);
  const receipt = freezeReceipt(next, []);
  return { ...reportOfPart(transfer, 1), ...(receipt && { put: { previous, next, receipt } }) };
}

/** What a ledger must do with the report of a PUT whose response proved its object. */
export function describePuts(start: Start): void {
  describe("a proved PUT", () => {
    test("is stored by its report, with everything that follows from that", async () => {
      const subject = await start();
      const { ledger, tenant } = subject;
      const transfer = await onePut(subject);
      await subject.claim();

      const response = await ledger.parts.dispatch(tenant, provedReport(transfer));

      expect(response).toMatchObject({ isLastPart: true, isStored: true, next: undefined });
      const stored = await subject.reread(transfer);
      expect(stored).toEqual(provedReport(transfer).put?.next);
      const { counts, progress, finishedAtMs } = await subject.record(transfer);
      expect(counts).toMatchObject({ listed: 1, stored: 1, uploading: 0, completing: 0 });
      expect(progress).toMatchObject({ partsStored: 1, bytesStored: 1 });
      expect(finishedAtMs).toBeTypeOf("number");
      expect(await ledger.parts.heldParts(tenant, 0, 10)).toEqual([]);
      expect(await ledger.transfers.idleTransfers(tenant, 0, 10)).toEqual([]);
      expect(await ledger.transfers.uploadedParts(stored)).toEqual([]);
      expect(await ledger.transfers.frozenReceipt(refOf(stored))).toMatchObject({
        transferId: transfer.id,
        verifiedBy: "put-response",
      });
    });

    test("gives its permit to a part that waits", async () => {
      const subject = await start();
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 1);
      const waiting = await onePut(subject);
      const transfer = await onePut(subject);
      await subject.claim();

      const { tasks } = await subject.ledger.parts.dispatch(subject.tenant, provedReport(transfer));

      expect(tasks.map(({ transferId }) => transferId)).toEqual([waiting.id]);
    });

    test("counts as a part alone where its transfer changed since it was read", async () => {
      const subject = await start();
      const transfer = await onePut(subject);
      const older = { ...transfer, revision: transfer.revision - 1 };

      const response = await subject.ledger.parts.dispatch(
        subject.tenant,
        provedReport(transfer, older),
      );

      expect(response).toMatchObject({ isLastPart: true, isStored: false });
      expect(await subject.reread(transfer)).toMatchObject({ state: { kind: "completing" } });
    });

    test("is completing where it says so, and stays in doubt whatever follows", async () => {
      const subject = await start();
      const { ledger, tenant } = subject;
      const previous = await onePut(subject);
      await subject.claim();
      const uploaded = { kind: "parts-uploaded", inDoubtUntilMs: 90_000 } as const;
      const next = apply(previous, previous.generation, uploaded);
      const report = { ...reportOfPart(previous, 1), put: { previous, next } };

      const response = await ledger.parts.dispatch(tenant, report);

      expect(response).toMatchObject({ isLastPart: true, isStored: false });
      const completing = await subject.reread(previous);
      expect(completing).toEqual(next);
      const reopened = apply(completing, completing.generation, { kind: "parts-missing" });
      expect(await ledger.transfers.reopenParts(completing, reopened, [toPartNumber(1)])).toBe(
        true,
      );
      await subject.claim();
      await ledger.parts.dispatch(tenant, reportOfPart(previous, 1));
      expect(await subject.reread(previous)).toMatchObject({
        state: { kind: "completing" },
        inDoubtUntilMs: 90_000,
      });
      expect(await ledger.transfers.frozenReceipt(refOf(previous))).toBeUndefined();
    });

    test.each([
      ["is cancelled", { kind: "cancel-requested", cause: CAUSE }, "aborting"],
      ["was given up", { kind: "part-abandoned", cause: CAUSE }, "aborting"],
    ] as const)("changes nothing once its transfer %s", async (_what, event, state) => {
      const subject = await start();
      const transfer = await onePut(subject);
      await subject.advance(transfer, event);

      const response = await subject.ledger.parts.dispatch(subject.tenant, provedReport(transfer));

      expect(response).toMatchObject({ isLastPart: false, isStored: false });
      expect(await subject.reread(transfer)).toMatchObject({ state: { kind: state } });
    });

    test("is stored once, however often it is reported", async () => {
      const subject = await start();
      const { ledger, tenant } = subject;
      const transfer = await onePut(subject);

      const responses = [
        await ledger.parts.dispatch(tenant, provedReport(transfer)),
        await ledger.parts.dispatch(tenant, provedReport(transfer)),
        await ledger.parts.dispatch(tenant, reportOfPart(transfer, 1)),
      ];

      expect(responses.map(({ isStored }) => isStored)).toEqual([true, false, false]);
      expect((await subject.record(transfer)).counts).toMatchObject({ listed: 1, stored: 1 });
      expect(await ledger.transfers.readTransfer(refOf(transfer))).toMatchObject({
        revision: transfer.revision + 1,
      });
    });
  });
}
