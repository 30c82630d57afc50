import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ChecksumAlgorithm, combineChecksums, precedesBody } from "./checksum.ts";
import { Crc64Xz } from "./crc64-xz.ts";

const GIB = 1024 ** 3;

function crc32Of(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(8, "0");
}

function crc64Of(bytes: Uint8Array): string {
  const crc = new Crc64Xz();
  crc.update(bytes);
  return crc.digest();
}

const combinable = [
  ["crc32", crc32Of],
  ["crc64xz", crc64Of],
] as const satisfies readonly (readonly [ChecksumAlgorithm, (bytes: Uint8Array) => string])[];

describe("combineChecksums", () => {
  test.each(combinable)("joins %s pieces into the checksum of the whole", (algorithm, sumOf) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 6 }), (bodies) => {
        const whole = Uint8Array.from(bodies.flatMap((body) => [...body]));
        const pieces = bodies.map((body) => ({ checksum: sumOf(body), lengthBytes: body.length }));

        expect(combineChecksums(algorithm, pieces)).toBe(sumOf(whole));
      }),
    );
  });

  test.each(combinable)("joins 10 000 %s parts and a shorter last one", (algorithm, sumOf) => {
    const part = Uint8Array.from({ length: 37 }, (_, index) => (index * 73) & 255);
    const last = part.subarray(0, 11);
    const bodies = [...Array.from({ length: 9999 }, () => part), last];
    const pieces = bodies.map((body) => ({ checksum: sumOf(body), lengthBytes: body.length }));

    const whole = combineChecksums(algorithm, pieces);

    expect(whole).toBe(sumOf(Buffer.concat(bodies)));
  });

  test.each(combinable)(
    "does not care how %s pieces of many GiB are grouped",
    (algorithm, sumOf) => {
      const piece = (name: string, lengthBytes: number) => ({
        checksum: sumOf(Buffer.from(name)),
        lengthBytes,
      });
      const [first, second, third] = [
        piece("a", 5 * GIB),
        piece("b", 5 * GIB - 1),
        piece("c", 48_000 * GIB + 7),
      ];
      const tail = combineChecksums(algorithm, [second, third]) ?? "";

      const grouped = combineChecksums(algorithm, [
        first,
        { checksum: tail, lengthBytes: second.lengthBytes + third.lengthBytes },
      ]);

      expect(grouped).toBe(combineChecksums(algorithm, [first, second, third]));
    },
  );

  test.each(combinable)("depends on the order of %s pieces", (algorithm, sumOf) => {
    const a = { checksum: sumOf(Buffer.from("a")), lengthBytes: 1 };
    const b = { checksum: sumOf(Buffer.from("b")), lengthBytes: 1 };

    expect(combineChecksums(algorithm, [a, b])).not.toBe(combineChecksums(algorithm, [b, a]));
  });

  test("joins the vendor's two halves", () => {
    const pieces = ["hello ", "world!"].map((text) => ({
      checksum: crc64Of(Buffer.from(text)),
      lengthBytes: text.length,
    }));

    expect(combineChecksums("crc64xz", pieces)).toBe(crc64Of(Buffer.from("hello world!")));
  });

  test("has no response for MD5, which cannot be joined", () => {
    expect(combineChecksums("md5", [{ checksum: "0".repeat(32), lengthBytes: 1 }])).toBeUndefined();
  });
});

describe("precedesBody", () => {
  test.each([
    ["crc64xz", false],
    ["crc32", true],
    ["md5", true],
  ] as const)("is, for %s, %s", (algorithm, expected) => {
    expect(precedesBody(algorithm)).toBe(expected);
  });
});
