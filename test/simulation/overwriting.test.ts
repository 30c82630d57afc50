import { type ETag, type ObjectStore, PenstockError, STORE_PROFILES } from "@penstock/core";
import { describe, expect, test } from "vitest";
import {
  deliveryOf,
  digest,
  MemoryDeployment,
  MIB,
  sampleBytes,
} from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const KEY = "data/object.bin";
const { signal } = deliveryOf({});
const OTHERS = sampleBytes(9, 500);

/** Another writer writes the key. */
async function intrude({ store }: MemoryDeployment): Promise<ETag> {
  const chunks = (async function* () {
    yield OTHERS;
  })();
  const object = { key: KEY, attributes: { metadata: {} }, token: "another" };
  const { etag } = await store.put(
    { ...object, checksum: "md5" },
    { lengthBytes: 500, chunks },
    signal,
  );
  return etag;
}

/** A transfer that may not overwrite, and a stranger who writes the key before this call of the store. */
async function race(
  sizeBytes: number,
  before: "initiate" | "complete" | "put",
  profile = STORE_PROFILES.cos,
) {
  let isFree = true;
  const intruding = (store: ObjectStore): ObjectStore =>
    storeWith(() => {
      const call = async (...args: never[]) => {
        if (isFree) {
          isFree = false;
          await intrude(deployment);
        }
        return Reflect.apply(store[before], store, args);
      };
      return { [before]: call };
    })(store);
  const deployment = new MemoryDeployment(1, { store: intruding }, profile);
  deployment.source.put(KEY, sampleBytes(1, sizeBytes));
  const jobId = await deployment.submit(KEY, { overwrite: "never" });
  await deployment.runUntilIdle();
  expect(deployment.storedDigest(KEY)).toBe(digest(OTHERS));
  expect(deployment.store.openUploads).toEqual([]);
  return (await deployment.transferOf(jobId)).state;
}

describe("a transfer that may not overwrite", () => {
  test("is skipped when the object appears before its upload is opened", async () => {
    expect(await race(2 * MIB, "initiate")).toMatchObject({ kind: "skipped" });
  });

  test("is refused when the object appears just before the Complete", async () => {
    expect(await race(2 * MIB, "complete")).toMatchObject({
      kind: "failed",
      cause: { code: "destination-exists" },
    });
  });

  test("is refused when the object appears just before the PUT", async () => {
    expect(await race(1000, "put")).toMatchObject({
      kind: "failed",
      cause: { code: "destination-exists" },
    });
  });

  test("leaves an object alone that appears while its parts are on their way, where the store has no guard", async () => {
    const { cos } = STORE_PROFILES;
    const overwriteGuard = { is: "none", by: "believed" } as const;
    const unguarded = { ...cos, behaviour: { ...cos.behaviour, overwriteGuard } };
    const deployment = new MemoryDeployment(1, {}, unguarded);
    deployment.source.put(KEY, sampleBytes(1, 2 * MIB));
    const jobId = await deployment.submit(KEY, { overwrite: "never" });
    await deployment.runTasks(2);
    await intrude(deployment);

    await deployment.runUntilIdle();

    expect((await deployment.transferOf(jobId)).state).toMatchObject({
      kind: "failed",
      cause: { code: "destination-exists" },
    });
    expect(deployment.storedDigest(KEY)).toBe(digest(OTHERS));
  });

  test.each([1000, 2 * MIB])(
    "of %d bytes takes the object as its own that it stored without hearing the response",
    async (sizeBytes) => {
      let lost = 1;
      const losing = async <Value>(response: Promise<Value>): Promise<Value> => {
        const reported = await response;
        lost -= 1;
        if (lost >= 0) {
          throw new PenstockError("store-unreachable", "the connection was cut");
        }
        return reported;
      };
      const deployment = new MemoryDeployment(1, {
        store: storeWith((store) => ({
          put: (...args) => losing(store.put(...args)),
          complete: (...args) => losing(store.complete(...args)),
        })),
      });
      deployment.source.put(KEY, sampleBytes(1, sizeBytes));

      const jobId = await deployment.submit(KEY, { overwrite: "never" });
      await deployment.runUntilIdle();

      expect((await deployment.transferOf(jobId)).state).toMatchObject({
        kind: "stored",
        object: { verifiedBy: "object-checksum" },
      });
      expect(deployment.storedDigest(KEY)).toBe(digest(sampleBytes(1, sizeBytes)));
    },
  );

  test("asks the store to refuse in every call that could overwrite", async () => {
    const asked: unknown[] = [];
    const watched = storeWith((store) => ({
      initiate: (object, ...rest) => {
        asked.push(object.forbidOverwrite);
        return store.initiate(object, ...rest);
      },
      complete: (upload, parts, whole, ...rest) => {
        asked.push(whole.forbidOverwrite);
        return store.complete(upload, parts, whole, ...rest);
      },
      put: (object, ...rest) => {
        asked.push(object.forbidOverwrite);
        return store.put(object, ...rest);
      },
    }));
    const deployment = new MemoryDeployment(1, { store: watched });
    deployment.source.put(KEY, sampleBytes(1, 2 * MIB));
    deployment.source.put("small", sampleBytes(1, 10));

    await deployment.submit(KEY, { overwrite: "never" });
    await deployment.submit("small", { overwrite: "never" });
    await deployment.runUntilIdle();
    expect(asked).toEqual([true, true, true]);

    await deployment.submit(KEY);
    await deployment.runUntilIdle();
    expect(asked.slice(3)).toEqual([undefined, undefined]);
  });
});
