import { type ChecksumAlgorithm, type PartRecord, toETag, workerTag } from "@penstock/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatUploaded, parseUploaded } from "./uploaded-parts.ts";

const DIGITS: Readonly<Record<ChecksumAlgorithm, number>> = { crc32: 8, crc64xz: 16, md5: 32 };

const hexadecimal = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });

const phaseMs = fc.nat(7 * 24 * 3600 * 1000);

const record: fc.Arbitrary<PartRecord> = fc.record({
  worker: fc.string().map(workerTag),
  endedAtMs: fc.integer({ min: 0, max: Date.UTC(2100, 0) }),
  phases: fc.record({
    ...{ queueMs: phaseMs, firstByteMs: phaseMs, readMs: phaseMs },
    ...{ sendMs: phaseMs, responseMs: phaseMs },
  }),
});

const etag = fc.oneof(
  hexadecimal(32),
  hexadecimal(40),
  fc.string({ unit: fc.constantFrom(...'aG-"_9~+/='), minLength: 1, maxLength: 80 }),
);

function roundTrip(part: Parameters<typeof formatUploaded>[0], algorithm: ChecksumAlgorithm) {
  return parseUploaded([{ 7: formatUploaded(part) }], algorithm)[0];
}

describe("an uploaded part in Redis", () => {
  test.each(Object.entries(DIGITS))("gives ETag and %s back, whatever they are", (name, digits) => {
    const algorithm = name as ChecksumAlgorithm;
    fc.assert(
      fc.property(
        etag,
        fc.option(hexadecimal(digits), { nil: undefined }),
        fc.option(record, { nil: undefined }),
        (text, checksum, of) => {
          const part = {
            etag: toETag(text),
            ...(checksum !== undefined && { checksum }),
            ...(of !== undefined && { record: of }),
          };

          const { number, record: kept, ...plain } = roundTrip(part, algorithm) ?? {};

          const { record: _, ...expected } = part;
          expect({ number, ...plain }).toEqual({ number: 7, ...expected });
          expect([undefined, of?.worker]).toContain(kept?.worker);
          expect([undefined, of?.endedAtMs]).toContain(kept?.endedAtMs);
        },
      ),
    );
  });

  test("keeps each phase within 2.3 %, or a millisecond", () => {
    fc.assert(
      fc.property(record, (of) => {
        const part = { etag: toETag("0".repeat(32)), checksum: "0".repeat(16), record: of };

        const kept = roundTrip(part, "crc64xz")?.record;

        for (const [phase, ms] of Object.entries(of.phases)) {
          const difference = Math.abs(
            (kept?.phases[phase as keyof PartRecord["phases"]] ?? 0) - ms,
          );
          expect(difference).toBeLessThanOrEqual(Math.max(1, ms * 0.023));
        }
      }),
    );
  });

  test.each([
    ["crc32", 32],
    ["crc64xz", 32],
    ["crc64xz", 40],
    ["md5", 32],
  ] as const)(
    "costs at most 24 bytes for its record, and no listpack: %s, an ETag of %d digits",
    (algorithm, digits) => {
      const checksum = "a".repeat(DIGITS[algorithm]);
      const plain = { etag: toETag("b".repeat(digits)), checksum };
      const of = {
        worker: workerTag("w"),
        endedAtMs: 1,
        phases: { queueMs: 1, firstByteMs: 1, readMs: 1, sendMs: 1, responseMs: 1 },
      };

      const [before, after] = [formatUploaded(plain), formatUploaded({ ...plain, record: of })];

      expect(after.length - before.length).toBeLessThanOrEqual(24);
      expect(after.length).toBeLessThanOrEqual(64);
      expect(roundTrip({ ...plain, record: of }, algorithm)?.record).toEqual(of);
    },
  );

  test("reads what a version without records wrote", () => {
    const parts = parseUploaded([{ 1: "0123456789abcdefetag", 2: "-etag" }], "crc64xz");

    expect(parts).toEqual([
      { number: 1, etag: "etag", checksum: "0123456789abcdef" },
      { number: 2, etag: "etag" },
    ]);
  });
});
