import {
  apply,
  type StopSignal,
  type StoredObject,
  toETag,
  toPartNumber,
  type Upload,
  withRenewedQuery,
} from "@penstock/core";
import { describe, expect, test } from "vitest";
import { CAUSE, MIB, refOf, reportOfPart, type Start, uploadOf } from "./ledger-scenario.ts";

/** An upload with everything that one may have. */
function richUpload(): Upload {
  const upload = uploadOf(1);
  return {
    ...upload,
    sourceVersion: {
      ...upload.sourceVersion,
      checksum: { algorithm: "crc64xz", value: "00ff".repeat(4) },
    },
    attributes: {
      contentType: "text/plain",
      cacheControl: "no-cache",
      contentDisposition: 'attachment; filename="a.txt"',
      contentEncoding: "gzip",
      contentLanguage: "de",
      expires: "Wed, 21 Oct 2026 07:28:00 GMT",
      metadata: { reel: "one" },
      storageClass: "STANDARD_IA",
      acl: "private",
      tags: { "team name": "ml/überall" },
    },
    serverSideCopySource: "source-1250000000.cos.ap-beijing.myqcloud.com",
  };
}

export function describeSaving(start: Start): void {
  describe("saving", () => {
    test("refuses a change of what another writer changed before", async () => {
      const subject = await start();
      const transfer = await subject.planned();
      const intended = apply(transfer, 1, { kind: "upload-intended", token: "one" });
      const skipped = apply(transfer, 1, { kind: "transfer-skipped", reason: "it is there" });

      const saved = await subject.ledger.transfers.save(transfer, intended);
      const savedLate = await subject.ledger.transfers.save(transfer, skipped);

      expect([saved, savedLate]).toEqual([true, false]);
      expect(await subject.reread(transfer)).toEqual(intended);
    });

    test("lets exactly one of many simultaneous changes through", async () => {
      const subject = await start();
      const transfer = await subject.planned();
      const next = apply(transfer, 1, { kind: "transfer-skipped", reason: "it is there" });

      const saved = await Promise.all(
        Array.from({ length: 20 }, () => subject.ledger.transfers.save(transfer, next)),
      );

      expect(saved.filter(Boolean)).toHaveLength(1);
      expect((await subject.record(transfer)).counts).toMatchObject({ planned: 0, skipped: 1 });
    });

    test("leaves parts and permits alone where only the record of an upload changes", async () => {
      const subject = await start();
      const transfer = await subject.planned();
      const uploading = apply(transfer, 1, { kind: "upload-opened", upload: uploadOf(3) });
      await subject.ledger.transfers.save(transfer, uploading);
      const { tasks } = await subject.ledger.parts.dispatch(transfer.tenant);
      const renewed = withRenewedQuery(uploading, "sealed") ?? uploading;

      const saved = await subject.ledger.transfers.save(uploading, renewed);
      const savedLate = await subject.ledger.transfers.save(uploading, renewed);

      expect([saved, savedLate]).toEqual([true, false]);
      expect(await subject.reread(transfer)).toEqual(renewed);
      const task = tasks[0];
      expect(task && (await subject.ledger.parts.beginAttempt(task))).toMatchObject({ kind: "go" });
    });

    test("keeps everything of an upload and of its object", async () => {
      const subject = await start();
      const upload = richUpload();
      const etag = toETag("whole");
      const object: StoredObject = {
        etag,
        sizeBytes: upload.plan.sizeBytes,
        checksum: "00ff".repeat(4),
        verifiedBy: "object-checksum",
        storedAtMs: 0,
        encryption: "cos/kms",
        versionId: "MTg0NDUxNTc1NjIzMTQ1MDAwODg",
      };
      const opened = await subject.advance(await subject.planned(), {
        kind: "upload-opened",
        upload,
      });
      await subject.upload(opened);
      const verifying = await subject.advance(await subject.reread(opened), {
        kind: "upload-completed",
        etag,
      });

      await subject.advance(verifying, { kind: "object-verified", object });

      const { state } = await subject.reread(opened);
      expect(state).toStrictEqual({ kind: "stored", upload, object });
    });

    test("counts the bytes and parts of an upload when it opens", async () => {
      const subject = await start();

      const transfer = await subject.uploading(3);

      const { progress } = await subject.record(transfer);
      expect(progress).toMatchObject({
        bytesTotal: 32 * MIB + 1,
        bytesStored: 0,
        partsTotal: 3,
        partsStored: 0,
      });
    });

    test("takes an upload that opens, a part that is uploaded and parts that are due again for progress", async () => {
      const subject = await start();
      const times: number[] = [];
      const note = async () => {
        times.push((await subject.record(transfer)).lastProgressAtMs ?? 0);
        await subject.passTime();
      };

      const planned = await subject.planned();
      expect((await subject.record(planned)).lastProgressAtMs).toBeUndefined();
      const opened = { kind: "upload-opened", upload: uploadOf(1) } as const;
      const transfer = await subject.advance(planned, opened);
      await note();
      await subject.ledger.parts.dispatch(subject.tenant, reportOfPart(transfer, 1));
      await note();
      const completing = await subject.reread(transfer);
      const again = apply(completing, 1, { kind: "parts-missing" });
      await subject.ledger.transfers.reopenParts(completing, again, [toPartNumber(1)]);
      await note();

      expect(times).toEqual([...new Set(times)].sort((one, other) => one - other));
      expect(times[0]).toBeGreaterThan(0);
    });

    test("ends a job with its last pending transfer", async () => {
      const subject = await start();
      const { transfers } = await subject.jobOfThree();
      const [first, second, third] = transfers;
      const skip = { kind: "transfer-skipped", reason: "it is there" } as const;

      await subject.advance(first, skip);
      await subject.advance(second, skip);
      const before = await subject.record(first);
      await subject.advance(third, skip);

      expect(before.finishedAtMs).toBeUndefined();
      expect((await subject.record(first)).finishedAtMs).toBeGreaterThan(0);
    });

    test("gives the permits of a transfer that stops to the others", async () => {
      const subject = await start();
      const transfer = await subject.uploading(5);
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 3);
      await subject.claim();
      const other = await subject.uploading(5);

      await subject.advance(transfer, { kind: "cancel-requested", cause: CAUSE });

      const { tasks } = await subject.ledger.parts.dispatch(subject.tenant);
      expect(tasks.map(({ transferId }) => transferId)).toEqual([other.id, other.id, other.id]);
    });

    test("tells the workers of a transfer that stops", async () => {
      const subject = await start();
      const stopped: StopSignal[] = [];
      await subject.stopSignals.onStopped((ref) => stopped.push(ref));
      const transfer = await subject.uploading(1);

      await subject.advance(transfer, { kind: "part-abandoned", cause: CAUSE });

      await expect.poll(() => stopped).toContainEqual(refOf(transfer));
    });

    test("starts a next generation from nothing", async () => {
      const subject = await start();
      const old = await subject.uploading(3);
      await subject.ledger.parts.dispatch(subject.tenant, reportOfPart(old, 1));
      const aborting = await subject.advance(old, { kind: "source-changed", cause: CAUSE });

      const planned = await subject.advance(aborting, { kind: "upload-aborted", atMs: 0 });

      expect(planned.generation).toBe(2);
      expect(await subject.ledger.transfers.uploadedParts(old)).toEqual([]);
      expect((await subject.record(old)).progress).toMatchObject({
        bytesTotal: 0,
        bytesStored: 0,
        partsTotal: 0,
        partsStored: 0,
      });
    });

    test("dispatches the parts of a next generation as if there had been none before", async () => {
      const subject = await start();
      const old = await subject.uploading(3);
      const { tasks } = await subject.ledger.parts.dispatch(subject.tenant);
      await Promise.all(tasks.map((task) => subject.ledger.parts.release(task)));
      const planned = await subject.startOver(old);

      await subject.advance(planned, { kind: "upload-opened", upload: uploadOf(2) });

      const next = await subject.ledger.parts.dispatch(subject.tenant);
      expect(next.tasks.map(({ generation, number }) => [generation, number])).toEqual([
        [2, 1],
        [2, 2],
      ]);
    });
  });
}
