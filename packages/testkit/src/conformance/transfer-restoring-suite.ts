import { apply, type Transfer, type UploadedPart } from "@penstock/core";
import { describe, expect, test } from "vitest";
import {
  CAUSE,
  type LedgerScenario,
  MIB,
  reportOfPart,
  type Start,
  uploadOf,
} from "./ledger-scenario.ts";

/** The transfer as it stood with its upload open, and the same with all that is known put into `completing`. */
function found(planned: Transfer, partCount: number) {
  const { generation } = planned;
  const opened = apply(planned, generation, {
    kind: "upload-opened",
    upload: uploadOf(partCount),
  });
  return { opened, completing: apply(opened, generation, { kind: "parts-uploaded" }) };
}

function uploaded(opened: Transfer, ...numbers: readonly number[]): readonly UploadedPart[] {
  return numbers.map((wanted) => {
    const { number, etag, checksum } = reportOfPart(opened, wanted);
    return { number, etag, ...(checksum !== undefined && { checksum }) };
  });
}

async function restored(subject: LedgerScenario, ...numbers: readonly number[]) {
  const planned = await subject.planned();
  const { opened, completing } = found(planned, 4);
  const parts = uploaded(opened, ...numbers);
  const isSaved = await subject.ledger.transfers.restoreTransfer(planned, completing, parts);
  return { planned, opened, completing, parts, isSaved };
}

export function describeRestoring(start: Start): void {
  describe("restoring", () => {
    test("puts an upload back with its uploaded parts, and dispatches none", async () => {
      const subject = await start();

      const { completing, parts, isSaved } = await restored(subject, 1, 3);

      const { counts, progress } = await subject.record(completing);
      expect(isSaved).toBe(true);
      expect(await subject.reread(completing)).toEqual(completing);
      expect(await subject.ledger.transfers.uploadedParts(completing)).toEqual(parts);
      expect(counts).toMatchObject({ planned: 0, completing: 1 });
      expect(progress).toMatchObject({ partsTotal: 4, partsStored: 2, bytesStored: 32 * MIB });
      expect(await subject.claim()).toEqual([]);
    });

    test("carries only what is missing once the transfer is reopened, and finalizes", async () => {
      const subject = await start();
      const { completing, parts } = await restored(subject, 1, 3);
      const missing = [2, 4].map((number) => reportOfPart(completing, number).number);
      const next = apply(completing, 1, { kind: "parts-missing" });

      await subject.ledger.transfers.reopenParts(completing, next, missing);

      expect(await subject.claim()).toEqual([2, 4]);
      expect(await subject.upload(next)).toBe(1);
      expect(await subject.ledger.transfers.uploadedParts(next)).toEqual(
        [...parts, ...uploaded(next, 2, 4)].sort((one, other) => one.number - other.number),
      );
    });

    test("does nothing when the transfer was planned before, or at a second call", async () => {
      const subject = await start();
      const planned = await subject.planned();
      const { completing } = found(planned, 4);
      const other = await subject.advance(planned, { kind: "upload-intended", token: "one" });

      const late = await subject.ledger.transfers.restoreTransfer(planned, completing, []);
      const first = await subject.ledger.transfers.restoreTransfer(other, completing, []);
      const second = await subject.ledger.transfers.restoreTransfer(other, completing, []);

      expect([late, first, second]).toEqual([false, true, false]);
      expect((await subject.record(planned)).progress).toMatchObject({ partsTotal: 4 });
    });

    test("puts a later generation in the place of an earlier one", async () => {
      const subject = await start();
      const planned = await subject.planned();
      const { opened, completing } = found({ ...planned, generation: 2, revision: 9 }, 4);

      await subject.ledger.transfers.restoreTransfer(planned, completing, uploaded(opened, 2));

      expect(await subject.reread(planned)).toEqual({ ...completing, generation: 2, revision: 11 });
      expect(await subject.ledger.transfers.uploadedParts(completing)).toHaveLength(1);
    });

    test("puts a cancelled transfer back where its upload is ended", async () => {
      const subject = await start();
      const planned = await subject.planned();
      const { opened } = found(planned, 4);
      const aborting = apply(opened, 1, { kind: "cancel-requested", cause: CAUSE });

      await subject.ledger.transfers.restoreTransfer(planned, aborting, []);
      await subject.advance(aborting, { kind: "upload-aborted", atMs: 0 });

      const { counts, finishedAtMs } = await subject.record(planned);
      expect(counts).toMatchObject({ planned: 0, aborting: 0, aborted: 1 });
      expect(finishedAtMs).toBeGreaterThan(0);
    });
  });
}
