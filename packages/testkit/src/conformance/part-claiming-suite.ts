import { apply } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { MIB, reportOf, reportOfPart, type Start, uploadIn } from "./ledger-scenario.ts";

export function describeClaiming(start: Start): void {
  describe("dispatching", () => {
    test("dispatches each part once, in order, with its range", async () => {
      const subject = await start();
      await subject.uploading(3);

      const { tasks } = await subject.ledger.parts.dispatch(subject.tenant);

      expect(tasks.map(({ number, range }) => [number, range.startByte])).toEqual([
        [1, 0],
        [2, 16 * MIB],
        [3, 32 * MIB],
      ]);
      expect(await subject.claim()).toEqual([]);
    });

    test("never has more parts out than the in-flight limit, and refills it part by part", async () => {
      const subject = await start();
      const transfer = await subject.uploading(10);
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 4);

      const first = await subject.claim();
      const response = await subject.ledger.parts.dispatch(
        subject.tenant,
        reportOfPart(transfer, 2),
      );

      expect(first).toEqual([1, 2, 3, 4]);
      expect(response.tasks.map(({ number }) => number)).toEqual([5]);
      expect(await subject.ledger.parts.heldParts(subject.tenant, 0, 100)).toHaveLength(4);
    });

    test("takes turns between transfers", async () => {
      const subject = await start();
      const long = await subject.uploading(100);
      const short = await subject.uploading(3);
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 6);

      const { tasks } = await subject.ledger.parts.dispatch(subject.tenant);

      const partsOf = (id: string) => tasks.filter(({ transferId }) => transferId === id).length;
      expect([partsOf(long.id), partsOf(short.id)]).toEqual([3, 3]);
    });

    test("gives a transfer one turn a round, however many of its parts came back", async () => {
      const subject = await start();
      await subject.uploading(100);
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 4);
      const { tasks } = await subject.ledger.parts.dispatch(subject.tenant);
      const other = await subject.uploading(100);

      await Promise.all(tasks.map((task) => subject.ledger.parts.release(task)));

      const again = await subject.ledger.parts.dispatch(subject.tenant);
      const others = again.tasks.filter(({ transferId }) => transferId === other.id);
      expect([again.tasks.length, others.length]).toEqual([4, 2]);
    });

    test("records a part once, and keeps what was reported first", async () => {
      const subject = await start();
      const transfer = await subject.uploading(2);
      const report = reportOfPart(transfer, 1);

      await subject.ledger.parts.dispatch(subject.tenant, report);
      await subject.ledger.parts.dispatch(subject.tenant, { ...report, checksum: "f".repeat(16) });

      const { number, etag, checksum } = report;
      expect(await subject.ledger.transfers.uploadedParts(transfer)).toEqual([
        { number, etag, checksum },
      ]);
      expect((await subject.record(transfer)).progress).toMatchObject({
        bytesStored: 16 * MIB,
        partsStored: 1,
      });
    });

    test("keeps a part whose checksum is unknown", async () => {
      const subject = await start();
      const transfer = await subject.uploading(2);
      const { checksum: _unexplained, ...copied } = reportOfPart(transfer, 1);

      await subject.ledger.parts.dispatch(subject.tenant, copied);

      const { number, etag } = copied;
      expect(await subject.ledger.transfers.uploadedParts(transfer)).toStrictEqual([
        { number, etag },
      ]);
    });

    test("returns many uploaded parts in number order", async () => {
      const subject = await start();

      const transfer = await subject.completing(600);

      const uploaded = await subject.ledger.transfers.uploadedParts(transfer);
      expect(uploaded.map(({ number }) => number)).toEqual(
        Array.from({ length: 600 }, (_, index) => index + 1),
      );
    });

    test("tells exactly one of 50 simultaneous repeats of the last report to finalize", async () => {
      const subject = await start();
      const transfer = await subject.uploading(1);

      const responses = await Promise.all(
        Array.from({ length: 50 }, () =>
          subject.ledger.parts.dispatch(subject.tenant, reportOfPart(transfer, 1)),
        ),
      );

      expect(responses.filter(({ isLastPart }) => isLastPart)).toHaveLength(1);
    });

    test("tells exactly one of 50 simultaneous last parts to finalize", async () => {
      const subject = await start();
      const transfer = await subject.uploading(50);

      const finalizes = await subject.upload(transfer);

      expect(finalizes).toBe(1);
      expect(await subject.reread(transfer)).toEqual(
        apply(transfer, 1, { kind: "parts-uploaded" }),
      );
      expect((await subject.record(transfer)).counts).toMatchObject({
        uploading: 0,
        completing: 1,
      });
    });

    test("is not moved by a late repeat after all parts are uploaded", async () => {
      const subject = await start();
      const transfer = await subject.completing(2);

      const late = await subject.ledger.parts.dispatch(subject.tenant, reportOfPart(transfer, 2));

      expect(late).toMatchObject({ tasks: [], next: undefined, isLastPart: false });
      expect(await subject.reread(transfer)).toEqual(transfer);
    });

    test("refuses the report of an older generation", async () => {
      const subject = await start();
      const old = await subject.uploading(1);
      const planned = await subject.startOver(old);
      const upload = uploadIn(old);
      const transfer = await subject.advance(planned, { kind: "upload-opened", upload });

      const late = await subject.ledger.parts.dispatch(subject.tenant, reportOfPart(old, 1));

      expect(late.isLastPart).toBe(false);
      expect(late.tasks.map(({ generation }) => generation)).toEqual([2]);
      expect(await subject.ledger.transfers.uploadedParts(transfer)).toEqual([]);
    });

    test("does not dispatch a part that was uploaded before its turn", async () => {
      const subject = await start();
      const transfer = await subject.uploading(3);
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 0);
      await subject.ledger.parts.dispatch(subject.tenant, reportOfPart(transfer, 2));

      await subject.ledger.parts.setInFlightLimit(subject.tenant, 10);

      expect(await subject.claim()).toEqual([1, 3]);
    });

    test("claims a released part again while it is missing", async () => {
      const subject = await start();
      await subject.uploading(2);
      const { tasks } = await subject.ledger.parts.dispatch(subject.tenant);
      const [first, second] = tasks;
      if (first === undefined || second === undefined) {
        throw new Error("two parts were to be claimed");
      }
      await subject.ledger.parts.dispatch(subject.tenant, reportOf(second));

      await subject.ledger.parts.release(first);
      await subject.ledger.parts.release(second);

      expect(await subject.claim()).toEqual([1]);
    });
  });
}
