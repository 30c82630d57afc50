import { gzipSync } from "node:zlib";
import { PenstockError, type Row } from "@penstock/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatRow, parseRows, rowLines } from "./row-v1.ts";

const text = fc.string({ unit: fc.constantFrom("a", "é", "😀", "\n", "\r", "\u2028", '"') });

const anyRow: fc.Arbitrary<Row> = fc.record(
  {
    key: text,
    sizeBytes: fc.nat(),
    outcome: fc.constantFrom("stored", "skipped", "failed", "same", "only_destination"),
    destinationKey: text,
    etag: text,
    rule: fc.constantFrom("etag", "size"),
    attempts: fc.nat(),
    cause: fc.record({ code: fc.constant("source-missing"), message: text }),
  },
  { requiredKeys: ["key", "sizeBytes", "outcome", "destinationKey"] },
);

async function* cut(bytes: Uint8Array, sizeBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += sizeBytes) {
    yield bytes.subarray(at, at + sizeBytes);
  }
}

describe("rows", () => {
  test("come back from members that stand in a row, however they are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyRow, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 50 }),
        async (members, sizeBytes) => {
          const bytes = Buffer.concat(members.map(rowLines.pack));

          const rows = await collect(rowLines.unpack(cut(bytes, sizeBytes)));

          expect(rows).toEqual(members.flat());
          expect(rowLines.unpackAll(members.map(rowLines.pack))).toEqual(members.flat());
        },
      ),
      { numRuns: 50 },
    );
  });

  test("come back from a report, however it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRow, { maxLength: 10 }),
        fc.integer({ min: 1, max: 50 }),
        async (rows, sizeBytes) => {
          const report = Buffer.from(rows.map((each) => `${formatRow(each)}\n`).join(""));

          expect(await collect(parseRows(cut(report, sizeBytes)))).toEqual(rows);
        },
      ),
      { numRuns: 50 },
    );
  });

  test("of none are nothing", async () => {
    expect(rowLines.pack([])).toHaveLength(0);
  });

  test.each([
    ["no JSON", "{"],
    ["without an outcome", '{"key":"a","size":1}'],
    ["with an outcome that there is not", '{"key":"a","size":1,"outcome":"lost"}'],
  ])("%s is not left out silently", async (_what, line) => {
    const reading = collect(rowLines.unpack(cut(gzipSync(`${line}\n`), 10)));

    await expect(reading).rejects.toMatchObject({ code: "journal-unavailable" });
    expect(() => rowLines.unpackAll([gzipSync(`${line}\n`)])).toThrow(/damaged/);
  });

  test("that were cut off are not taken for the end", async () => {
    const whole = rowLines.pack([
      { key: "a", sizeBytes: 1, outcome: "stored", destinationKey: "a" },
    ]);

    for (let sizeBytes = 1; sizeBytes < whole.length; sizeBytes += 1) {
      const reading = collect(rowLines.unpack(cut(whole.subarray(0, sizeBytes), 10)));
      await expect(reading).rejects.toMatchObject({
        code: "journal-unavailable",
        message: expect.stringMatching(/row of a bulk job is damaged.*its end is missing/),
      });
    }
    expect(() => rowLines.unpackAll([whole.subarray(0, -3)])).toThrow(/damaged/);
    expect(() => rowLines.unpackAll([gzipSync('{"key":"a"')])).toThrow(/its end is missing/);
  });
});

test("rows whose bytes cannot be read are not called damaged", async () => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield rowLines.pack([]);
    throw new PenstockError("journal-unavailable", "the disk is gone");
  }

  await expect(collect(rowLines.unpack(failing()))).rejects.toThrow("the disk is gone");
});

async function collect(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const all: Row[] = [];
  for await (const row of rows) {
    all.push(row);
  }
  return all;
}
