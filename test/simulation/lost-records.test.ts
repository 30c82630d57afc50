import { type ObjectStore, type PartBody, STORE_PROFILES, toPartNumber } from "@penstock/core";
import { interceptLedger } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { digest, MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

// A ledger that fell back behind a Complete may not know of all parts any more what was read for them.

const KEY = "data/object.bin";
const BYTES = sampleBytes(1, 3 * MIB);
const PART_TWO = toPartNumber(2);

async function verifyWithout(
  lost: readonly number[],
  change: (store: ObjectStore) => Partial<ObjectStore> = () => ({}),
) {
  let isCompleted = false;
  const completed = (store: ObjectStore): Partial<ObjectStore> => ({
    ...change(store),
    complete: (...args) => {
      isCompleted = true;
      return store.complete(...args);
    },
  });
  const deployment = new MemoryDeployment(
    1,
    {
      store: storeWith(completed),
      ledger: (ledger) =>
        interceptLedger(ledger, async ({ name, run }) => {
          const result = await run();
          return name === "transfers.uploadedParts" && isCompleted
            ? (result as { number: number }[]).filter(({ number }) => !lost.includes(number))
            : result;
        }),
    },
    { ...STORE_PROFILES.cos, checksum: "crc64xz" },
  );
  deployment.source.put(KEY, BYTES);
  const jobId = await deployment.submit(KEY);
  return { deployment, jobId };
}

/** Part 2 is not stored as it was sent, and the response says nothing of it. */
function corruptingPartTwo(store: ObjectStore): Partial<ObjectStore> {
  return {
    uploadPart: async (upload, number, body, ...rest) => {
      if (number !== PART_TWO) {
        return store.uploadPart(upload, number, body, ...rest);
      }
      const { etag } = await store.uploadPart(upload, number, corrupted(body), ...rest);
      return { etag };
    },
  };
}

function corrupted(body: PartBody): PartBody {
  return {
    lengthBytes: body.lengthBytes,
    chunks: (async function* () {
      let isFirst = true;
      for await (const chunk of body.chunks) {
        const copy = Uint8Array.from(chunk);
        copy[0] = (copy[0] ?? 0) ^ (isFirst ? 1 : 0);
        isFirst = false;
        yield copy;
      }
    })(),
  };
}

describe.each([[[2]], [[1, 3]], [[1, 2, 3]]])("without the records of the parts %j", (lost) => {
  test("an object is proved by what those parts of the source are now", async () => {
    const { deployment, jobId } = await verifyWithout(lost);

    await deployment.runUntilIdle();

    expect((await deployment.transferOf(jobId)).state).toMatchObject({
      kind: "stored",
      object: { verifiedBy: "object-checksum" },
    });
    expect(deployment.storedDigest(KEY)).toBe(digest(BYTES));
  });

  test("an object that the store corrupted is never called stored", async () => {
    const { deployment, jobId } = await verifyWithout(lost, corruptingPartTwo);

    await deployment.runUntilIdle();

    expect((await deployment.transferOf(jobId)).state).toMatchObject({
      kind: "failed",
      cause: { code: "integrity-mismatch" },
    });
  });
});

test("records that are complete cost no second reading", async () => {
  let reads = 0;
  const { deployment, jobId } = await verifyWithout([]);
  const { source } = deployment;
  const read = source.read.bind(source);
  source.read = (...args) => {
    reads += 1;
    return read(...args);
  };

  await deployment.runUntilIdle();

  expect((await deployment.transferOf(jobId)).state.kind).toBe("stored");
  expect(reads).toBe(3);
});
