import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Regions } from "./regions.ts";

/** Whether the promise is resolved by now. */
async function isGiven(piece: Promise<Uint8Array>): Promise<boolean> {
  const waiting = Symbol("waiting");
  return (await Promise.race([piece, Promise.resolve(waiting)])) !== waiting;
}

describe("pieces of a buffer", () => {
  test("never overlap, and everyone gets one in the end", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 10 }), { maxLength: 30 }),
        fc.nat(),
        async (sizes, seed) => {
          const regions = new Regions(new Uint8Array(10));
          const held: Uint8Array[] = [];
          let given = 0;
          for (const size of sizes) {
            void regions.take(size).then((piece) => {
              given += 1;
              held.push(piece);
            });
          }
          for (let round = 0; given < sizes.length || held.length > 0; round += 1) {
            await Promise.resolve();
            const places = held
              .filter(({ length }) => length > 0)
              .map(({ byteOffset, length }) => [byteOffset, byteOffset + length] as const)
              .toSorted(([a], [b]) => a - b);
            expect(
              places.every(
                ([start], index) => index === 0 || start >= (places[index - 1]?.[1] ?? 0),
              ),
            ).toBe(true);
            const [piece] = held.splice((seed + round) % Math.max(1, held.length), 1);
            if (piece !== undefined) {
              regions.release(piece);
            }
          }

          expect(given).toBe(sizes.length);
        },
      ),
    );
  });

  test("are given in the order in which they were asked for", async () => {
    const regions = new Regions(new Uint8Array(10));
    const first = await regions.take(6);
    const large = regions.take(10);
    const small = regions.take(1);

    expect([await isGiven(large), await isGiven(small)]).toEqual([false, false]);
    regions.release(first);
    expect([await isGiven(large), await isGiven(small)]).toEqual([true, false]);
  });
});
