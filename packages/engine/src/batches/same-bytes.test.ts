import { describe, expect, test } from "vitest";
import { haveSameBytes } from "./same-bytes.ts";

function inPieces(text: string, size: number) {
  let closed = 0;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    // As readers do, one buffer is used for every piece.
    const buffer = Buffer.alloc(size);
    try {
      for (let at = 0; at < text.length; at += size) {
        yield buffer.subarray(0, buffer.write(text.slice(at, at + size)));
      }
    } finally {
      closed += 1;
    }
  }
  return { bytes: pieces(), closed: () => closed };
}

describe("two streams", () => {
  test.each([
    ["abcdefgh", "abcdefgh", true],
    ["", "", true],
    ["abcdefgh", "abcdefgX", false],
    ["abcdefgh", "abcdefg", false],
    ["", "a", false],
    ["abcd", "Xbcd", false],
  ])("are compared whatever their pieces are: %j and %j", async (one, other, isSame) => {
    for (const [left, right] of [
      [1, 3],
      [3, 2],
      [8, 5],
      [9, 9],
    ] as const) {
      const sides = [inPieces(one, left), inPieces(other, right)] as const;

      const same = await haveSameBytes(sides[0].bytes, sides[1].bytes, () => undefined);

      expect(same).toBe(isSame);
      expect(sides.map(({ closed }) => closed())).toEqual([1, 1]);
    }
  });

  test("are closed where one of them fails", async () => {
    const whole = inPieces("abcd", 2);
    const failing = (async function* () {
      yield Buffer.from("ab");
      throw new Error("cut off");
    })();

    await expect(haveSameBytes(whole.bytes, failing, () => undefined)).rejects.toThrow("cut off");
    expect(whole.closed()).toBe(1);
  });
});
