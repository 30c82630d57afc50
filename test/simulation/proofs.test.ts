import { type ObjectStore, type PartBody, STORE_PROFILES, type StoreProfile } from "@penstock/core";
import { BufferPool, transferPart } from "@penstock/engine";
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

function profileOf(checksum: StoreProfile["checksum"]): StoreProfile {
  return { ...STORE_PROFILES.cos, checksum };
}

/** Carries three parts, each larger than a worker's buffer, and tells what the store was sent. */
async function streamParts(
  checksum: StoreProfile["checksum"],
  change: (store: ObjectStore, sent: PartBody[]) => Partial<ObjectStore> = () => ({}),
) {
  const sent: PartBody[] = [];
  const watched = storeWith((store) => ({
    uploadPart: (upload, number, body, ...rest) => {
      sent.push(body);
      return store.uploadPart(upload, number, body, ...rest);
    },
    ...change(store, sent),
  }));
  const deployment = new MemoryDeployment(1, { store: watched }, profileOf(checksum));
  const bytes = sampleBytes(1, 3 * MIB);
  deployment.source.put(KEY, bytes);
  const jobId = await deployment.submit(KEY);
  await deployment.runTasks(1);
  const engine = { ...deployment.engine, buffers: new BufferPool(1024) };
  for (let part = deployment.tasks.takePart(); part; part = deployment.tasks.takePart()) {
    await transferPart(engine, part, deliveryOf({}));
  }
  await deployment.runUntilIdle();

  expect(deployment.storedDigest(KEY)).toBe(digest(bytes));
  const { state } = await deployment.transferOf(jobId);
  return { sent, verifiedBy: state.kind === "stored" ? state.object.verifiedBy : state };
}

describe("a part that is larger than the buffer", () => {
  test("still has its MD5 in front, for nothing else would prove it", async () => {
    const { sent, verifiedBy } = await streamParts("md5");

    expect(sent.map(({ checksum }) => checksum?.length)).toEqual([32, 32, 32]);
    expect(sent.map(({ isHeld }) => isHeld)).toEqual([undefined, undefined, undefined]);
    expect(verifiedBy).toBe("part-checksums");
  });

  test.each(["crc32", "crc64xz"] as const)(
    "is read once where the whole object's %s proves it",
    async (checksum) => {
      const { sent, verifiedBy } = await streamParts(checksum);

      expect(sent.map((body) => body.checksum)).toEqual([undefined, undefined, undefined]);
      expect(verifiedBy).toBe("object-checksum");
    },
  );

  test("is not called proved at a store that shows no checksum", async () => {
    const { verifiedBy } = await streamParts("crc32", (store) => ({
      head: async (...args) => {
        const { checksum, ...head } = (await store.head(...args)) ?? {};
        return "etag" in head ? head : undefined;
      },
    }));

    expect(verifiedBy).toBe("size");
  });
});

test.each(["md5", "crc64xz"] as const)(
  "a part whose connection died in the middle is read again, and proved as before: %s",
  async (checksum) => {
    const { sent, verifiedBy } = await streamParts(checksum, (store, bodies) => ({
      uploadPart: async (upload, number, body, ...rest) => {
        for await (const _ of body.chunks) {
          break;
        }
        const chunks = body.again?.() ?? body.chunks;
        bodies.push(body);
        return await store.uploadPart(upload, number, { ...body, chunks }, ...rest);
      },
    }));

    expect(sent).toHaveLength(3);
    expect(verifiedBy).toBe(checksum === "md5" ? "part-checksums" : "object-checksum");
  },
);

test("a PUT that is larger than the buffer has its checksum in front", async () => {
  const announced: unknown[] = [];
  const watched = storeWith((store) => ({
    put: (object, body, signal) => {
      announced.push(body.checksum);
      return store.put(object, body, signal);
    },
  }));
  const deployment = new MemoryDeployment(1, { store: watched }, profileOf("crc32"));
  deployment.source.hasRanges = false;
  deployment.source.put(KEY, sampleBytes(1, 2 * MIB));
  await deployment.submit(KEY, {});
  await deployment.runTasks(1);
  const [part] = deployment.tasks.parts;
  expect(part).toBeDefined();

  const engine = { ...deployment.engine, buffers: new BufferPool(1024) };
  await (part && transferPart(engine, part, deliveryOf({})));

  expect(announced).toEqual([expect.stringMatching(/^[0-9a-f]{8}$/)]);
});

test("a connection whose checksum is changed leaves the uploads alone that are open", async () => {
  let profile = profileOf("md5");
  const used = new Set<string>();
  const deployment = new MemoryDeployment(1, {
    store: (store) => ({
      ...storeWith(({ uploadPart, head }) => ({
        uploadPart: (upload, number, body, algorithm, signal) => {
          used.add(algorithm);
          return uploadPart.call(store, upload, number, body, algorithm, signal);
        },
        head: (key, algorithm, signal) => {
          used.add(algorithm);
          return head.call(store, key, algorithm, signal);
        },
      }))(store),
      get profile() {
        return profile;
      },
    }),
  });
  deployment.source.put(KEY, sampleBytes(1, 2 * MIB));
  const jobId = await deployment.submit(KEY);
  await deployment.runTasks(1);

  profile = profileOf("crc64xz");
  await deployment.runUntilIdle();

  expect(await deployment.stateOf(jobId)).toBe("succeeded");
  expect([...used]).toEqual(["md5"]);
});

test("a checksum that a test of the connection has shown is better than the provider's", async () => {
  const deployment = new MemoryDeployment(1, {}, profileOf("md5"));
  await deployment.ledger.connectionTests.save({
    connection: "store",
    testedAtMs: 0,
    checks: [],
    measured: { checksum: "crc32" },
  });
  deployment.source.put(KEY, sampleBytes(1, 2 * MIB));

  const jobId = await deployment.submit(KEY);
  await deployment.runUntilIdle();

  expect((await deployment.transferOf(jobId)).state).toMatchObject({
    kind: "stored",
    upload: { checksum: "crc32" },
    object: { verifiedBy: "object-checksum" },
  });
});

test.each(["none", "part", "full"] as const)(
  "what the store says of encryption and version is kept, also when verified by %s",
  async (verify) => {
    const telling = storeWith((store) => ({
      head: async (...args) => {
        const head = await store.head(...args);
        return head && { ...head, encryption: "cos/kms", versionId: "v7" };
      },
    }));
    const deployment = new MemoryDeployment(1, { store: telling });
    deployment.source.put(KEY, sampleBytes(1, 2 * MIB));

    const jobId = await deployment.submit(KEY, { verify });
    await deployment.runUntilIdle();

    expect((await deployment.transferOf(jobId)).state).toMatchObject({
      object: { encryption: "cos/kms", versionId: "v7" },
    });
  },
);
