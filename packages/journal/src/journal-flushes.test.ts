import { type FileHandle, mkdir, mkdtemp, open, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { type Job, newJobId, newTransferId, type Transfer } from "@penstock/core";
import { seededRandom, silentLog } from "@penstock/testkit";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openJournalDirectory } from "./open-journal-directory.ts";

let parent = "";
/** What was flushed, in order, as paths below `parent`; a draft goes by the name it gets later. */
const flushed: string[] = [];

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
const folder = `journal/default/${job.id}`;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "penstock-flushes-"));
  flushed.length = 0;
  const handle = await open(parent, "r");
  const prototype: FileHandle = Object.getPrototypeOf(handle);
  await handle.close();
  vi.spyOn(prototype, "sync").mockImplementation(async function (this: FileHandle) {
    const path = relative(parent, await readlink(`/proc/self/fd/${this.fd}`));
    flushed.push(path.replace(/\.[0-9a-f]{12}\.draft/, ""));
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(parent, { recursive: true });
});

function openJournal(seed: number) {
  const random = seededRandom(seed);
  return openJournalDirectory(join(parent, "journal"), { log: silentLog, random });
}

test("a new journal is flushed, and its name in the folder above", async () => {
  await openJournal(1);

  expect(flushed).toEqual(["", "journal/journal.json", "journal"]);
});

test("an accepted job is flushed with every folder that leads to it", async () => {
  const journal = await openJournal(1);
  flushed.length = 0;

  await journal.writeJob(job, [transfer]);

  expect(flushed).toEqual(["journal", `${folder}/job.json`, folder, "journal/default"]);
});

test("a folder that another process made is flushed by the process that relies on it", async () => {
  const journal = await openJournal(1);
  await mkdir(join(parent, "journal/default"));
  flushed.length = 0;

  await journal.writeJob(job, [transfer]);

  expect(flushed[0]).toBe("journal");
});

test("a job that another process is writing is flushed before it counts as there", async () => {
  await (await openJournal(1)).writeJob(job, [transfer]);
  const other = await openJournal(2);
  flushed.length = 0;

  await other.writeJob(job, [transfer]);

  expect(flushed.at(-1)).toBe("journal/default");
});

test("what is written of a transfer is flushed, and its name", async () => {
  const journal = await openJournal(1);
  await journal.writeJob(job, [transfer]);
  flushed.length = 0;

  await journal.writeTransfer({ ...transfer, revision: 2 });

  expect(flushed).toEqual([expect.stringContaining(`${folder}/${transfer.id}.2.`), folder]);
});
