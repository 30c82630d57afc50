import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ManifestStore, newJobId, newManifestId } from "@penstock/core";
import { openJournalDirectory, openManifestStore } from "@penstock/journal";
import { seededRandom, silentLog } from "@penstock/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sampleBytes } from "../support/sample-bytes.ts";
import { type StartedEmulator, startEmulator } from "./on-emulator.ts";
import { openDocumentStore } from "./open-document-store.ts";

const MIB = 1024 * 1024;
/** Of two pieces. */
const BYTES = sampleBytes(5 * MIB + 1, "manifest");

const random = seededRandom(1);

let started: StartedEmulator;
let root: string;

beforeAll(async () => {
  started = await startEmulator();
  root = await mkdtemp(join(tmpdir(), "penstock-sent-"));
});

afterAll(async () => {
  await started.close();
  await rm(root, { recursive: true });
});

async function openFolder(): Promise<ManifestStore> {
  const connections = { documentStore: () => expect.fail("it is a folder") };
  await openJournalDirectory(root, { log: silentLog, random });
  const store = openManifestStore({ kind: "folder", path: root }, { random, connections });
  return store ?? expect.fail("there is a journal");
}

async function openStore(provider: "cos" | "versitygw"): Promise<ManifestStore> {
  const objects = openDocumentStore(started.target(provider));
  const store = openManifestStore(
    { kind: "store", connection: "store", prefix: "journal/" },
    { random, connections: { documentStore: () => objects } },
  );
  return store ?? expect.fail("there is a journal");
}

describe.each([
  ["a folder", openFolder],
  ["COS", () => openStore("cos")],
  ["S3", () => openStore("versitygw")],
] as const)("manifests that were sent, in a journal in %s", (_where, open) => {
  async function* sent() {
    yield BYTES;
  }

  test("are read from any byte on, listed with their jobs, and removed", async () => {
    const store = await open();
    const manifest = { tenant: "team/a", id: newManifestId(1, random.bytes(10)) };
    const jobId = newJobId(2, random.bytes(10));

    await store.write(manifest, "jsonl", sent());
    await store.noteJob(manifest, jobId);

    for (const startByte of [0, 4 * MIB - 1, 4 * MIB, 5 * MIB]) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of store.read(manifest, startByte)) {
        chunks.push(chunk);
      }
      expect(Buffer.concat(chunks).equals(BYTES.subarray(startByte))).toBe(true);
    }
    expect(await allOf(store)).toEqual([{ ...manifest, jobIds: [jobId] }]);
    await store.remove(manifest);
    expect(await store.head(manifest)).toBeUndefined();
    expect(await allOf(store)).toEqual([]);
  });
});

async function allOf(store: ManifestStore) {
  const found = [];
  for await (const manifest of store.all("team/a")) {
    found.push(manifest);
  }
  return found;
}
