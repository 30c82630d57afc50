import {
  apply,
  intendedUpload,
  type RegisteredUpload,
  type Transfer,
  toUploadId,
} from "@penstock/core";
import { describe, expect, test } from "vitest";
import {
  CAUSE,
  type LedgerScenario,
  reportOfPart,
  type Start,
  uploadIn,
  uploadOf,
} from "./ledger-scenario.ts";

const LIMIT = 100;

async function intended(subject: LedgerScenario, token = "one") {
  return subject.advance(await subject.planned(), { kind: "upload-intended", token });
}

function all(subject: LedgerScenario): Promise<readonly RegisteredUpload[]> {
  return subject.ledger.uploads.openUploads(subject.tenant);
}

/** What every upload registry must do. */
export function describeUploadRegistry(start: Start): void {
  describe("uploads that may be open", () => {
    test("are named from their intent on, with its time, and owned once they are opened", async () => {
      const subject = await start();
      const planned = await intended(subject);
      const [before] = await all(subject);
      await subject.passTime();

      const upload = { ...uploadOf(2), token: "one" };
      const opened = await subject.advance(planned, { kind: "upload-opened", upload });
      await subject.ledger.parts.dispatch(subject.tenant, reportOfPart(opened, 1));

      const [after] = await all(subject);
      expect(before).toMatchObject({ ...intendedUpload(planned, "one"), isOwned: false });
      expect(before?.uploadId).toBeUndefined();
      expect(after).toEqual({
        ...intendedUpload(planned, "one"),
        uploadId: upload.uploadId,
        intendedAtMs: before?.intendedAtMs,
        ageMs: expect.any(Number),
        isOwned: true,
        uploadedBytes: upload.plan.partSizeBytes,
      });
      expect(after?.ageMs).toBeGreaterThan(before?.ageMs ?? Number.NaN);
    });

    test("are forgotten when the transfer knows that they are gone", async () => {
      const subject = await start();
      const transfer = await subject.uploading(1);
      const aborting = await subject.advance(transfer, { kind: "cancel-requested", cause: CAUSE });
      const during = await all(subject);

      await subject.advance(aborting, { kind: "upload-aborted", atMs: 0 });

      expect(during).toMatchObject([{ token: uploadIn(transfer).token, isOwned: true }]);
      expect(await all(subject)).toEqual([]);
    });

    test("stay named when their transfer continues with another one, or ends", async () => {
      const subject = await start();
      const planned = await intended(subject);

      await subject.advance(planned, { kind: "cancel-requested", cause: CAUSE });

      expect(await all(subject)).toMatchObject([{ token: "one", isOwned: false }]);
    });

    test("change nothing when the transfer's change is refused", async () => {
      const subject = await start();
      const planned = await subject.planned();
      await subject.advance(planned, { kind: "upload-intended", token: "one" });
      const late = apply(planned, 1, { kind: "upload-intended", token: "two" });

      const isSaved = await subject.ledger.transfers.save(planned, late);

      expect(isSaved).toBe(false);
      expect(await all(subject)).toMatchObject([{ token: "one" }]);
    });

    test("are named with the job that comes back with its intents", async () => {
      const subject = await start();
      const job = subject.newJob();
      const transfer: Transfer = {
        ...subject.newTransfer(job),
        state: { kind: "planned", intents: ["one", "two"] },
      };

      await subject.ledger.jobs.createJob(job, [transfer]);
      await subject.ledger.jobs.createJob(job, [transfer]);

      const named = (await all(subject)).toSorted((a, b) => (a.token < b.token ? -1 : 1));
      expect(named).toMatchObject([
        { ...intendedUpload(transfer, "one"), isOwned: false },
        { ...intendedUpload(transfer, "two"), isOwned: false },
      ]);
      expect(await subject.reread(transfer)).toEqual(transfer);
    });

    test("are named again when the transfer is taken up from the journal", async () => {
      const subject = await start();
      const planned = await subject.planned();
      const upload = uploadOf(2);
      const opened = apply(planned, 1, { kind: "upload-opened", upload });
      const completing = apply(opened, 1, { kind: "parts-uploaded" });
      const { number, etag } = reportOfPart(opened, 1);

      await subject.ledger.transfers.restoreTransfer(planned, completing, [{ number, etag }]);

      const { token, uploadId } = upload;
      const { partSizeBytes: uploadedBytes } = upload.plan;
      expect(await all(subject)).toMatchObject([{ token, uploadId, isOwned: true, uploadedBytes }]);
    });
  });

  describeOrphans(start);
}

function describeOrphans(start: Start): void {
  describe("uploads that no transfer uses", () => {
    test("are shown once they are old enough, one time each", async () => {
      const subject = await start();
      const { ledger, tenant } = subject;
      await intended(subject);
      await subject.uploading(1);

      const early = await ledger.uploads.orphanUploads(tenant, 60_000, LIMIT);
      const first = await ledger.uploads.orphanUploads(tenant, 0, LIMIT);
      await subject.passTime();
      const again = await ledger.uploads.orphanUploads(tenant, 60_000, LIMIT);

      expect(early).toEqual([]);
      expect(first).toMatchObject([{ token: "one", isOwned: false, uploadedBytes: 0 }]);
      expect(again).toEqual([]);
    });

    test("go to one of many that ask at once", async () => {
      const ageMs = 100;
      const subject = await start();
      const { ledger, tenant } = subject;
      await intended(subject);
      // Longer than it takes to ask ten times, or the second one would be in its right.
      await subject.passTime(ageMs);

      const responses = await Promise.all(
        Array.from({ length: 10 }, () => ledger.uploads.orphanUploads(tenant, ageMs, LIMIT)),
      );

      expect(responses.flat()).toHaveLength(1);
    });

    test("keep the id that they were opened under, and are forgotten on request", async () => {
      const subject = await start();
      const upload = intendedUpload(await intended(subject), "one");

      await subject.ledger.uploads.noteUpload({ ...upload, uploadId: toUploadId("found") });
      const noted = await all(subject);
      await subject.ledger.uploads.forgetUpload(upload);

      expect(noted).toMatchObject([{ token: "one", uploadId: "found", isOwned: false }]);
      expect(await all(subject)).toEqual([]);
      expect(await subject.ledger.uploads.orphanUploads(subject.tenant, 0, LIMIT)).toEqual([]);
    });

    test("are neither noted nor forgotten while they have an owner", async () => {
      const subject = await start();
      const transfer = await subject.uploading(1);
      const { token, uploadId } = uploadIn(transfer);
      const owned = intendedUpload(transfer, token);

      await subject.ledger.uploads.noteUpload({ ...owned, uploadId: toUploadId("other") });
      await subject.ledger.uploads.forgetUpload(owned);

      expect(await all(subject)).toMatchObject([{ token, uploadId, isOwned: true }]);
    });

    test("are named by a note, and keep an id that they have", async () => {
      const subject = await start();
      const upload = intendedUpload(await subject.planned(), "of a lost history");
      const uploadId = toUploadId("found");

      await subject.ledger.uploads.noteUpload({ ...upload, uploadId });
      await subject.ledger.uploads.noteUpload(upload);

      expect(await all(subject)).toMatchObject([{ ...upload, uploadId, isOwned: false }]);
      const orphans = await subject.ledger.uploads.orphanUploads(subject.tenant, 0, LIMIT);
      expect(orphans).toMatchObject([{ token: upload.token }]);
    });
  });
}
