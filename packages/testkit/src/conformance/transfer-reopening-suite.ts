import { apply, toPartNumber } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { CAUSE, MIB, type Start } from "./ledger-scenario.ts";

export function describeReopening(start: Start): void {
  describe("reopening", () => {
    test("carries exactly the named parts again, and finalizes once more", async () => {
      const subject = await start();
      const completing = await subject.completing(4);
      const next = apply(completing, 1, { kind: "parts-missing" });
      const numbers = [toPartNumber(2), toPartNumber(4), toPartNumber(2)];

      const isSaved = await subject.ledger.transfers.reopenParts(completing, next, numbers);

      const uploaded = await subject.ledger.transfers.uploadedParts(next);
      expect(isSaved).toBe(true);
      expect(uploaded.map(({ number }) => number)).toEqual([1, 3]);
      expect((await subject.record(next)).progress).toMatchObject({
        bytesStored: 32 * MIB,
        partsStored: 2,
      });
      expect(await subject.claim()).toEqual([2, 4]);
      expect(await subject.upload(next)).toBe(1);
    });

    test("does not repeat itself when its first response was lost", async () => {
      const subject = await start();
      const completing = await subject.completing(2);
      const next = apply(completing, 1, { kind: "parts-missing" });
      await subject.ledger.transfers.reopenParts(completing, next, [toPartNumber(1)]);
      await subject.upload(next);

      const isSaved = await subject.ledger.transfers.reopenParts(completing, next, [
        toPartNumber(1),
      ]);

      expect(isSaved).toBe(false);
      expect((await subject.reread(completing)).state.kind).toBe("completing");
    });

    test("does nothing when another writer was faster", async () => {
      const subject = await start();
      const completing = await subject.completing(2);
      const next = apply(completing, 1, { kind: "parts-missing" });
      await subject.advance(completing, { kind: "upload-vanished", cause: CAUSE, atMs: 0 });

      const isSaved = await subject.ledger.transfers.reopenParts(completing, next, [
        toPartNumber(1),
      ]);

      expect(isSaved).toBe(false);
      expect(await subject.claim()).toEqual([]);
    });
  });
}
