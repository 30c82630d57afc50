import type { Entry, Random } from "@penstock/core";
import { between, pick } from "../run/chance.ts";

/** What becomes of an entry that is tried: at once, after it failed so often, or never. */
export type Fate = { readonly failures: number; readonly isLost: boolean };

const PIECES = ["a", "a.b", "a/b", "a0", "//", "é", "\uff5e", "\u{1f600}", "z", "\uffff"] as const;
const [FIRST, ...OTHERS] = PIECES;

/** Keys that sort differently by bytes and by UTF-16 units, and lie close to each other. */
export function drawEntries(random: Random) {
  const count = Math.round(between(random, 0, 400));
  const fates = new Map<string, Fate>();
  while (fates.size < count) {
    const length = Math.round(between(random, 1, 4));
    const pieces = Array.from({ length }, () => pick(random, FIRST, ...OTHERS));
    const isTransient = random.unit() < 0.05;
    fates.set(`${pieces.join("")}${Math.floor(random.unit() * 1000)}`, {
      failures: isTransient ? Math.round(between(random, 1, 3)) : 0,
      isLost: random.unit() < 0.03,
    });
  }
  const entries = [...fates.keys()].map(
    (key): Entry => ({ key, sizeBytes: 1000, validator: { kind: "size-only" } }),
  );
  return { entries, fates };
}
