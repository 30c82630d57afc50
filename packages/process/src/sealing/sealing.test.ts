import { randomBytes } from "node:crypto";
import { parseSealedText } from "@penstock/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { systemRandom } from "../system.ts";
import { createSealing } from "./sealing.ts";

const key = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString("base64"));
const text = fc.string({ unit: "binary", maxLength: 200 });
const sealed = (keys: readonly string[]) => createSealing(keys, systemRandom);

describe("a sealed secret", () => {
  test("is opened by the same key for the same purpose", () => {
    fc.assert(
      fc.property(key, text, text, (one, secret, purpose) => {
        const sealing = sealed([one]);

        expect(sealing.open(sealing.seal(secret, purpose), purpose)).toBe(secret);
      }),
    );
  });

  test("is opened for no other purpose", () => {
    fc.assert(
      fc.property(key, text, text, text, (one, secret, purpose, other) => {
        fc.pre(purpose !== other);
        const sealing = sealed([one]);
        const stored = sealing.seal(secret, purpose);

        expect(() => sealing.open(stored, other)).toThrow(
          expect.objectContaining({ code: "sealed-text-invalid" }),
        );
      }),
    );
  });

  test("is not opened once any character of it was changed", () => {
    fc.assert(
      fc.property(key, text, fc.nat(), fc.nat({ max: 63 }), (one, secret, at, by) => {
        const sealing = sealed([one]);
        const stored = sealing.seal(secret, "a");
        const changed = withCharacter(stored, at % stored.length, by);
        // The last characters of base64 have spare bits that no decoder looks at.
        fc.pre(boxOf(changed) !== boxOf(stored));

        expect(() => sealing.open(changed, "a")).toThrow(
          expect.objectContaining({
            code: expect.stringMatching(/^sealed-text-invalid|sealing-key-missing$/),
          }),
        );
      }),
    );
  });

  test("differs each time, and holds nothing of the secret", () => {
    const sealing = sealed([randomBytes(32).toString("base64")]);
    const secret = "a secret that is long enough to be found";

    const both = [sealing.seal(secret, "a"), sealing.seal(secret, "a")];

    expect(new Set(both).size).toBe(2);
    for (const one of both) {
      expect(Buffer.from(parseSealedText(one)?.box ?? "", "base64url").includes(secret)).toBe(
        false,
      );
    }
  });
});

describe("the keys", () => {
  test("seal by the first and open by each of them", () => {
    fc.assert(
      fc.property(key, key, text, (old, fresh, secret) => {
        fc.pre(old !== fresh);
        const byOld = sealed([old]).seal(secret, "a");
        const both = sealed([fresh, old]);

        expect(both.open(byOld, "a")).toBe(secret);
        expect(sealed([fresh]).open(both.seal(secret, "a"), "a")).toBe(secret);
        expect(() => sealed([fresh]).open(byOld, "a")).toThrow(
          expect.objectContaining({ code: "sealing-key-missing" }),
        );
      }),
    );
  });

  test("are asked for where there is none", () => {
    expect(() => sealed([]).seal("a secret", "a")).toThrow(/set PENSTOCK_SEALING_KEY/);
  });
});

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

function withCharacter(stored: string, at: number, by: number): string {
  return stored.slice(0, at) + (ALPHABET[by] ?? "") + stored.slice(at + 1);
}

/** What a decoder makes of it; the text itself where it is not sealed any more. */
function boxOf(stored: string): string {
  const parsed = parseSealedText(stored);
  return parsed === undefined
    ? stored
    : `${parsed.keyId} ${Buffer.from(parsed.box, "base64url").toString("hex")}`;
}
