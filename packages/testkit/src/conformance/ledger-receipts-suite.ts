import { type AttemptFailure, apply, freezeReceipt, type Transfer, toETag } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { type LedgerScenario, refOf, type Start, uploadIn } from "./ledger-scenario.ts";

const FAILURE: AttemptFailure = {
  step: "verify",
  atMs: 7,
  process: "coordinator-1",
  cause: { code: "store-throttled", message: "SlowDown" },
};

async function verifying(subject: LedgerScenario, partCount: number): Promise<Transfer> {
  const completing = await subject.completing(partCount);
  const etag = toETag("whole");
  return subject.advance(completing, { kind: "upload-completed", etag });
}

function asStored(transfer: Transfer): Transfer {
  const { sizeBytes } = uploadIn(transfer).plan;
  const object = {
    ...{ etag: toETag("whole"), sizeBytes, storedAtMs: 9 },
    verifiedBy: "size" as const,
  };
  return apply(transfer, transfer.generation, { kind: "object-verified", object });
}

/** The transfer as it is stored, and its receipt as it was given to the ledger. */
async function stored(subject: LedgerScenario, partCount: number) {
  const transfer = await verifying(subject, partCount);
  const next = asStored(transfer);
  const receipt = freezeReceipt(next, await subject.ledger.transfers.uploadedParts(transfer));
  return { transfer, next, receipt };
}

export function describeReceipts(start: Start): void {
  describe("receipts", () => {
    test("take the place of the parts in the step that stores the transfer", async () => {
      const subject = await start();
      const { transfers } = subject.ledger;
      const { transfer, next, receipt } = await stored(subject, 130);
      expect(await transfers.frozenReceipt(refOf(transfer))).toBeUndefined();

      await transfers.save(transfer, next, receipt);

      expect(await transfers.frozenReceipt(refOf(transfer))).toEqual(receipt);
      expect(receipt?.frozenParts).toHaveLength(130);
      expect(await transfers.uploadedParts(next)).toEqual([]);
      expect((await subject.record(transfer)).progress).toMatchObject({ partsStored: 130 });
    });

    test("are not kept of what another writer changed before", async () => {
      const subject = await start();
      const { transfers } = subject.ledger;
      const { transfer, next, receipt } = await stored(subject, 2);
      const cause = { code: "integrity-mismatch", message: "it differs" } as const;
      await subject.advance(transfer, { kind: "object-refused", cause, atMs: 0 });

      const isSaved = await transfers.save(transfer, next, receipt);

      expect(isSaved).toBe(false);
      expect(await transfers.frozenReceipt(refOf(transfer))).toBeUndefined();
    });

    test("are missing of a transfer that was stored without one, whose parts stay", async () => {
      const subject = await start();
      const { transfers } = subject.ledger;
      const { transfer, next } = await stored(subject, 2);

      await transfers.save(transfer, next);

      expect(await transfers.frozenReceipt(refOf(transfer))).toBeUndefined();
      expect(await transfers.uploadedParts(next)).toHaveLength(2);
    });

    test("show no failure that comes after the transfer has ended", async () => {
      const subject = await start();
      const { transfers } = subject.ledger;
      const { transfer, next, receipt } = await stored(subject, 1);
      await transfers.noteFailure(refOf(transfer), 1, FAILURE, true);
      await transfers.save(transfer, next, receipt);

      const count = await transfers.noteFailure(refOf(transfer), 1, { ...FAILURE, atMs: 8 }, true);

      expect(count).toEqual({ attempts: 0, waits: 0 });
      expect(await transfers.failures(refOf(transfer))).toEqual([FAILURE]);
    });
  });
}
