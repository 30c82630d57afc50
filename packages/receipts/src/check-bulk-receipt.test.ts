import { createHash } from "node:crypto";
import { CHECK_OUTCOMES, countedAs, isTrouble, type Row, tallyOf } from "@penstock/core";
import { type BulkReceipt, bulkReceiptV1, rowLines } from "@penstock/wire";
import { describe, expect, test } from "vitest";
import { checkBulkReceipt, checkSegments } from "./check-bulk-receipt.ts";
import { signReceipt } from "./signature.ts";

const KEY = "a key for these tests, long enough";
const CAUSE = { code: "source-missing", message: "gone" } as const;

function rowOf(key: string, change: Partial<Row> = {}): Row {
  return { key, sizeBytes: 10, outcome: "stored", destinationKey: key, ...change };
}

const SEGMENTS: readonly (readonly Row[])[] = [
  [rowOf("a"), rowOf("b", { outcome: "failed", cause: CAUSE })],
  [
    rowOf("c", { outcome: "skipped" }),
    ...CHECK_OUTCOMES.map((outcome) => rowOf(outcome, { outcome })),
  ],
];

function nameOf(rows: readonly Row[], number: number): string {
  return `1-${number}-${sha256Of(rowLines.pack(rows)).slice(0, 16)}.jsonl.gz`;
}

const FILES = new Map(SEGMENTS.map((rows, number) => [nameOf(rows, number), rowLines.pack(rows)]));

function countsOf(rows: readonly Row[]) {
  const counts = { stored: 0, skipped: 0, failed: 0, aborted: 0 };
  for (const { outcome } of rows) {
    counts[countedAs(outcome)] += 1;
  }
  return counts;
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

type Body = Omit<BulkReceipt, "signature">;

function bodyOf(change: Partial<Body> = {}): Body {
  const all = SEGMENTS.flat();
  return {
    ...{ v: 1, kind: "bulk", jobId: "job_1", verb: "copy" },
    source: { connection: "raw", kind: "prefix", of: "2026/", include: [], exclude: [] },
    destination: { connection: "local", key: "{relativeKey}" },
    epoch: 1,
    counts: { listed: all.length, ...countsOf(all) },
    ...{ brokenPieces: 0, extra: 0, coveredBytes: 10 * all.length },
    segments: SEGMENTS.map((rows, number) => ({
      ...{ epoch: 1, number, rows: rows.length, counts: countsOf(rows) },
      trouble: [...tallyOf(rows.filter(isTrouble))],
      rowsSha256: sha256Of(FILES.get(nameOf(rows, number)) ?? new Uint8Array()),
      troubleSha256: sha256Of(rowLines.pack(rows.filter(isTrouble))),
    })),
    ...{ acceptedAt: "2026-11-29T07:00:00.000Z", endedAt: "2026-11-29T08:00:00.000Z" },
    ...change,
  };
}

function signed(body: Body = bodyOf(), key = KEY): BulkReceipt {
  return bulkReceiptV1.parse(JSON.parse(JSON.stringify(signReceipt(body, key))));
}

const read = async (name: string) => FILES.get(name);

async function checked(receipt: BulkReceipt, key = KEY, from = read): Promise<readonly string[]> {
  const checks = [...checkBulkReceipt(receipt, key), await checkSegments(receipt, from)];
  return checks.map(({ name, outcome, detail }) => `${name} ${outcome}: ${detail}`);
}

describe("a receipt of a bulk job", () => {
  test("passes with the segments that it names", async () => {
    const lines = await checked(signed());

    expect(lines.map((line) => line.split(":")[0])).toEqual([
      ...["signature passed", "counts passed", "segments passed"],
    ]);
  });

  test.each<[string, BulkReceipt, string, RegExp]>([
    ["with another key", signed(), "another key for the tests", /signature failed: .*key/],
    [
      "without a signature",
      { ...signed(), signature: null },
      KEY,
      /signature failed: .*not signed/,
    ],
    [
      "whose count was changed",
      { ...signed(), counts: { ...bodyOf().counts, stored: 2 } },
      KEY,
      /signature failed: .*changed after it was signed/,
    ],
    [
      "whose segments do not make up its counts",
      signed(bodyOf({ counts: { ...bodyOf().counts, stored: 2 } })),
      KEY,
      /counts failed: the segments have 1 stored, the job has 2/,
    ],
    [
      "that lists more than it counts",
      signed(bodyOf({ counts: { ...bodyOf().counts, listed: 99 } })),
      KEY,
      /counts failed: 99 objects were listed/,
    ],
    [
      "that leaves out a segment",
      signed(bodyOf({ segments: bodyOf().segments.slice(1) })),
      KEY,
      /counts failed: the segments have 0 stored/,
    ],
  ])("%s fails, and says why", async (_what, receipt, key, reason) => {
    expect((await checked(receipt, key)).join("\n")).toMatch(reason);
  });

  test("names the segment that is missing", async () => {
    const lines = await checked(signed(), KEY, async (name) =>
      name.startsWith("1-1-") ? undefined : read(name),
    );

    expect(lines.at(-1)).toMatch(
      /^segments failed: segment 1-1-[0-9a-f]{16}\.jsonl\.gz is missing$/,
    );
  });

  test("names the segment that was changed", async () => {
    const lines = await checked(signed(), KEY, async (name) =>
      name.startsWith("1-0-") ? rowLines.pack([rowOf("a"), rowOf("x")]) : read(name),
    );

    expect(lines.at(-1)).toMatch(/segments failed: segment 1-0-[0-9a-f]+\.jsonl\.gz was changed/);
  });

  test("names the segment whose rows are not those that it counts", async () => {
    const [first, ...rest] = bodyOf().segments;
    const counts = { stored: 2, skipped: 0, failed: 0, aborted: 0 };
    const wrong = first === undefined ? [] : [{ ...first, counts }, ...rest];

    const lines = await checked(signed(bodyOf({ segments: wrong })));

    expect(lines.at(-1)).toMatch(
      /segment 1-0-[0-9a-f]+\.jsonl\.gz has other rows than the receipt counts/,
    );
  });
});
