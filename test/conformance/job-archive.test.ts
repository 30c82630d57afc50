import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type FinishedJob,
  type JobArchive,
  newJobId,
  newSegment,
  type Segment,
} from "@penstock/core";
import { openJobArchive, openJournalDirectory } from "@penstock/journal";
import { describeJobArchive, MemoryJobArchive, seededRandom, silentLog } from "@penstock/testkit";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type StartedEmulator, startEmulator } from "./on-emulator.ts";
import { openDocumentStore } from "./open-document-store.ts";

const random = seededRandom(1);

let started: StartedEmulator;
let root: string;

beforeAll(async () => {
  started = await startEmulator();
  root = await mkdtemp(join(tmpdir(), "penstock-archive-"));
});

afterAll(async () => {
  await started.close();
  await rm(root, { recursive: true });
});

async function openFolder(name: string, log = silentLog) {
  const path = join(root, name);
  const noConnections = { documentStore: () => expect.fail("it is a folder") };
  await openJournalDirectory(path, { log, random });
  const archive = openJobArchive(
    { kind: "folder", path },
    { log, random, connections: noConnections },
  );
  return archive ?? expect.fail("there is a journal");
}

async function openStore(provider: "cos" | "versitygw") {
  const objects = openDocumentStore(started.target(provider));
  const archive = openJobArchive(
    { kind: "store", connection: "store", prefix: "journal/" },
    { log: silentLog, random, connections: { documentStore: () => objects } },
  );
  return archive ?? expect.fail("there is a journal");
}

const memory = new MemoryJobArchive();
describeJobArchive("memory", async () => memory);
describeJobArchive("the journal in a folder", () => openFolder("shared"));
describeJobArchive("the journal in COS", () => openStore("cos"));
describeJobArchive("the journal in S3", () => openStore("versitygw"));

async function listed(archive: JobArchive) {
  const segments: Segment[] = [];
  for await (const segment of archive.segments("default", "recent")) {
    segments.push(segment);
  }
  return segments;
}

function segmentAt(endedAtMs: number) {
  return newSegment({ tenant: "default", group: "recent", endedAtMs }, random.bytes(3));
}

function finishedJob(): FinishedJob {
  const id = newJobId(0, random.bytes(10));
  const none = { planned: 0, uploading: 0, completing: 0, verifying: 0, aborting: 0 };
  return {
    record: {
      job: { id, tenant: "default", name: "a job", labels: {}, createdAtMs: 0 },
      counts: { ...none, listed: 0, listing: 0, stored: 0, skipped: 0, aborted: 0, failed: 0 },
      progress: { bytesTotal: 0, bytesStored: 0, partsTotal: 0, partsStored: 0, retries: 0 },
      isCancelled: false,
      finishedAtMs: 1,
      lastProgressAtMs: undefined,
      lastFailure: undefined,
    },
    from: 0,
    transfers: [],
  };
}

describe("the archive in a folder", () => {
  test("leaves no empty folder of a day behind, and looks at nothing that is not its own", async () => {
    const archive = await openFolder("days");
    const segment = segmentAt(0);
    await archive.write(segment, [finishedJob()]);
    const group = join(root, "days", "finished.d", "default", "recent");
    await writeFile(join(group, "notes"), "ours");

    await archive.remove(segment);

    expect(await readdir(group)).toEqual(["notes"]);
    expect(await listed(archive)).toEqual([]);
  });

  test("names a damaged line once, and gives the others", async () => {
    const error = vi.fn();
    const archive = await openFolder("damaged", { ...silentLog, error });
    const segment = segmentAt(0);
    const job = finishedJob();
    await archive.write(segment, [job, job]);
    const day = join(root, "damaged", "finished.d", "default", "recent", "1970-01-01");
    const [name = ""] = await readdir(day);
    await writeFile(join(day, name), `{"id":"half\n${JSON.stringify({ v: 2 })}\n`);

    await archive.write({ ...segment, endedAtMs: 1 }, [job]);
    await archive.read(segment);

    expect(await archive.read(segment)).toEqual([]);
    expect(await archive.read({ ...segment, endedAtMs: 1 })).toEqual([job]);
    expect(error.mock.calls.map(([{ detail, reason }]) => [detail, reason])).toEqual([
      [expect.stringMatching(/^default\/recent\/1970-01-01\/.*\.ndjson:1$/), "it is no JSON"],
      [expect.stringMatching(/\.ndjson:2$/), expect.stringMatching(/^id: /)],
    ]);
  });

  test("says that it is unavailable, not that it is empty, when its disk is gone", async () => {
    const archive = await openFolder("gone");
    await rm(join(root, "gone"), { recursive: true });
    const segment = segmentAt(0);

    for (const call of [
      () => archive.read(segment),
      () => archive.write(segment, [finishedJob()]),
      () => listed(archive),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: "journal-unavailable" });
    }
  });
});
