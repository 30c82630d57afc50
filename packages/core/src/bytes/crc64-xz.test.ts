import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Crc64Xz, crc64FromDecimal, crc64ToDecimal } from "./crc64-xz.ts";

const MIB = 1024 ** 2;

function crcOf(...pieces: readonly Uint8Array[]): string {
  const crc = new Crc64Xz();
  for (const piece of pieces) {
    crc.update(piece);
  }
  return crc.digest();
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

describe("Crc64Xz", () => {
  // Published by Tencent (document 436/40334 and SDK unit tests) or agreed on by four implementations.
  test.each([
    ["nothing", text(""), "0"],
    ["the check string", text("123456789"), "11051210869376104954"],
    ["the body of the vendor's samples", text("[Object Part]"), "4510578591875220731"],
    ["that body twice", text("[Object Part][Object Part]"), "3375586906852340815"],
    ["the vendor's unit test", text("hello world!"), "9548687815775124833"],
    ["its first half", text("hello "), "1796661072844795914"],
    ["its second half", text("world!"), "10042366770838098850"],
    ["1 MiB of zeros", new Uint8Array(MIB), "6947770692288575170"],
    ["3 MiB of zeros", new Uint8Array(3 * MIB), "4584669596489318843"],
    ["1 MiB of counting bytes", counting(MIB), "12198584541786614250"],
  ])("knows the value of %s", (_name, bytes, decimal) => {
    expect(crc64ToDecimal(crcOf(bytes))).toBe(decimal);
  });

  test("gives the same value however the bytes are cut", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (pieces) => {
        const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]));

        expect(crcOf(...pieces)).toBe(crcOf(whole));
      }),
    );
  });

  test("reads its digest without ending", () => {
    const crc = new Crc64Xz();
    crc.update(text("hello "));
    crc.digest();

    crc.update(text("world!"));

    expect(crc.digest()).toBe(crcOf(text("hello world!")));
  });

  test("sees one flipped bit anywhere", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.nat(), (bytes, at) => {
        const flipped = Uint8Array.from(bytes);
        const index = at % bytes.length;
        flipped[index] = (bytes[index] ?? 0) ^ (1 << (at % 8));

        expect(crcOf(flipped)).not.toBe(crcOf(bytes));
      }),
    );
  });
});

describe("crc64ToDecimal", () => {
  test("comes back through crc64FromDecimal, leading zeros and all", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
        const hex = crc64FromDecimal(value.toString());

        expect(hex).toMatch(/^[0-9a-f]{16}$/);
        expect(crc64ToDecimal(hex)).toBe(value.toString());
      }),
    );
  });
});

function counting(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index & 255);
}
