import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createFileSourceReader, createHttpSourceReader } from "@penstock/adapter-source";
import type { ObjectAttributes } from "@penstock/core";
import {
  describeSourceReader,
  describeSourceVersions,
  MemorySource,
  type RangeServerOptions,
  type SourceUnderTest,
  startRangeServer,
} from "@penstock/testkit";

async function openFiles(): Promise<SourceUnderTest> {
  const root = await mkdtemp(join(tmpdir(), "penstock-source-"));
  return {
    reader: createFileSourceReader({ root }),
    put: async (key, bytes) => {
      const file = join(root, key);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(join(root, ".new"), bytes);
      await rename(join(root, ".new"), file);
    },
    remove: (key) => rm(join(root, key)),
    close: () => rm(root, { recursive: true }),
  };
}

async function openHttp(options: RangeServerOptions): Promise<SourceUnderTest> {
  const server = await startRangeServer(options);
  return {
    reader: createHttpSourceReader({ baseUrl: server.url }),
    put: async (key, bytes, attributes) =>
      server.put(key, bytes, attributes && headersOf(attributes)),
    remove: async (key) => server.remove(key),
    close: () => server.close(),
  };
}

/** As a public bucket shows them to a browser. */
function headersOf({ metadata, ...plain }: ObjectAttributes): Record<string, string> {
  const named = Object.entries(plain).map(([name, value]) => [
    name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    String(value),
  ]);
  const own = Object.entries({ ...metadata, "penstock-token": "of an earlier transfer" });
  return Object.fromEntries([
    ...named,
    ...own.map(([name, value]) => [`x-amz-meta-${name}`, value]),
  ]);
}

async function openMemory(hasRanges: boolean): Promise<SourceUnderTest> {
  const reader = new MemorySource();
  reader.hasRanges = hasRanges;
  return {
    reader,
    put: async (key, bytes, attributes) =>
      reader.put(key, bytes, attributes && { attributes: { attributes, leftBehind: [] } }),
    remove: async (key) => reader.remove(key),
    close: async () => undefined,
  };
}

describeSourceReader("a folder", openFiles, { ranges: "all", attributes: "none" });
describeSourceReader("HTTP with entity tags", () => openHttp({ validator: "etag" }));
describeSourceReader("HTTP with dates", () => openHttp({ validator: "last-modified" }));
describeSourceReader("HTTP without ranges", () => openHttp({ hasRanges: false }), {
  ranges: "none",
});
describeSourceReader("memory", () => openMemory(true));
describeSourceReader("memory without ranges", () => openMemory(false), { ranges: "none" });
describeSourceVersions("HTTP", (baseUrl, sourceVersion) =>
  createHttpSourceReader({ baseUrl, sourceVersion }),
);
