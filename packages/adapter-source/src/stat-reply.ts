// Questions about files and what the system says of them, as they pass to the thread that asks it and back.

import type { BigIntStats } from "node:fs";

/** Of one file. */
export type FileStats = Pick<BigIntStats, "size" | "ino" | "dev" | "mtimeNs" | "ctimeNs"> & {
  readonly isFile: boolean;
};

/** One text passes at a tenth of the price of a list of them. No path has the character that divides it. */
const DIVIDER = "\0";

export type StatQuestion = { readonly root: string; readonly joinedKeys: string };

export function packQuestion(root: string, keys: readonly string[]): StatQuestion {
  return { root, joinedKeys: keys.join(DIVIDER) };
}

/** Of one key that the system said nothing of, by its place among the keys. */
type Refused = { readonly at: number; readonly code: string; readonly syscall: string };

export type StatReply = {
  /** Six numbers a key: they pass by their memory, and nothing of them is copied. */
  readonly numbers: BigInt64Array<ArrayBuffer>;
  readonly refused: readonly Refused[];
};

const NUMBERS = 6;

/** @param statOf throws what the system refuses */
export function reply(
  { root, joinedKeys }: StatQuestion,
  statOf: (path: string) => BigIntStats,
): StatReply {
  const keys = joinedKeys.split(DIVIDER);
  const numbers = new BigInt64Array(keys.length * NUMBERS);
  const refused: Refused[] = [];
  for (const [at, key] of keys.entries()) {
    try {
      const stats = statOf(`${root}/${key}`);
      const { size, ino, dev, mtimeNs, ctimeNs } = stats;
      const isFile = stats.isFile() ? 1n : 0n;
      numbers.set([isFile, size, ino, dev, mtimeNs, ctimeNs], at * NUMBERS);
    } catch (error) {
      const { code = "", syscall = "" } = error as NodeJS.ErrnoException;
      refused.push({ at, code, syscall });
    }
  }
  return { numbers, refused };
}

/** Of each key its stats, or the error of the system. */
export function unpackStats({ numbers, refused }: StatReply): readonly (FileStats | Error)[] {
  const found: (FileStats | Error)[] = [];
  // Two of them have no sign.
  const unsigned = new BigUint64Array(numbers.buffer);
  for (let at = 0; at < numbers.length; at += NUMBERS) {
    found.push({
      isFile: numbers[at] === 1n,
      size: numbers[at + 1] ?? 0n,
      ino: unsigned[at + 2] ?? 0n,
      dev: unsigned[at + 3] ?? 0n,
      mtimeNs: numbers[at + 4] ?? 0n,
      ctimeNs: numbers[at + 5] ?? 0n,
    });
  }
  for (const { at, code, syscall } of refused) {
    found[at] = Object.assign(new Error(`${code}: ${syscall}`), { code, syscall });
  }
  return found;
}
