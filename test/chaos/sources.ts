import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import type { Random } from "@penstock/core";
import { seededRandom } from "@penstock/testkit";
import { sampleBytes } from "../support/sample-bytes.ts";
import { spread } from "./chance.ts";

export type SourceFile = {
  /** From where it is copied: both show the same folder. */
  readonly connection: "files" | "web";
  /** Below the root of the connection. */
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
};

const MIB = 1024 * 1024;
/** Around one part, around the size from which there is more than one, and nothing at all. */
const EDGES = [0, 1, MIB - 1, MIB, MIB + 1, 16 * MIB - 1, 16 * MIB, 16 * MIB + 1, 33 * MIB + 5];
const OTHERS = 14;
/** Larger files have holes, so that they take little room. */
const WHOLE_BELOW_BYTES = 4 * MIB;
/** What is read over the web changes its version under way, and has to be moved again. */
const LARGEST_WEB_BYTES = 64 * MIB;
const STAMP_BYTES = 4096;
const ISLAND_BYTES = 256 * 1024;

/** Files of all sizes up to `mostBytes`, the same for the same seed. */
export async function makeSources(
  folder: string,
  { seed, mostBytes }: { readonly seed: number; readonly mostBytes: number },
): Promise<readonly SourceFile[]> {
  const random = seededRandom(seed);
  const others = Array.from({ length: OTHERS }, () => Math.round(spread(random, 1024, mostBytes)));
  const sizes = [...EDGES, ...others, mostBytes].filter((sizeBytes) => sizeBytes <= mostBytes);
  const sources: SourceFile[] = [];
  for (const [index, sizeBytes] of sizes.entries()) {
    const name = `source-${index}-${sizeBytes}.bin`;
    const connection = index % 2 === 1 && sizeBytes <= LARGEST_WEB_BYTES ? "web" : "files";
    const source: SourceFile = { connection, name, path: join(folder, name), sizeBytes };
    await write(source, `${seed} ${index}`, random);
    sources.push(source);
  }
  return sources;
}

/** A source at random: the larger ones more rarely, so that most jobs are over soon. */
export function chooseSource(sources: readonly SourceFile[], random: Random): SourceFile {
  const weights = sources.map(({ sizeBytes }) => Math.min(1, (16 * MIB) / sizeBytes));
  let left = random.unit() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, source] of sources.entries()) {
    left -= weights[index] ?? 0;
    if (left <= 0) {
      return source;
    }
  }
  throw new RangeError("there is no source to choose");
}

async function write({ path, sizeBytes }: SourceFile, seed: string, random: Random): Promise<void> {
  await using file = await open(path, "w");
  if (sizeBytes < WHOLE_BELOW_BYTES) {
    await file.writeFile(sampleBytes(sizeBytes, seed));
    return;
  }
  await file.truncate(sizeBytes);
  // Every MiB begins with bytes of its own: no two parts are alike, wherever they are cut.
  const stamps = sampleBytes(Math.ceil(sizeBytes / MIB) * STAMP_BYTES, seed);
  for (let at = 0, stamp = 0; at < sizeBytes; at += MIB, stamp += STAMP_BYTES) {
    await writeWithin(file, stamps.subarray(stamp, stamp + STAMP_BYTES), at, sizeBytes);
  }
  for (let island = 0; island < 8; island += 1) {
    const bytes = sampleBytes(ISLAND_BYTES, `${seed} island ${island}`);
    await writeWithin(file, bytes, Math.floor(random.unit() * sizeBytes), sizeBytes);
  }
  await writeWithin(file, sampleBytes(1, `${seed} end`), sizeBytes - 1, sizeBytes);
}

async function writeWithin(
  file: FileHandle,
  bytes: Uint8Array,
  at: number,
  sizeBytes: number,
): Promise<void> {
  await file.write(bytes, 0, Math.min(bytes.length, sizeBytes - at), at);
}
