import { createHash, randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { type Clock, type Hasher, type Hashing, type Random, Repetitions } from "@penstock/core";
import { crc32Hasher, crc64XzHasher } from "./crc-hasher.ts";

export const systemClock: Clock = { nowMs: () => Date.now() };

/** A request takes some bytes three times, and each call to the system costs as much as many bytes. */
const POOL_BYTES = 4096;

let pool = Buffer.alloc(0);

export const systemRandom: Random = {
  unit: () => Math.random(),
  bytes: (count) => {
    if (count > POOL_BYTES) {
      return randomBytes(count);
    }
    if (pool.length < count) {
      pool = randomBytes(POOL_BYTES);
    }
    // Each byte is given out once, as a copy.
    const bytes = new Uint8Array(pool.subarray(0, count));
    pool = pool.subarray(count);
    return bytes;
  },
};

/** One for each process. */
export function systemRepetitions(): Repetitions {
  return new Repetitions({ clock: systemClock, random: systemRandom });
}

/** Between two tries of what is waited for at start. */
export const systemPause = (ms: number): Promise<void> => delay(ms);

export const systemHashing: Hashing = {
  hasher(algorithm) {
    switch (algorithm) {
      case "crc64xz":
        return crc64XzHasher();
      case "crc32":
        return crc32Hasher();
      case "md5":
        return md5Hasher();
      default:
        return algorithm satisfies never;
    }
  },
};

function md5Hasher(): Hasher {
  const hash = createHash("md5");
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    digest: () => hash.digest("hex"),
  };
}
