import {
  type ChecksumAlgorithm,
  type JobId,
  type ObjectStore,
  PenstockError,
  type SourceReader,
  STORE_PROFILES,
  toPartNumber,
} from "@penstock/core";
import { describe, expect, test } from "vitest";
import { digest, MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const KEY = "copies/object.bin";
const SOURCE = { connection: "store", key: "originals/object.bin" };
const SIGNAL = new AbortController().signal;

type SceneOptions = {
  readonly checksum?: ChecksumAlgorithm;
  /** False: the source says nothing of its checksum. */
  readonly isPublished?: boolean;
};

/** A store that holds the source too, and what was read through this process. */
async function sceneOf(
  sizeBytes: number,
  change: (store: ObjectStore) => Partial<ObjectStore> = () => ({}),
  { checksum = "crc64xz", isPublished = true }: SceneOptions = {},
) {
  const read: number[] = [];
  const copied: number[] = [];
  const watched = (store: ObjectStore): ObjectStore => {
    const inner = storeWith(change)(store);
    return storeWith(() => ({
      copyPart: async (upload, number, ...rest) => {
        const part = await inner.copyPart(upload, number, ...rest);
        copied.push(number);
        return part;
      },
    }))(inner);
  };
  const listening = (stored: SourceReader): SourceReader => ({
    stat: async (...args) => {
      const said = await stored.stat(...args);
      const { sizeBytes, validator } = said.sourceVersion;
      return isPublished ? said : { ...said, sourceVersion: { sizeBytes, validator } };
    },
    read: (key, sourceVersion, range, signal) => {
      read.push(range.startByte / MIB + 1);
      return stored.read(key, sourceVersion, range, signal);
    },
  });
  const profile = { ...STORE_PROFILES.cos, checksum };
  const deployment = new MemoryDeployment(1, { store: watched, stored: listening }, profile);
  await putOriginal(deployment, sampleBytes(1, sizeBytes));
  return { deployment, read, copied };
}

async function putOriginal(deployment: MemoryDeployment, bytes: Uint8Array): Promise<void> {
  const object = { key: SOURCE.key, attributes: { metadata: {} }, token: "original" };
  const body = { lengthBytes: bytes.length, chunks: bytesOf(bytes) };
  await deployment.store.put({ ...object, checksum: "crc64xz" }, body, SIGNAL);
}

async function* bytesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function objectOf(deployment: MemoryDeployment, jobId: JobId) {
  const { state } = await deployment.transferOf(jobId);
  return state.kind === "stored" ? state.object : state;
}

describe("a transfer within one store", () => {
  test("is copied part by part, and no byte is read", async () => {
    const { deployment, read, copied } = await sceneOf(3 * MIB + 5);

    const jobId = await deployment.submit(KEY, {}, SOURCE);
    await deployment.runUntilIdle();

    expect(await objectOf(deployment, jobId)).toMatchObject({ verifiedBy: "object-checksum" });
    expect(deployment.storedDigest(KEY)).toBe(digest(sampleBytes(1, 3 * MIB + 5)));
    expect(copied).toEqual([1, 2, 3, 4]);
    expect(read).toEqual([]);
    expect((await deployment.record(jobId)).progress.bytesStored).toBe(3 * MIB + 5);
  });

  test("is relayed when the object fits in one part", async () => {
    const { deployment, read, copied } = await sceneOf(1000);

    const jobId = await deployment.submit(KEY, {}, SOURCE);
    await deployment.runUntilIdle();

    const { state } = await deployment.transferOf(jobId);
    expect(state.kind).toBe("stored");
    expect(state).not.toHaveProperty("upload.serverSideCopySource");
    expect(copied).toEqual([]);
    expect(read).toEqual([1]);
  });

  test("is relayed from another connection", async () => {
    const { deployment, copied } = await sceneOf(1000);
    deployment.source.put(KEY, sampleBytes(2, 3 * MIB));

    await deployment.submit(KEY);
    await deployment.runUntilIdle();

    expect(copied).toEqual([]);
    expect(deployment.storedDigest(KEY)).toBe(digest(sampleBytes(2, 3 * MIB)));
  });

  test("starts over when the source changes, and stores the new version whole", async () => {
    const { deployment, copied } = await sceneOf(3 * MIB);
    const jobId = await deployment.submit(KEY, {}, SOURCE);
    await deployment.runTasks(2);
    await putOriginal(deployment, sampleBytes(2, 4 * MIB));

    await deployment.runUntilIdle();

    expect(deployment.storedDigest(KEY)).toBe(digest(sampleBytes(2, 4 * MIB)));
    expect((await deployment.transferOf(jobId)).generation).toBe(2);
    expect(copied).toEqual([1, 1, 2, 3, 4]);
    expect(deployment.store.openUploads).toEqual([]);
  });

  test("repeats a copy that failed for a while", async () => {
    let failures = 3;
    const { deployment, read } = await sceneOf(2 * MIB, (store) => ({
      copyPart: (...args) => {
        failures -= 1;
        return failures >= 0
          ? Promise.reject(new PenstockError("store-response-invalid", "an error in a 200"))
          : store.copyPart(...args);
      },
    }));

    const jobId = await deployment.submit(KEY, {}, SOURCE);
    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(read).toEqual([]);
  });

  test.each(["source-forbidden", "store-refused", "store-rejected"] as const)(
    "is relayed when the store answers a copy with %s",
    async (code) => {
      const { deployment, read } = await sceneOf(3 * MIB, () => ({
        copyPart: () => Promise.reject(new PenstockError(code, "no copies here")),
      }));

      const jobId = await deployment.submit(KEY, {}, SOURCE);
      await deployment.runUntilIdle();

      expect(await deployment.stateOf(jobId)).toBe("succeeded");
      expect(read).toEqual([1, 2, 3]);
      expect((await deployment.record(jobId)).progress.retries).toBe(0);
    },
  );

  test("fails with the cause that relaying names when the source cannot be read at all", async () => {
    const { deployment } = await sceneOf(3 * MIB);
    const jobId = await deployment.submit(KEY, {}, SOURCE);
    await deployment.runTasks(1);
    deployment.store.objects.delete(SOURCE.key);

    await deployment.runUntilIdle();

    expect((await deployment.transferOf(jobId)).state).toMatchObject({
      kind: "failed",
      cause: { code: "source-missing" },
    });
    expect(deployment.store.openUploads).toEqual([]);
  });
});

describe("a store that tells no checksum of a copied part", () => {
  const silent = (store: ObjectStore): Partial<ObjectStore> => ({
    copyPart: async (...args) => ({ etag: (await store.copyPart(...args)).etag }),
  });

  test("is believed when the whole has the checksum that the source publishes", async () => {
    const { deployment } = await sceneOf(3 * MIB, silent);

    const jobId = await deployment.submit(KEY, {}, SOURCE);
    await deployment.runUntilIdle();

    expect(await objectOf(deployment, jobId)).toMatchObject({
      verifiedBy: "object-checksum",
      checksum: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  test.each(["crc64xz", "md5"] as const)(
    "proves nothing but the size when nothing is published and it checks parts by %s",
    async (checksum) => {
      const { deployment } = await sceneOf(3 * MIB, silent, { checksum, isPublished: false });

      const jobId = await deployment.submit(KEY, {}, SOURCE);
      await deployment.runUntilIdle();

      expect(await objectOf(deployment, jobId)).toMatchObject({ verifiedBy: "size" });
    },
  );

  test("copies a part again that is there under another ETag than the recorded one", async () => {
    const { deployment, copied } = await sceneOf(3 * MIB, silent, { isPublished: false });
    const jobId = await deployment.submit(KEY, {}, SOURCE);
    await deployment.runTasks(4);
    const [upload] = deployment.store.openUploads;
    const late = { lengthBytes: MIB, chunks: bytesOf(sampleBytes(7, MIB)) };
    await (upload && deployment.store.uploadPart(upload, toPartNumber(2), late, "md5", SIGNAL));

    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(copied).toEqual([1, 2, 3, 2]);
    expect(deployment.storedDigest(KEY)).toBe(digest(sampleBytes(1, 3 * MIB)));
  });

  test("is read on both sides when the object is to be read back", async () => {
    const { deployment, read } = await sceneOf(2 * MIB, silent);

    const jobId = await deployment.submit(KEY, { verify: "full" }, SOURCE);
    await deployment.runUntilIdle();

    expect(await objectOf(deployment, jobId)).toMatchObject({ verifiedBy: "read-back" });
    expect(read).toEqual([1, 1, 2, 2]);
  });
});
