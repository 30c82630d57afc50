// Checksums: which prove what at which store, and how those of parts make up the whole.

/**
 * How a store proves that it got the bytes that were read.
 *
 * - `crc64xz`: COS computes it and returns it with every part (`x-cos-hash-crc64ecma`).
 * - `crc32`: sent as a header before the body (`x-amz-checksum-crc32`); S3 refuses a mismatch.
 * - `md5`: sent as Content-MD5 before the body; the one header that every S3 server verifies.
 */
export type ChecksumAlgorithm = "crc64xz" | "crc32" | "md5";

/** Lower-case hex, most significant digit first: 16, 8 or 32 digits. */
export type ChecksumValue = string;

/** The part checksum has to be known before the first body byte is sent, so the part is buffered. */
export function precedesBody(algorithm: ChecksumAlgorithm): boolean {
  return algorithm !== "crc64xz";
}

/** The checksum of the whole follows from those of its parts. */
export function canCombine(algorithm: ChecksumAlgorithm): boolean {
  return algorithm !== "md5";
}

type Polynomial = { readonly high: number; readonly low: number; readonly bits: 32 | 64 };

const POLYNOMIALS = {
  // ECMA-182, reflected; init and xor-out all ones.
  crc64xz: { high: 0xc96c5795, low: 0xd7870f42, bits: 64 },
  crc32: { high: 0, low: 0xedb88320, bits: 32 },
} as const satisfies Record<string, Polynomial>;

type Combinable = keyof typeof POLYNOMIALS;

/** Row n of a GF(2) matrix is the image of bit n: its low word at 2n, its high word at 2n + 1. */
type Operator = Uint32Array;

/**
 * Joins the checksums of consecutive pieces into the checksum of the whole, without the bytes.
 *
 * The operator that appends `lengthBytes` zero bytes is built once per distinct length; an object
 * has two (its parts and its last part), which makes 10 000 parts a matter of milliseconds.
 *
 * @returns undefined for an algorithm that cannot be combined (MD5)
 */
export function combineChecksums(
  algorithm: ChecksumAlgorithm,
  pieces: Iterable<{ readonly checksum: ChecksumValue; readonly lengthBytes: number }>,
): ChecksumValue | undefined {
  if (algorithm === "md5") {
    return undefined;
  }
  const operators = new Map<number, Operator>();
  let high = 0;
  let low = 0;
  for (const { checksum, lengthBytes } of pieces) {
    let operator = operators.get(lengthBytes);
    if (operator === undefined) {
      operator = zerosOperator(algorithm, lengthBytes);
      operators.set(lengthBytes, operator);
    }
    const [nextHigh, nextLow] = image(operator, high, low);
    high = (nextHigh ^ Number.parseInt(checksum.slice(-16, -8) || "0", 16)) >>> 0;
    low = (nextLow ^ Number.parseInt(checksum.slice(-8), 16)) >>> 0;
  }
  return toHex(algorithm, high, low);
}

function toHex(algorithm: Combinable, high: number, low: number): ChecksumValue {
  const lowDigits = low.toString(16).padStart(8, "0");
  return algorithm === "crc32" ? lowDigits : high.toString(16).padStart(8, "0") + lowDigits;
}

function zerosOperator(algorithm: Combinable, lengthBytes: number): Operator {
  const polynomial = POLYNOMIALS[algorithm];
  let square = oneZeroBit(polynomial);
  let result = identity(polynomial.bits);
  // Appending zeros is linear, so n bits are the n-th power of one bit: square and multiply.
  for (let bits = lengthBytes * 8; bits > 0; bits = Math.floor(bits / 2)) {
    if (bits % 2 === 1) {
      result = product(square, result);
    }
    square = product(square, square);
  }
  return result;
}

function oneZeroBit({ high, low, bits }: Polynomial): Operator {
  const rows = new Uint32Array(2 * bits);
  rows.set([low, high]);
  for (let bit = 1; bit < bits; bit += 1) {
    rows[2 * bit + (bit - 1 >= 32 ? 1 : 0)] = 2 ** ((bit - 1) % 32);
  }
  return rows;
}

function identity(bits: number): Operator {
  const rows = new Uint32Array(2 * bits);
  for (let bit = 0; bit < bits; bit += 1) {
    rows[2 * bit + (bit >= 32 ? 1 : 0)] = 2 ** (bit % 32);
  }
  return rows;
}

function product(outer: Operator, inner: Operator): Operator {
  const rows = new Uint32Array(inner.length);
  for (let row = 0; row < inner.length; row += 2) {
    const [high, low] = image(outer, inner[row + 1] ?? 0, inner[row] ?? 0);
    rows[row] = low;
    rows[row + 1] = high;
  }
  return rows;
}

function image(operator: Operator, high: number, low: number): readonly [number, number] {
  let imageHigh = 0;
  let imageLow = 0;
  for (let row = 0, rest = low; rest !== 0; row += 2, rest >>>= 1) {
    if (rest & 1) {
      imageLow ^= operator[row] ?? 0;
      imageHigh ^= operator[row + 1] ?? 0;
    }
  }
  for (let row = 64, rest = high; rest !== 0; row += 2, rest >>>= 1) {
    if (rest & 1) {
      imageLow ^= operator[row] ?? 0;
      imageHigh ^= operator[row + 1] ?? 0;
    }
  }
  return [imageHigh >>> 0, imageLow >>> 0];
}
