import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeObjectStore } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";
import { MemoryDeployment, MIB } from "../support/memory-deployment.ts";
import { FOLDER, FolderStore } from "./folder-store.ts";

describeObjectStore("a folder", async () => {
  const root = await mkdtemp(join(tmpdir(), "penstock-folder-"));
  const store = new FolderStore(root);
  return {
    store,
    bucket: store.bucket,
    keyPrefix: "conformance/",
    read: (key) => store.read(key),
    close: () => rm(root, { recursive: true }),
  };
});

test("a whole job moves an object into the folder, in parts", async () => {
  const root = await mkdtemp(join(tmpdir(), "penstock-folder-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const store = new FolderStore(root);
  const deployment = new MemoryDeployment(1, { store: () => store }, FOLDER);
  const bytes = Buffer.alloc(3 * MIB + 1000, "penstock");
  deployment.source.put("a.bin", bytes);

  const job = await deployment.submit("a.bin");
  await deployment.runUntilIdle();

  expect(await deployment.stateOf(job)).toBe("succeeded");
  expect(bytes.equals(await store.read("a.bin"))).toBe(true);
});
