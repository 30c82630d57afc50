/**
 * Builds packages/process/src/crc-wasm.ts from crc.wat beside it. Run it after every change of that
 * file: what was built is what runs, and a tidy test compares the two.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openWabt from "wabt";

const SOURCE = new URL("../packages/process/src/crc.wat", import.meta.url);
const TARGET = new URL("../packages/process/src/crc-wasm.ts", import.meta.url);

/** Reflected, as it stands in the tables. */
export const POLYNOMIAL = 0xc96c5795d7870f42n;

/**
 * Bytes from a word to its copies, the longest last, all multiples of 8. With y = x^64 and words for
 * bytes the sum of y^(longest - distance) over all distances and 0 is what the polynomial divides.
 * Found by a generalised birthday search among 8 terms of at most 2600 words.
 */
export const DISTANCES: readonly number[] = [936, 1216, 1928, 3160, 7152, 10_000, 11_224];

const LINE = 92;

/** The text of the built file. */
export async function buildCrc(): Promise<string> {
  const wabt = await openWabt();
  const module = wabt.parseWat("crc.wat", filled(readFileSync(SOURCE, "utf8")), { simd: true });
  const base64 = Buffer.from(module.toBinary({}).buffer).toString("base64");
  module.destroy();
  const lines = base64.match(new RegExp(`.{1,${LINE}}`, "g")) ?? [];
  return [
    "// Built from crc.wat by scripts/build-crc.ts: change those, not this.",
    "",
    "export const CRC64_XZ_WASM = [",
    ...lines.map((line) => `  "${line}",`),
    '].join("");',
    "",
  ].join("\n");
}

function filled(source: string): string {
  return source
    .replace(/\{each distance\}(.*?)\{end\}/gs, (_, text: string) =>
      DISTANCES.map((distance) => text.replace("{distance}", String(distance))).join(""),
    )
    .replaceAll("{polynomial}", `0x${POLYNOMIAL.toString(16)}`)
    .replaceAll("{span + 16}", String((DISTANCES.at(-1) ?? 0) + 16))
    .replaceAll("{span}", String(DISTANCES.at(-1)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(TARGET, await buildCrc());
}
