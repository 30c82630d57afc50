import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Job, type Log, newJobId, newTransferId, type Transfer } from "@penstock/core";
import { describeJournal, MemoryJournal, seededRandom, silentLog } from "@penstock/testkit";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openJournalDirectory } from "./open-journal-directory.ts";

let parent = "";
let root = "";
let seed = 0;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "penstock-journal-"));
  root = join(parent, "journal");
});

afterEach(async () => {
  await rm(parent, { recursive: true });
});

/** As another process would open it. */
function open(log: Log = silentLog) {
  seed += 1;
  return openJournalDirectory(root, { log, random: seededRandom(seed) });
}

function newJob() {
  const job: Job = {
    id: newJobId(0, seededRandom(1).bytes(10)),
    tenant: "default",
    name: "a job",
    labels: {},
    createdAtMs: 0,
  };
  const transfer: Transfer = {
    id: newTransferId(0, seededRandom(2).bytes(10)),
    jobId: job.id,
    tenant: "default",
    source: { connection: "from", key: "a" },
    destination: { connection: "to", key: "b" },
    options: { overwrite: "always", attributes: { metadata: {} } },
    generation: 1,
    revision: 1,
    state: { kind: "planned", intents: [] },
  };
  const intended: Transfer = {
    ...transfer,
    revision: 2,
    state: { kind: "planned", intents: ["one"] },
  };
  const ref = { tenant: "default", jobId: job.id };
  return { job, ref, transfer, intended, folder: join(root, "default", job.id) };
}

describeJournal("the memory journal", async () => new MemoryJournal());
describeJournal("the journal in a folder", open);

describe("the journal in a folder", () => {
  test("is found again by another process", async () => {
    const { job, ref, transfer } = newJob();
    await (await open()).writeJob(job, [transfer]);

    const found = await (await open()).readJob(ref);

    expect(found).toEqual({ job, transfers: [transfer] });
  });

  test("lets many processes accept, plan and forget the same job at once", async () => {
    const { job, ref, transfer, intended } = newJob();
    const journals = await Promise.all(Array.from({ length: 8 }, () => open()));

    await Promise.all(journals.map((journal) => journal.writeJob(job, [transfer])));
    await Promise.all(journals.map((journal) => journal.writeTransfer(intended)));
    const found = await Promise.all(journals.map((journal) => journal.readJob(ref)));
    await Promise.all(journals.map((journal) => journal.forget(ref)));

    expect(found).toEqual(journals.map(() => ({ job, transfers: [intended] })));
    expect(await readdir(join(root, "default"))).toEqual([]);
  });

  test("holds only whole files, and no draft, once a write resolved", async () => {
    const { job, transfer, intended, folder } = newJob();
    const journal = await open();

    await journal.writeJob(job, [transfer]);
    await journal.writeTransfer(intended);

    const written = new RegExp(`^${transfer.id}\\.2\\.[0-9a-f]{16}\\.json$`);
    expect((await readdir(folder)).sort()).toEqual(["job.json", expect.stringMatching(written)]);
    expect(await readdir(join(root, "default"))).toEqual([job.id]);
  });

  test.each([
    ["half a file", '{"v":1,"tra', "it is no JSON"],
    ["another version", '{"v":2,"transfer":{}}', "v: it was written by another version"],
    ["a foreign file", '{"v":1,"transfer":{"id":"tr_1"}}', "transfer.id"],
  ])("names %s once, and takes what was written before it", async (_name, text, reason) => {
    const error = vi.fn();
    const { job, ref, transfer, folder } = newJob();
    const journal = await open({ ...silentLog, error });
    await journal.writeJob(job, [transfer]);
    const path = join(folder, `${transfer.id}.2.json`);
    await writeFile(path, text);

    const found = await journal.readJob(ref);
    await journal.readJob(ref);

    expect(found?.transfers).toEqual([transfer]);
    expect(error).toHaveBeenCalledOnce();
    expect(error.mock.calls[0]?.[0]).toEqual({
      detail: path,
      reason: expect.stringContaining(reason),
    });
  });

  test("skips a job that is not the one that its folder says, and finds the others", async () => {
    const error = vi.fn();
    const { job, ref, transfer, folder } = newJob();
    const journal = await open({ ...silentLog, error });
    await journal.writeJob(job, [transfer]);
    const other = { ...ref, jobId: newJobId(0, seededRandom(3).bytes(10)) };
    await mkdir(join(root, "default", other.jobId));
    const text = await readFile(join(folder, "job.json"));
    await writeFile(join(root, "default", other.jobId, "job.json"), text);

    expect(await journal.readJob(other)).toBeUndefined();
    expect(await journal.readJob(ref)).toBeDefined();
    expect(error).toHaveBeenCalledOnce();
  });

  test("does not look at what others keep beside it", async () => {
    const { job, transfer } = newJob();
    await mkdir(join(root, "lost+found"), { recursive: true });
    await writeFile(join(root, "notes"), "ours");
    const journal = await open();
    await journal.writeJob(job, [transfer]);

    const entries = await journal.jobs();

    expect(entries.map(({ jobId }) => jobId)).toEqual([job.id]);
  });

  test("says that it is unavailable, not that it is empty, when its disk is not mounted", async () => {
    const { job, ref, transfer, intended } = newJob();
    const journal = await open();
    await journal.writeJob(job, [transfer]);
    await rename(root, join(parent, "elsewhere"));
    await mkdir(root);

    const calls = [
      () => journal.jobs(),
      () => journal.readJob(ref),
      () => journal.writeJob(job, [transfer]),
      () => journal.writeTransfer(intended),
      () => journal.markCancelled(ref),
      () => journal.forget(ref),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({
        code: "journal-unavailable",
        message: expect.stringContaining(root),
      });
    }
  });

  test("never makes a path of an id that is none", async () => {
    const journal = await open();
    const jobId = "../../job_0" as Job["id"];

    expect(() => journal.readJob({ tenant: "default", jobId })).toThrow("not the id of a job");
  });

  test("clears away what a process that died while it forgot has left", async () => {
    const { job, folder, transfer } = newJob();
    await (await open()).writeJob(job, [transfer]);
    await rename(folder, `${folder}.gone`);

    await open();

    expect(await readdir(join(root, "default"))).toEqual([]);
  });
});

describe("opening a journal", () => {
  test("refuses the journal of another version", async () => {
    await mkdir(root);
    await writeFile(join(root, "journal.json"), '{"v":2}');

    await expect(open()).rejects.toMatchObject({
      code: "settings-invalid",
      message: expect.stringMatching(/PENSTOCK_JOURNAL.*another version/),
    });
  });

  test("refuses a path that is no folder", async () => {
    await writeFile(root, "a file");

    await expect(open()).rejects.toMatchObject({
      code: "settings-invalid",
      message: expect.stringContaining(root),
    });
  });

  test("makes a folder that only its owner can read", async () => {
    await open();

    expect((await stat(root)).mode & 0o777).toBe(0o700);
  });
});
