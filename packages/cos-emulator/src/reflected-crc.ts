/**
 * A CRC whose bits run from the lowest up, with all ones before and after: CRC-32C, CRC-64/NVME. Eight
 * bytes of state in two halves, for bitwise numbers have 32 bits.
 */
export class ReflectedCrc {
  readonly #bytes: number;
  readonly #low = new Uint32Array(256);
  readonly #high = new Uint32Array(256);
  #lowState = 0xffff_ffff;
  #highState: number;

  constructor(bits: 32 | 64, polynomial: bigint) {
    this.#bytes = bits / 8;
    this.#highState = bits === 64 ? 0xffff_ffff : 0;
    for (let byte = 0; byte < 256; byte += 1) {
      let value = BigInt(byte);
      for (let bit = 0; bit < 8; bit += 1) {
        value = (value & 1n) === 1n ? (value >> 1n) ^ polynomial : value >> 1n;
      }
      this.#low[byte] = Number(value & 0xffff_ffffn);
      this.#high[byte] = Number(value >> 32n);
    }
  }

  update(chunk: Uint8Array): void {
    let [low, high] = [this.#lowState, this.#highState];
    for (const byte of chunk) {
      const index = (low ^ byte) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (this.#low[index] ?? 0);
      high = (high >>> 8) ^ (this.#high[index] ?? 0);
    }
    [this.#lowState, this.#highState] = [low, high];
  }

  /** Most significant byte first. */
  digest(): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(~this.#highState >>> 0, 0);
    bytes.writeUInt32BE(~this.#lowState >>> 0, 4);
    return bytes.subarray(8 - this.#bytes);
  }
}
