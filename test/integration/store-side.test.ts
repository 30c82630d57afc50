import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OpenConnections, openConnections } from "@penstock/connections";
import type { JobId, StoreProvider } from "@penstock/core";
import { systemClock } from "@penstock/process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  BUCKET,
  KEYS,
  REGION,
  type StartedEmulator,
  startEmulator,
} from "../conformance/on-emulator.ts";
import { MemoryDeployment, MIB } from "../support/memory-deployment.ts";
import { sampleBytes } from "../support/sample-bytes.ts";
import { storeWith } from "../support/store-with.ts";

/** Above the smallest part of S3. */
const PART_BYTES = 5 * MIB;
const BYTES = sampleBytes(2 * PART_BYTES + 1000);
const ORIGINAL = { connection: "store", key: "first.bin" };

let folder = "";
let started: StartedEmulator | undefined;
let connections: OpenConnections | undefined;
/** Parts whose bytes went through this process. */
let sentParts = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-store-side-"));
  await writeFile(join(folder, "id"), KEYS.accessKeyId);
  await writeFile(join(folder, "key"), KEYS.secretAccessKey);
  await writeFile(join(folder, "first.bin"), BYTES);
  started = await startEmulator();
  sentParts = 0;
});

afterEach(async () => {
  connections?.close();
  await started?.close();
  await rm(folder, { recursive: true });
});

/** The engine on real connections: a folder named "source", and the emulator as "store". */
async function deploy(provider: StoreProvider, settings: object): Promise<MemoryDeployment> {
  const credentials = {
    accessKeyId: `file:${join(folder, "id")}`,
    secretAccessKey: `file:${join(folder, "key")}`,
  };
  const endpoint = started?.emulator.endpoint;
  const store = { provider, bucket: BUCKET, region: REGION, endpoint, credentials, ...settings };
  const config = join(folder, "penstock.config.json");
  const source = { provider: "file", root: folder };
  await writeFile(config, JSON.stringify({ connections: { source, store } }));
  const opened = await openConnections(config, { secrets: new Set(), clock: systemClock });
  connections = opened;
  const counting = storeWith(({ uploadPart }) => ({
    uploadPart: (...args) => {
      sentParts += 1;
      return uploadPart(...args);
    },
  }));
  return new MemoryDeployment(1, {
    connections: { ...opened, store: (name) => counting(opened.store(name)) },
  });
}

async function endOf(deployment: MemoryDeployment, jobId: JobId) {
  await deployment.runUntilIdle();
  return (await deployment.transferOf(jobId)).state;
}

describe.each([
  ["cos", {}, "crc64xz"],
  ["versitygw", { pathStyle: true, checksum: "crc32" }, "crc32"],
  ["versitygw", { pathStyle: true, checksum: "md5" }, "md5"],
] as const)("on %s with %o", (provider, settings, checksum) => {
  const options = { partSizeBytes: PART_BYTES, verify: "full" } as const;

  test("an object is read back, then copied by the store and read back again", async () => {
    const deployment = await deploy(provider, settings);

    const first = await endOf(deployment, await deployment.submit("first.bin", options));
    const second = await endOf(
      deployment,
      await deployment.submit("copies/second.bin", options, ORIGINAL),
    );

    expect(first).toMatchObject({ kind: "stored", upload: { checksum } });
    expect(second).toMatchObject({
      kind: "stored",
      upload: { serverSideCopySource: expect.any(String) },
    });
    expect(sentParts).toBe(3);
    for (const state of [first, second]) {
      expect(state).toMatchObject({
        object: { verifiedBy: "read-back", sizeBytes: BYTES.length },
      });
    }
  });

  test("an object that may not be overwritten stays", async () => {
    const deployment = await deploy(provider, settings);
    await endOf(deployment, await deployment.submit("first.bin", options));

    const again = await deployment.submit("first.bin", { ...options, overwrite: "never" });

    expect(await endOf(deployment, again)).toMatchObject({ kind: "skipped" });
  });
});
