import { createCipheriv } from "node:crypto";
import { open } from "node:fs/promises";
import { type Digest, Digester } from "./digest.ts";

const MIB = 1024 * 1024;
/** Sixteen bytes each, as AES-128 takes them. The same sample every time. */
const KEY = Buffer.from("penstock sample.");
const COUNTER_START = Buffer.alloc(16);

/**
 * Writes pseudo-random bytes, which no layer can compress or guess, and hashes them on the way. The
 * keystream of AES-CTR is the fastest generator that Node has: about a GiB a second.
 */
export async function writeSample(
  path: string,
  sizeBytes: number,
  signal: AbortSignal,
): Promise<Digest> {
  const cipher = createCipheriv("aes-128-ctr", KEY, COUNTER_START);
  const zeros = Buffer.alloc(MIB);
  const digester = new Digester();
  const file = await open(path, "wx");
  try {
    for (let left = sizeBytes; left > 0; left -= MIB) {
      signal.throwIfAborted();
      const bytes = cipher.update(left < MIB ? zeros.subarray(0, left) : zeros);
      digester.update(bytes);
      await file.writeFile(bytes);
    }
  } finally {
    await file.close();
  }
  return digester.digest();
}
