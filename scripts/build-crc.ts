/**
 * Builds packages/process/src/crc-wasm.ts from crc.wat beside it. Run it after every change of that
 * file: what was built is what runs, and a tidy test compares the two.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openWabt from "wabt";

const SOURCE = new URL("../packages/process/src/crc.wat", import.meta.url);
const TARGET = new URL("../packages/process/src/crc-wasm.ts", import.meta.url);

type Crc = {
  readonly name: string;
  readonly width: 32 | 64;
  /** Reflected, as it stands in the tables. */
  readonly polynomial: bigint;
  /**
   * Bytes from a word to its copies, the longest last, all multiples of 8. With y = x^64 and words for
   * bytes the sum of y^(longest - distance) over all distances and 0 is what the polynomial divides.
   */
  readonly distances: readonly number[];
};

export const CRCS: readonly Crc[] = [
  {
    name: "CRC64_XZ_WASM",
    width: 64,
    polynomial: 0xc96c5795d7870f42n,
    // Found by a generalised birthday search among 8 terms of at most 2600 words.
    distances: [936, 1216, 1928, 3160, 7152, 10_000, 11_224],
  },
  {
    name: "CRC32_WASM",
    width: 32,
    polynomial: 0xedb88320n,
    // The shortest there is with 4 terms.
    distances: [1120, 6328, 24_048],
  },
];

const LINE = 92;

/** The text of the built file. */
export async function buildCrcs(): Promise<string> {
  const wabt = await openWabt();
  const source = readFileSync(SOURCE, "utf8");
  const constants = CRCS.map((crc) => {
    const module = wabt.parseWat("crc.wat", filled(source, crc), { simd: true });
    const base64 = Buffer.from(module.toBinary({}).buffer).toString("base64");
    module.destroy();
    const lines = base64.match(new RegExp(`.{1,${LINE}}`, "g")) ?? [];
    return [
      `export const ${crc.name} = [`,
      ...lines.map((line) => `  "${line}",`),
      '].join("");',
    ].join("\n");
  });
  const head = "// Built from crc.wat by scripts/build-crc.ts: change those, not this.";
  return `${[head, ...constants].join("\n\n")}\n`;
}

function filled(source: string, { polynomial, distances }: Crc): string {
  return source
    .replace(/\{each distance\}(.*?)\{end\}/gs, (_, text: string) =>
      distances.map((distance) => text.replace("{distance}", String(distance))).join(""),
    )
    .replaceAll("{polynomial}", `0x${polynomial.toString(16)}`)
    .replaceAll("{span + 16}", String((distances.at(-1) ?? 0) + 16))
    .replaceAll("{span}", String(distances.at(-1)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(TARGET, await buildCrcs());
}
