import { expect, test } from "vitest";
import { buildCrc, DISTANCES, POLYNOMIAL } from "../../scripts/build-crc.ts";
import { readTracked } from "./tracked-files.ts";

test("the WebAssembly is what its source builds", async () => {
  expect(readTracked("packages/process/src/crc-wasm.ts").text).toBe(await buildCrc());
});

test("the polynomial of CRC-64/XZ divides the one that folding rests on", () => {
  const longest = Math.max(...DISTANCES);
  const powers = powersOf(mirrored(POLYNOMIAL), longest / 8);

  const terms = [0, ...DISTANCES].map((distance) => powers[(longest - distance) / 8] ?? 0n);

  expect(terms.reduce((sum, term) => sum ^ term)).toBe(0n);
});

/** The remainders of y^0 to y^highest, where y = x^64. */
function powersOf(polynomial: bigint, highest: number): readonly bigint[] {
  const powers: bigint[] = [];
  let power = 1n;
  for (let word = 0; word <= highest; word += 1) {
    powers.push(power);
    for (let bit = 0; bit < 64; bit += 1) {
      const isOver = power >> 63n === 1n;
      power = BigInt.asUintN(64, power << 1n) ^ (isOver ? polynomial : 0n);
    }
  }
  return powers;
}

function mirrored(value: bigint): bigint {
  const digits = value.toString(2).padStart(64, "0");
  return BigInt(`0b${[...digits].reverse().join("")}`);
}
