import { expect, test } from "vitest";
import { buildCrcs, CRCS } from "../../scripts/build-crc.ts";
import { readTracked } from "./tracked-files.ts";

test("the WebAssembly is what its source builds", async () => {
  expect(readTracked("packages/process/src/crc-wasm.ts").text).toBe(await buildCrcs());
});

test.each(CRCS)("the polynomial of $name divides the one that folding rests on", (crc) => {
  const { width, polynomial, distances } = crc;
  const longest = Math.max(...distances);
  const powers = powersOf(mirrored(polynomial, width), width, longest / 8);

  const terms = [0, ...distances].map((distance) => powers[(longest - distance) / 8] ?? 0n);

  expect(terms.reduce((sum, term) => sum ^ term)).toBe(0n);
});

/** The remainders of y^0 to y^highest, where y = x^64. */
function powersOf(polynomial: bigint, width: number, highest: number): readonly bigint[] {
  const powers: bigint[] = [];
  let power = 1n;
  for (let word = 0; word <= highest; word += 1) {
    powers.push(power);
    for (let bit = 0; bit < 64; bit += 1) {
      const isOver = power >> BigInt(width - 1) === 1n;
      power = BigInt.asUintN(width, power << 1n) ^ (isOver ? polynomial : 0n);
    }
  }
  return powers;
}

function mirrored(value: bigint, width: number): bigint {
  const digits = value.toString(2).padStart(width, "0");
  return BigInt(`0b${[...digits].reverse().join("")}`);
}
