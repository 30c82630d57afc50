// CRC-64/XZ, which COS computes of every object and part.

import type { ChecksumValue } from "./checksum.ts";

// CRC-64/XZ: polynomial of ECMA-182 in reflected form, init and xor-out all ones. COS returns it as
// `x-cos-hash-crc64ecma` (document 436/40334). Not the CRC-64/NVME of AWS: that polynomial differs.
const POLYNOMIAL_HIGH = 0xc96c5795;
const POLYNOMIAL_LOW = 0xd7870f42;
const SLICES = 8;

// Slicing-by-8: eight bytes a step, eight tables of 256 entries, each entry as two 32-bit words,
// because 64-bit integers of JavaScript are far slower than pairs of 32-bit ones.
const HIGH = new Int32Array(SLICES * 256);
const LOW = new Int32Array(SLICES * 256);

for (let byte = 0; byte < 256; byte += 1) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    const carry = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (carry === 1) {
      low ^= POLYNOMIAL_LOW;
      high ^= POLYNOMIAL_HIGH;
    }
  }
  HIGH[byte] = high;
  LOW[byte] = low;
}
for (let index = 256; index < SLICES * 256; index += 1) {
  const high = HIGH[index - 256] ?? 0;
  const low = LOW[index - 256] ?? 0;
  const byte = low & 255;
  LOW[index] = ((low >>> 8) | (high << 24)) ^ (LOW[byte] ?? 0);
  HIGH[index] = (high >>> 8) ^ (HIGH[byte] ?? 0);
}

/** A running CRC-64/XZ. `digest` may be read at any time and does not end it. */
export class Crc64Xz {
  #high = -1;
  #low = -1;

  update(bytes: Uint8Array): void {
    let high = this.#high;
    let low = this.#low;
    const whole = bytes.length - (bytes.length % SLICES);
    for (let at = 0; at < whole; at += SLICES) {
      // The `?? 0` never fires: it only tells the compiler that the index is inside the array.
      low ^= word(bytes, at);
      high ^= word(bytes, at + 4);
      const a = 0x700 + (low & 255);
      const b = 0x600 + ((low >>> 8) & 255);
      const c = 0x500 + ((low >>> 16) & 255);
      const d = 0x400 + (low >>> 24);
      const e = 0x300 + (high & 255);
      const f = 0x200 + ((high >>> 8) & 255);
      const g = 0x100 + ((high >>> 16) & 255);
      const h = high >>> 24;
      low =
        at8(LOW, a) ^
        at8(LOW, b) ^
        at8(LOW, c) ^
        at8(LOW, d) ^
        at8(LOW, e) ^
        at8(LOW, f) ^
        at8(LOW, g) ^
        at8(LOW, h);
      high =
        at8(HIGH, a) ^
        at8(HIGH, b) ^
        at8(HIGH, c) ^
        at8(HIGH, d) ^
        at8(HIGH, e) ^
        at8(HIGH, f) ^
        at8(HIGH, g) ^
        at8(HIGH, h);
    }
    for (let at = whole; at < bytes.length; at += 1) {
      const byte = (low ^ (bytes[at] ?? 0)) & 255;
      low = ((low >>> 8) | (high << 24)) ^ at8(LOW, byte);
      high = (high >>> 8) ^ at8(HIGH, byte);
    }
    this.#high = high;
    this.#low = low;
  }

  /** 16 hex digits. */
  digest(): ChecksumValue {
    return hex32(~this.#high) + hex32(~this.#low);
  }
}

/** The same value as COS writes it: an unsigned decimal number. */
export function crc64ToDecimal(value: ChecksumValue): string {
  return BigInt(`0x${value}`).toString();
}

export function crc64FromDecimal(text: string): ChecksumValue {
  return BigInt(text).toString(16).padStart(16, "0");
}

function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}

function at8(table: Int32Array, index: number): number {
  return table[index] ?? 0;
}

function hex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}
