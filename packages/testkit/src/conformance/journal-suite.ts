import { randomBytes } from "node:crypto";
import {
  apply,
  intendedUpload,
  type Job,
  type JobRef,
  type Journal,
  newJobId,
  newTransferId,
  type Transfer,
  toUploadId,
  type UploadedPart,
} from "@penstock/core";
import { describe, expect, test } from "vitest";
import { reportOfPart, uploadOf } from "./ledger-scenario.ts";

/** A job of a tenant of its own, with two planned transfers. */
function newJob() {
  const createdAtMs = Date.UTC(2026, 0, 1);
  const tenant = `../${randomBytes(6).toString("hex")}/Ü.`;
  const job: Job = {
    id: newJobId(createdAtMs, randomBytes(10)),
    tenant,
    name: "a job",
    labels: { team: "a" },
    createdAtMs,
  };
  const newTransfer = (): Transfer => ({
    id: newTransferId(createdAtMs, randomBytes(10)),
    jobId: job.id,
    tenant,
    source: { connection: "from", key: "a" },
    destination: { connection: "to", key: "b" },
    options: { overwrite: "always", attributes: { metadata: { owner: "ours" } } },
    generation: 1,
    revision: 1,
    state: { kind: "planned", intents: [] },
  });
  return { job, ref: { tenant, jobId: job.id }, first: newTransfer(), second: newTransfer() };
}

function opened(transfer: Transfer): Transfer {
  return apply(transfer, transfer.generation, { kind: "upload-opened", upload: uploadOf(3) });
}

function uploaded(transfer: Transfer, ...numbers: readonly number[]): readonly UploadedPart[] {
  return numbers.map((wanted) => {
    const { number, etag, checksum } = reportOfPart(transfer, wanted);
    return { number, etag, ...(checksum !== undefined && wanted > 1 && { checksum }) };
  });
}

async function entryOf(journal: Journal, { jobId }: JobRef) {
  return (await journal.jobs()).find((entry) => entry.jobId === jobId);
}

/** What every journal must do. `open` may give one that others use as well. */
export function describeJournal(name: string, open: () => Promise<Journal>): void {
  describe(`${name} as a journal`, () => {
    describeJournalledJobs(open);
    describeJournalledTransfers(open);
  });
}

function describeJournalledJobs(open: () => Promise<Journal>): void {
  test("finds a job again as it was written", async () => {
    const journal = await open();
    const { job, ref, first, second } = newJob();

    await journal.writeJob(job, [first, second]);

    expect(await entryOf(journal, ref)).toEqual({ ...ref, isCancelled: false });
    expect(await journal.readJob(ref)).toEqual({ job, transfers: [first, second] });
  });

  test("replaces what it knows of a job, and of none that is not there", async () => {
    const journal = await open();
    const { job, ref, first } = newJob();
    const changed = { ...job, weight: 7, labels: { team: "films" } };

    await journal.replaceJob(changed, [first]);
    const before = await journal.readJob(ref);
    await journal.writeJob(job, [first]);
    await journal.replaceJob(changed, [first]);

    expect(before).toBeUndefined();
    expect(await journal.readJob(ref)).toEqual({ job: changed, transfers: [first] });
  });

  test("finds no job of another tenant", async () => {
    const journal = await open();
    const { job, ref, first } = newJob();
    await journal.writeJob(job, [first]);
    const foreign = { ...ref, tenant: "another" };

    await journal.markCancelled(foreign);
    await journal.forget(foreign);

    expect(await journal.readJob(foreign)).toBeUndefined();
    expect(await entryOf(journal, ref)).toEqual({ ...ref, isCancelled: false });
  });

  test("finds what a job listed after it was accepted, which its own document does not name", async () => {
    const journal = await open();
    const { job, ref, first, second } = newJob();
    await journal.writeJob(job, [first]);

    await journal.writeTransfer(second);
    await journal.writeTransfer(second);

    expect(await journal.readJob(ref)).toEqual({ job, transfers: [first, second] });
    expect((await journal.readTransfer(second))?.transfer).toEqual(second);
  });

  test("leaves a job alone that is there already", async () => {
    const journal = await open();
    const { job, ref, first, second } = newJob();
    const transfer = opened(first);
    await journal.writeJob(job, [first]);
    await journal.writeTransfer(transfer);

    await journal.writeJob({ ...job, name: "other" }, [second]);

    expect(await journal.readJob(ref)).toEqual({ job, transfers: [transfer] });
  });

  test("knows nothing of a job that was never written, and takes nothing for it", async () => {
    const journal = await open();
    const { ref, first } = newJob();

    await journal.markCancelled(ref);
    await journal.writeTransfer(opened(first));
    await journal.writeParts(opened(first), []);
    await journal.forget(ref);

    expect(await entryOf(journal, ref)).toBeUndefined();
    expect(await journal.readJob(ref)).toBeUndefined();
    expect(await journal.readTransfer(first)).toBeUndefined();
  });

  test("remembers that a job was cancelled, and shows it in the list", async () => {
    const journal = await open();
    const { job, ref, first } = newJob();
    await journal.writeJob(job, [first]);

    await journal.markCancelled(ref);
    await journal.markCancelled(ref);

    expect(await entryOf(journal, ref)).toEqual({ ...ref, isCancelled: true });
  });

  test("forgets a job with everything that was written of it", async () => {
    const journal = await open();
    const { job, ref, first } = newJob();
    const transfer = opened(first);
    await journal.writeJob(job, [first]);
    await journal.writeTransfer(transfer);
    await journal.writeParts(transfer, uploaded(transfer, 1));
    await journal.markCancelled(ref);

    await journal.forget(ref);
    await journal.forget(ref);
    await journal.writeJob(job, [first]);

    expect(await entryOf(journal, ref)).toEqual({ ...ref, isCancelled: false });
    expect(await journal.readJob(ref)).toEqual({ job, transfers: [first] });
    expect(await journal.readTransfer(first)).toEqual({ transfer: undefined, parts: [] });
  });
}

