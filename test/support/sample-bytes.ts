import { createCipheriv, createHash } from "node:crypto";

/** Pseudo-random bytes, the same for the same seed: no two ranges of them are alike. */
export function sampleBytes(sizeBytes: number, seed = "sample"): Buffer {
  const key = createHash("sha256").update(seed).digest().subarray(0, 16);
  return createCipheriv("aes-128-ctr", key, Buffer.alloc(16)).update(Buffer.alloc(sizeBytes));
}
