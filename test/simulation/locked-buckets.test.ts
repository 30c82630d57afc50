import { PenstockError, STORE_PROFILES } from "@penstock/core";
import { expect, test } from "vitest";
import { digest, MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const KEY = "in/big.bin";
/** Larger than the buffers of a deployment: such a part is read twice. */
const LARGE_PART = 20 * MIB;

const WAYS = [
  ["in one PUT", 1000, 5 * MIB],
  ["in parts", 11 * MIB - 7, 5 * MIB],
  ["in parts that are streamed", 41 * MIB, LARGE_PART],
] as const;

// Object Lock with a default retention: bytes without a checksum in a header are refused.
test.each(
  Object.entries(STORE_PROFILES)
    .filter(([name]) => name !== "cos")
    .flatMap(([name, profile]) => WAYS.map((way) => [name, ...way, profile] as const)),
)(
  "a locked bucket of %s takes an object %s",
  async (_name, _way, sizeBytes, partSizeBytes, profile) => {
    const bytes = sampleBytes(3, sizeBytes);
    const check = ({ checksum }: { readonly checksum?: string }) => {
      if (checksum === undefined) {
        throw new PenstockError("store-rejected", "Content-MD5 OR x-amz-checksum- is required");
      }
    };
    const locked = storeWith((store) => ({
      uploadPart: async (ref, number, body, ...rest) => {
        check(body);
        return store.uploadPart(ref, number, body, ...rest);
      },
      put: async (object, body, ...rest) => {
        check(body);
        return store.put(object, body, ...rest);
      },
    }));
    const deployment = new MemoryDeployment(1, { store: locked }, profile);
    deployment.source.put(KEY, bytes);

    const jobId = await deployment.submit(KEY, { partSizeBytes });
    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(deployment.storedDigest(KEY)).toBe(digest(bytes));
  },
);
