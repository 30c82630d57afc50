import {
  type ChecksumAlgorithm,
  type PartRecord,
  toETag,
  toPartNumber,
  workerTag,
} from "@penstock/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatRecord } from "./part-record.ts";
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
  fc
    .string({ unit: fc.constantFrom(...'aG-"_9~+/='), minLength: 1, maxLength: 80 })
    // Two quotes alone are none.
    .filter((text) => text !== '""'),
);

/** The string of a transfer, of which only this part was uploaded. */
function recordsOf(number: number, of: PartRecord): string {
  const text = formatRecord(of);
  return "\0".repeat((number - 1) * text.length) + text;
}

describe("an uploaded part in Redis", () => {
  test.each(Object.entries(DIGITS))("gives ETag and %s back, whatever they are", (name, digits) => {
    const algorithm = name as ChecksumAlgorithm;
    const checksums = fc.option(hexadecimal(digits), { nil: undefined });
    fc.assert(
      fc.property(etag, checksums, (text, checksum) => {
        const part = { etag: toETag(text), ...(checksum !== undefined && { checksum }) };

        const parts = parseUploaded([{ 7: formatUploaded(part) }], "", algorithm);

        expect(parts).toEqual([{ number: 7, ...part }]);
      }),
    );
  });

  test("is kept as versions without records read it, whoever uploaded it", () => {
    const of = { endedAtMs: 1, worker: workerTag("w") };
    const phases = { queueMs: 1, firstByteMs: 1, readMs: 1, sendMs: 1, responseMs: 1 };
    const part = { etag: toETag("etag"), record: { ...of, phases } };

    const values = [
      formatUploaded(part),
      formatUploaded({ ...part, checksum: "0123456789abcdef" }),
    ];

    expect(values).toEqual(["-etag", "0123456789abcdefetag"]);
  });

  test("keeps who uploaded it, and each phase within 2.3 % or a millisecond", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), record, (number, of) => {
        const buckets = [{ [number]: "-etag", [number + 1]: "-other" }];

        const [part, other] = parseUploaded(buckets, recordsOf(number, of), "crc32");

        expect(other).toEqual({ number: toPartNumber(number + 1), etag: toETag("other") });
        expect(part?.record).toMatchObject({ worker: of.worker, endedAtMs: of.endedAtMs });
        for (const [phase, ms] of Object.entries(of.phases)) {
          const kept = part?.record?.phases[phase as keyof PartRecord["phases"]] ?? 0;
          expect(Math.abs(kept - ms)).toBeLessThanOrEqual(Math.max(1, ms * 0.023));
        }
      }),
    );
  });

  test("has no record where another version uploaded it, between others that have one", () => {
    const of = { endedAtMs: 1, worker: workerTag("w") };
    const phases = { queueMs: 1, firstByteMs: 1, readMs: 1, sendMs: 1, responseMs: 1 };
    const buckets = [{ 1: "-one", 2: "-two" }];

    const [first, second] = parseUploaded(buckets, recordsOf(2, { ...of, phases }), "crc32");

    expect(first).not.toHaveProperty("record");
    expect(second).toHaveProperty("record");
  });
});
