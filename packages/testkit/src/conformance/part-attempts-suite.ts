import { describe, expect, test } from "vitest";
import { CAUSE, refOf, reportOfPart, type Start } from "./ledger-scenario.ts";

/** Attempts of a part that is missing and belongs to the current generation. */
export function describeAttempts(start: Start): void {
  describe("attempts", () => {
    test("are counted from the moment they begin, the claim being the first", async () => {
      const subject = await start();
      const part = reportOfPart(await subject.uploading(2), 1);

      const first = await subject.ledger.parts.beginAttempt(part);
      const second = await subject.ledger.parts.beginAttempt(part);

      expect([first, second]).toEqual([
        { kind: "go", number: 1, attempt: 2 },
        { kind: "go", number: 1, attempt: 3 },
      ]);
    });

    test("leave out a claim whose task was deferred untried, however often", async () => {
      const subject = await start();
      const transfer = await subject.uploading(2);
      const part = reportOfPart(transfer, 1);
      const defer = () => subject.ledger.parts.noteUntried(refOf(transfer), "store-refused", part);

      await defer();
      await defer();
      const first = await subject.ledger.parts.beginAttempt(part);
      await defer();
      const second = await subject.ledger.parts.beginAttempt(part);

      expect([first, second]).toMatchObject([{ attempt: 1 }, { attempt: 2 }]);
    });

    test("that were deferred untried show on the job, and are no retries", async () => {
      const subject = await start();
      const transfer = await subject.uploading(1);

      await subject.ledger.parts.noteUntried(refOf(transfer), "store-refused");

      const record = await subject.ledger.jobs.readJob(subject.tenant, transfer.jobId);
      expect(record?.lastFailure?.code).toBe("store-refused");
      expect(record?.progress.retries).toBe(0);
    });

    test("do not begin for a part that was uploaded", async () => {
      const subject = await start();
      const part = reportOfPart(await subject.uploading(2), 1);
      await subject.ledger.parts.dispatch(subject.tenant, part);

      expect(await subject.ledger.parts.beginAttempt(part)).toEqual({ kind: "skip" });
    });

    test("do not begin once the transfer stopped", async () => {
      const subject = await start();
      const transfer = await subject.uploading(2);
      await subject.advance(transfer, { kind: "cancel-requested", cause: CAUSE });

      const begun = await subject.ledger.parts.beginAttempt(reportOfPart(transfer, 1));

      expect(begun).toEqual({ kind: "skip" });
    });

    test("do not begin for an older generation", async () => {
      const subject = await start();
      const old = await subject.uploading(2);
      await subject.startOver(old);

      expect(await subject.ledger.parts.beginAttempt(reportOfPart(old, 1))).toEqual({
        kind: "skip",
      });
    });
  });
}