function describeJournalledTransfers(open: () => Promise<Journal>): void {
  test("finds the newest of each transfer, in whatever order they were written", async () => {
    const journal = await open();
    const { job, ref, first, second } = newJob();
    const intended = apply(first, 1, { kind: "upload-intended", token: "one" });
    const transfer = opened(intended);
    await journal.writeJob(job, [first, second]);

    await journal.writeTransfer(transfer);
    await journal.writeTransfer(intended);

    expect((await journal.readJob(ref))?.transfers).toEqual([transfer, second]);
    expect(await journal.readTransfer(first)).toEqual({ transfer, parts: [] });
    expect(await journal.readTransfer(second)).toEqual({ transfer: undefined, parts: [] });
  });

  test("takes the newest generation of two histories, however far a ledger that fell back has got", async () => {
    const journal = await open();
    const { job, ref, first } = newJob();
    const newer: Transfer = { ...opened(first), generation: 2, revision: 7 };
    const older: Transfer = { ...opened(first), generation: 1, revision: 9 };
    await journal.writeJob(job, [first]);

    await journal.writeTransfer(newer);
    await journal.writeTransfer(older);

    expect((await journal.readTransfer(first))?.transfer).toEqual(newer);
    expect((await journal.readJob(ref))?.transfers).toEqual([newer]);
  });

  test("finds the token of every upload that was intended, also of those that came to nothing", async () => {
    const journal = await open();
    const { job, first, second } = newJob();
    const once = apply(first, 1, { kind: "upload-intended", token: "one" });
    const twice = apply(once, 1, { kind: "upload-intended", token: "two" });
    await journal.writeJob(job, [first, second]);

    await journal.writeTransfer(once);
    await journal.writeTransfer(twice);
    await journal.writeTransfer(opened(twice));

    expect(await journal.tokensOf(first)).toEqual(expect.arrayContaining(["one", "two"]));
    expect(await journal.tokensOf(second)).toEqual([]);
  });

  test("keeps apart what two histories intended and opened that came to one revision", async () => {
    const journal = await open();
    const { job, first } = newJob();
    const one = apply(first, 1, { kind: "upload-intended", token: "one" });
    const two = apply(first, 1, { kind: "upload-intended", token: "two" });
    const upload = uploadOf(3);
    const three: Transfer = { ...one, state: { kind: "uploading", upload } };
    await journal.writeJob(job, [first]);

    await journal.writeTransfer(one);
    await journal.writeTransfer(two);
    await journal.writeTransfer(three);
    await journal.writeTransfer(one);

    const tokens = await journal.tokensOf(first);
    expect(tokens.toSorted()).toEqual(["one", "two", upload.token].toSorted());
    expect([one, two, three]).toContainEqual((await journal.readTransfer(first))?.transfer);
  });

  test("finds the id of every upload that was opened, by its intent", async () => {
    const journal = await open();
    const { job, ref, first, second } = newJob();
    const upload = { ...intendedUpload(first, "one/1"), uploadId: toUploadId("upload-1") };
    await journal.writeUploadId(upload);
    expect(await journal.uploadIdOf(upload)).toBeUndefined();
    await journal.writeJob(job, [first, second]);

    await journal.writeUploadId(upload);
    await journal.writeUploadId(upload);

    expect(await journal.uploadIdOf(intendedUpload(first, "one/1"))).toBe("upload-1");
    expect(await journal.uploadIdOf(intendedUpload(first, "two"))).toBeUndefined();
    expect(await journal.uploadIdOf(intendedUpload(second, "one/1"))).toBeUndefined();
    expect(await journal.readTransfer(first)).toEqual({ transfer: undefined, parts: [] });
    await journal.forget(ref);
    expect(await journal.readTransfer(first)).toBeUndefined();
    expect(await journal.uploadIdOf(upload)).toBeUndefined();
  });

  test("finds the newest snapshot of the parts, with and without a checksum", async () => {
    const journal = await open();
    const { job, first } = newJob();
    const transfer = opened(first);
    await journal.writeJob(job, [first]);
    await journal.writeTransfer(transfer);

    await journal.writeParts(transfer, uploaded(transfer, 1));
    await journal.writeParts(transfer, uploaded(transfer, 1, 3));

    const parts = uploaded(transfer, 1, 3);
    expect(await journal.readTransfer(first)).toStrictEqual({ transfer, parts });
  });

  test("never gives an upload the parts of another one", async () => {
    const journal = await open();
    const { job, first } = newJob();
    const lost = opened(first);
    const next = { ...opened(first), revision: lost.revision + 1 };
    await journal.writeJob(job, [first]);
    await journal.writeTransfer(lost);
    await journal.writeParts(lost, uploaded(lost, 1));

    await journal.writeTransfer(next);

    expect(await journal.readTransfer(first)).toEqual({ transfer: next, parts: [] });
  });
}
