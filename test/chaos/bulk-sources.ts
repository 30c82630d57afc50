import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sampleBytes } from "../support/sample-bytes.ts";

/** The folder that is copied. */
export const BULK_FOLDER = "many";

export type BulkSources = {
  /** Below the root, in the order of their keys. */
  readonly names: readonly string[];
  /** Those of them that the store refuses for good. */
  readonly refused: ReadonlySet<string>;
};

/** One in so many is refused. */
const REFUSED_EVERY = 500;
const FILES_OF_A_FOLDER = 1000;
const WRITES_AT_ONCE = 64;

/** Small files, no two alike, so that an object shows whose bytes it has. */
export async function makeBulkSources(folder: string, count: number): Promise<BulkSources> {
  const digits = String(count).length;
  const names = Array.from({ length: count }, (_, index) => {
    const number = String(index).padStart(digits, "0");
    const folder = String(Math.floor(index / FILES_OF_A_FOLDER)).padStart(digits, "0");
    return `${BULK_FOLDER}/d${folder}/f${number}.bin`;
  });
  for (const name of names.filter((_, index) => index % FILES_OF_A_FOLDER === 0)) {
    await mkdir(join(folder, dirname(name)), { recursive: true });
  }
  for (let at = 0; at < count; at += WRITES_AT_ONCE) {
    const some = names.slice(at, at + WRITES_AT_ONCE);
    await Promise.all(some.map((name) => writeFile(join(folder, name), bytesOf(name))));
  }
  const refused = names.filter(
    (_, index) => index % REFUSED_EVERY === Math.floor(REFUSED_EVERY / 2),
  );
  return { names, refused: new Set(refused) };
}

/** What a source holds: 200 bytes up to 700, from its name. */
function bytesOf(name: string): Buffer {
  const number = Number(/f(\d+)/.exec(name)?.[1] ?? 0);
  return sampleBytes(200 + (number % 500), name);
}
