import { hash } from "node:crypto";

const BLOCK_BYTES = 64;
const HASH_BYTES = 32;

/**
 * HMAC with SHA-256 (RFC 2104) of many texts under one key. An object of `createHmac` costs more than twice
 * as much as the two hashes that it stands for.
 */
export class HmacSha256 {
  /** The key with one pattern, and the text behind it. */
  #inner = Buffer.alloc(BLOCK_BYTES + 1024);
  /** The key with the other one, and the hash of the inner behind it. */
  readonly #outer = Buffer.alloc(BLOCK_BYTES + HASH_BYTES);

  /** @param key at most one block of SHA-256 long */
  constructor(key: Uint8Array) {
    if (key.length > BLOCK_BYTES) {
      throw new RangeError(`a key of ${key.length} bytes would have to be hashed first`);
    }
    for (let at = 0; at < BLOCK_BYTES; at += 1) {
      const byte = key[at] ?? 0;
      this.#inner[at] = byte ^ 0x36;
      this.#outer[at] = byte ^ 0x5c;
    }
  }

  hexOf(text: string): string {
    const neededBytes = BLOCK_BYTES + Buffer.byteLength(text);
    if (neededBytes > this.#inner.length) {
      this.#inner = Buffer.concat([this.#inner], neededBytes);
    }
    this.#inner.write(text, BLOCK_BYTES);
    const inner = hash("sha256", this.#inner.subarray(0, neededBytes), "binary");
    this.#outer.write(inner, BLOCK_BYTES, "latin1");
    return hash("sha256", this.#outer, "hex");
  }
}
