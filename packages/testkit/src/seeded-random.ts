import type { Random } from "@penstock/core";

/** The first outputs still resemble the seed. */
const WARM_UP_ROUNDS = 12;

/** The same seed gives the same values: sfc32 by Chris Doty-Humphrey (PractRand). */
export function seededRandom(seed: number): Random {
  let a = 0x9e3779b9;
  let b = seed | 0;
  let c = Math.floor(seed / 2 ** 32) | 0;
  let counter = 1;

  function nextUint32(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  }

  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) {
    nextUint32();
  }
  return {
    unit: () => nextUint32() / 2 ** 32,
    bytes: (count) => {
      const words = new Uint32Array(Math.ceil(count / 4)).map(nextUint32);
      return new Uint8Array(words.buffer, 0, count);
    },
  };
}
