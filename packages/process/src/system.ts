import { createHash, randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { type Clock, type Hasher, type Hashing, type Random, Repetitions } from "@penstock/core";
import { crc32Hasher, crc64XzHasher } from "./crc-hasher.ts";

export const systemClock: Clock = { nowMs: () => Date.now() };

export const systemRandom: Random = {
  unit: () => Math.random(),
  bytes: (count) => randomBytes(count),
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
