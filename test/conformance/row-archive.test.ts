import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newJobId, type RowArchive } from "@penstock/core";
import { openJournalDirectory, openRowArchive } from "@penstock/journal";
import { describeRowArchive, MemoryRowArchive, seededRandom, silentLog } from "@penstock/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type StartedEmulator, startEmulator } from "./on-emulator.ts";
import { openDocumentStore } from "./open-document-store.ts";

const random = seededRandom(1);

let started: StartedEmulator;
let root: string;

beforeAll(async () => {
  started = await startEmulator();
  root = await mkdtemp(join(tmpdir(), "penstock-rows-"));
});

afterAll(async () => {
  await started.close();
  await rm(root, { recursive: true });
});

async function openFolder(path: string): Promise<RowArchive> {
  const connections = { documentStore: () => expect.fail("it is a folder") };
  await openJournalDirectory(path, { log: silentLog, random });
  const archive = openRowArchive({ kind: "folder", path }, { random, connections });
  return archive ?? expect.fail("there is a journal");
}

async function openStore(provider: "cos" | "versitygw"): Promise<RowArchive> {
  const objects = openDocumentStore(started.target(provider));
  const archive = openRowArchive(
    { kind: "store", connection: "store", prefix: "journal/" },
    { random, connections: { documentStore: () => objects } },
  );
  return archive ?? expect.fail("there is a journal");
}

async function twoOf(open: () => Promise<RowArchive>) {
  return { one: await open(), other: await open() };
}

const memory = new MemoryRowArchive();
describeRowArchive("the memory", async () => ({ one: memory, other: memory }));
describeRowArchive("the journal in a folder", () => twoOf(() => openFolder(join(root, "shared"))));
describeRowArchive("the journal in COS", () => twoOf(() => openStore("cos")));
describeRowArchive("the journal in S3", () => twoOf(() => openStore("versitygw")));

const SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

function emptySegment(number: number) {
  const counts = { stored: 0, skipped: 0, failed: 0, aborted: 0 };
  return {
    ...{ epoch: 1, number, batches: [], transfers: [], counts, coveredBytes: 0, extra: 0 },
    ...{ rows: 0, trouble: [] },
    ...{ rowsSha256: SHA256_OF_NOTHING, troubleSha256: SHA256_OF_NOTHING },
  };
}

describe("rows in a folder", () => {
  const job = { tenant: "default", jobId: newJobId(0, random.bytes(10)) };
  const nothing = { rows: [], troubleRows: [] };

  test("are not there without their head, and nothing of a removed job stays", async () => {
    const path = join(root, "headless");
    const archive = await openFolder(path);
    await archive.write(job, emptySegment(0), nothing);
    const folder = join(path, "rows.d", "default", job.jobId);
    await writeFile(join(folder, "1-1.jsonl.gz"), "of a recorder that died before its head");

    expect(await archive.heads(job)).toEqual([emptySegment(0)]);
    await archive.remove(job);
    expect(await readdir(join(path, "rows.d"))).toEqual(["default"]);
    expect(await readdir(join(path, "rows.d", "default"))).toEqual([]);
  });

  test("whose head is damaged are reported, not left out", async () => {
    const path = join(root, "damaged");
    const archive = await openFolder(path);
    await archive.write(job, emptySegment(0), nothing);
    const head = join(path, "rows.d", "default", job.jobId, "1-0.head.json");

    for (const text of ["{", "{}", JSON.stringify({ v: 2 })]) {
      await writeFile(head, text);

      await expect(archive.heads(job)).rejects.toMatchObject({
        code: "journal-unavailable",
        message: expect.stringMatching(/1-0\.head\.json .*restore it from a copy/),
      });
    }
  });

  test("are unavailable, not gone, when their disk is", async () => {
    const path = join(root, "gone");
    const archive = await openFolder(path);
    await rm(path, { recursive: true });

    for (const call of [
      () => archive.heads(job),
      () => archive.write(job, emptySegment(0), nothing),
      () => archive.decide(job, { epoch: 2, accepted: [] }),
      () => archive.recovery(job),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: "journal-unavailable" });
    }
  });
});

test("many heads are read side by side, and all of them", async () => {
  const archive = await openFolder(join(root, "many"));
  const job = { tenant: "default", jobId: newJobId(0, random.bytes(10)) };
  const numbers = Array.from({ length: 70 }, (_, number) => number);
  for (const number of numbers) {
    await archive.write(job, emptySegment(number), { rows: [], troubleRows: [] });
  }

  expect((await archive.heads(job)).map(({ number }) => number)).toEqual(numbers);
});
