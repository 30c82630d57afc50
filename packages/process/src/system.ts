import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { type Clock, Crc64Xz, type Hasher, type Hashing, type Random } from "@penstock/core";

export const systemClock: Clock = { nowMs: () => Date.now() };

export const systemRandom: Random = {
  unit: () => Math.random(),
  bytes: (count) => randomBytes(count),
};

export const systemHashing: Hashing = {
  hasher(algorithm) {
    switch (algorithm) {
      case "crc64xz":
        return new Crc64Xz();
      case "crc32":
        return crc32Hasher();
      case "md5":
        return md5Hasher();
      default:
        return algorithm satisfies never;
    }
  },
};

function crc32Hasher(): Hasher {
  let value = 0;
  return {
    update: (bytes) => {
      value = crc32(bytes, value);
    },
    digest: () => value.toString(16).padStart(8, "0"),
  };
}

function md5Hasher(): Hasher {
  const hash = createHash("md5");
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    digest: () => hash.digest("hex"),
  };
}
