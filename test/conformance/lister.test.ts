import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createCosLister, createCosSourceReader } from "@penstock/adapter-cos";
import { createS3Lister, createS3SourceReader } from "@penstock/adapter-s3";
import { createFileLister, createFileSourceReader } from "@penstock/adapter-source";
import { type Entry, STORE_PROFILES, type StoreProvider } from "@penstock/core";
import {
  describeLister,
  describeLyingLists,
  type ListerUnderTest,
  MemorySource,
  memoryLister,
} from "@penstock/testkit";
import { BUCKET, KEYS, REGION, startEmulator } from "./on-emulator.ts";
import { openDocumentStore } from "./open-document-store.ts";

const PLACE = {
  bucket: BUCKET,
  region: REGION,
  clock: { nowMs: () => Date.now() },
  credentials: () => KEYS,
};

function openLister(provider: StoreProvider, endpoint: string) {
  return provider === "cos"
    ? createCosLister({ ...PLACE, endpoint })
    : createS3Lister({ ...PLACE, endpoint, pathStyle: true, profile: STORE_PROFILES[provider] });
}

function openReader(provider: StoreProvider, endpoint: string) {
  return provider === "cos"
    ? createCosSourceReader({ ...PLACE, endpoint })
    : createS3SourceReader({
        ...PLACE,
        endpoint,
        pathStyle: true,
        profile: STORE_PROFILES[provider],
      });
}

async function openStore(provider: StoreProvider): Promise<ListerUnderTest> {
  const started = await startEmulator();
  const { endpoint } = started.emulator;
  const documents = openDocumentStore(started.target(provider));
  const lister = openLister(provider, endpoint);
  const reader = openReader(provider, endpoint);
  return {
    lister,
    reader,
    put: async (key, text) => await documents.put(key, text),
    remove: async (key) => await documents.delete(key),
    close: async () => {
      for (const one of [documents, lister, reader]) {
        one.close();
      }
      await started.close();
    },
  };
}

async function openMemory(): Promise<ListerUnderTest> {
  const reader = new MemorySource();
  const entries = new Map<string, Entry>();
  return {
    lister: memoryLister(() => [...entries.values()]),
    reader,
    put: async (key, text) => {
      reader.put(key, Buffer.from(text));
      const { sourceVersion } = await reader.stat(key, new AbortController().signal);
      const { sizeBytes, validator } = sourceVersion;
      entries.set(key, { key, sizeBytes, validator });
    },
    remove: async (key) => {
      entries.delete(key);
    },
    close: async () => undefined,
  };
}

async function openFolder(): Promise<ListerUnderTest> {
  const root = await mkdtemp(join(tmpdir(), "penstock-list-"));
  return {
    lister: createFileLister({ root }),
    reader: createFileSourceReader({ root }),
    put: async (key, text) => {
      await mkdir(dirname(join(root, key)), { recursive: true });
      await writeFile(join(root, key), text);
    },
    remove: async (key) => await rm(join(root, key)),
    close: async () => await rm(root, { recursive: true }),
  };
}

describeLister("memory", openMemory);
describeLister("a folder", openFolder, { areFolders: true });
describeLister("COS", async () => await openStore("cos"));
describeLister("S3 by its second version", async () => await openStore("versitygw"));
describeLister("S3 by its first version", async () => await openStore("cos-s3"));
describeLyingLists("COS", (endpoint) => openLister("cos", endpoint));
describeLyingLists("S3 by its second version", (endpoint) => openLister("versitygw", endpoint));
describeLyingLists("S3 by its first version", (endpoint) => openLister("cos-s3", endpoint));
