import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DocumentStore, newJobId, newManifestId } from "@penstock/core";
import { seededRandom, silentLog } from "@penstock/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { documentsInFolder } from "../documents-below.ts";
import { openJournalDirectory } from "../open-journal-directory.ts";
import { MANIFESTS_PLACE } from "./manifest-paths.ts";
import { ManifestStoreInJournal } from "./manifest-store-in-journal.ts";

const MANIFEST = { tenant: "team/a", id: newManifestId(1, new Uint8Array(10)) };
const OTHER = { tenant: "b", id: newManifestId(2, new Uint8Array(10)) };
const JOB = newJobId(3, new Uint8Array(10));
const TEXT = "key\na.bin\nb.bin\n";
/** No piece ends where a line does. */
const PIECE_BYTES = 7;

let folder: string;
let place: DocumentStore;
let store: ManifestStoreInJournal;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-manifests-"));
  const random = seededRandom(1);
  await openJournalDirectory(folder, { random, log: silentLog });
  place = documentsInFolder(folder, MANIFESTS_PLACE, random);
  store = new ManifestStoreInJournal(place, PIECE_BYTES);
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function* chunksOf(text: string, chunkLength: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < text.length; from += chunkLength) {
    yield new TextEncoder().encode(text.slice(from, from + chunkLength));
  }
}

async function textFrom(startByte: number): Promise<string> {
  let text = "";
  for await (const chunk of store.read(MANIFEST, startByte)) {
    text += Buffer.from(chunk).toString();
  }
  return text;
}

async function listed() {
  const found = [];
  for await (const manifest of store.all()) {
    found.push(manifest);
  }
  return found;
}

describe("a manifest that a client sent", () => {
  test.each([1, 5, 7, 8, 100])(
    "is read from every byte on, sent %i bytes at a time",
    async (length) => {
      const head = await store.write(MANIFEST, "csv", chunksOf(TEXT, length));

      expect(head).toMatchObject({ format: "csv", sizeBytes: TEXT.length });
      expect(await store.head(MANIFEST)).toEqual(head);
      for (let startByte = 0; startByte <= TEXT.length; startByte += 1) {
        expect(await textFrom(startByte)).toBe(TEXT.slice(startByte));
      }
    },
  );

  test("leaves nothing behind where its bytes break off", async () => {
    async function* broken() {
      yield* chunksOf(TEXT, 10);
      throw new Error("the client is gone");
    }

    await expect(store.write(MANIFEST, "csv", broken())).rejects.toThrow("the client is gone");

    expect(await store.head(MANIFEST)).toBeUndefined();
    expect(await listed()).toEqual([]);
  });

  test("is listed with the jobs that read it, and with its tenant", async () => {
    await store.write(MANIFEST, "csv", chunksOf(TEXT, 100));
    await store.write(OTHER, "jsonl", chunksOf("", 1));
    await store.noteJob(MANIFEST, JOB);
    await store.noteJob(MANIFEST, JOB);

    expect(await listed()).toEqual(
      expect.arrayContaining([
        { ...MANIFEST, jobIds: [JOB] },
        { ...OTHER, jobIds: [] },
      ]),
    );
    await store.remove(MANIFEST);
    await store.remove(MANIFEST);
    expect(await listed()).toEqual([{ ...OTHER, jobIds: [] }]);
  });

  test("is not read without a piece of it", async () => {
    await store.write(MANIFEST, "csv", chunksOf(TEXT, 100));
    const paths: string[] = [];
    for await (const path of place.list("")) {
      paths.push(path);
    }
    await place.delete(paths.find((path) => path.endsWith("0001.piece")) ?? "");

    await expect(textFrom(0)).rejects.toMatchObject({ code: "journal-unavailable" });
  });
});
