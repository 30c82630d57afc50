import { createHash } from "node:crypto";
import {
  type Entry,
  type JobRef,
  newJobId,
  type PageQuery,
  type Row,
  type RowFilter,
  type RowLines,
  type RowOutcome,
  selectionRules,
  tallyOf,
} from "@penstock/core";
import { MemoryRowArchive, MemorySource } from "@penstock/testkit";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { rowsLister } from "./rows-lister.ts";

const SIGNAL = new AbortController().signal;
const ALL: PageQuery = { prefix: "", after: "" };
const JOB: JobRef = { tenant: "default", jobId: newJobId(0, new Uint8Array(10)) };

/** Rows as lines of JSON: how they are packed is a matter of the wire. */
const lines: RowLines = {
  pack: (rows) => Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join("")),
  async *unpack(bytes) {
    for await (const chunk of bytes) {
      yield* lines.unpackAll([chunk]);
    }
  },
  unpackAll: (members) =>
    members.flatMap((member) =>
      Buffer.from(member)
        .toString()
        .split("\n")
        .filter((line) => line !== "")
        .map((line): Row => JSON.parse(line)),
    ),
};

let archive: MemoryRowArchive;
let source: MemorySource;

beforeEach(() => {
  archive = new MemoryRowArchive();
  source = new MemorySource();
});

function rowOf(key: string, outcome: RowOutcome = "failed"): Row {
  const cause = { code: "source-missing", message: "it is gone" } as const;
  return { key, sizeBytes: 1, destinationKey: `to/${key}`, outcome, ...{ cause } };
}

async function writeSegment(number: number, rows: readonly Row[], epoch = 1): Promise<void> {
  const trouble = rows.filter(({ outcome }) => outcome !== "stored" && outcome !== "same");
  const sha = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  const [all, some] = [lines.pack(rows), lines.pack(trouble)];
  const head = {
    ...{ epoch, number, batches: [], transfers: [], coveredBytes: 0, extra: 0 },
    counts: { stored: 0, skipped: 0, failed: rows.length, aborted: 0 },
    ...{ rows: rows.length, trouble: tallyOf(trouble) },
    ...{ rowsSha256: sha(all), troubleSha256: sha(some) },
  };
  await archive.write(JOB, head, { rows: [all], troubleRows: [some] });
  for (const { key } of rows) {
    source.put(key, new Uint8Array(3));
  }
}

type Wanted = Partial<Parameters<typeof rowsLister>[0]>;

function listerOf(filter: RowFilter = { outcomes: ["failed"] }, wanted: Wanted = {}) {
  const selection = { kind: "rows", connection: "from", jobId: JOB.jobId, filter } as const;
  const destination = { connection: "to", template: "{destinationKey}" };
  return rowsLister({
    ...{ rowArchive: archive, rowLines: lines, job: JOB, segments: undefined, filter, source },
    rules: selectionRules({ selection, destination }, 0),
    ...{ keepsKeys: true, isOnePlace: false, isCopy: true },
    ...wanted,
  });
}

async function listed(
  lister: () => ReturnType<typeof listerOf>,
  range: PageQuery = ALL,
  limit = 1000,
): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  let query = range;
  for (let isEnd = false; !isEnd; ) {
    const page = await lister().page(query, limit, SIGNAL);
    entries.push(...page.entries);
    isEnd = page.isEnd;
    query = { ...query, after: page.last };
  }
  return entries;
}

const keysOf = (entries: readonly Entry[]) => entries.map(({ key }) => key);

describe("a list of the rows of another job", () => {
  test("has those that are wanted in the order of segments, as they are now, with their destinations", async () => {
    await writeSegment(1, [rowOf("c"), rowOf("d", "stored")]);
    await writeSegment(0, [rowOf("b", "stored"), rowOf("a")]);

    const entries = await listed(listerOf);

    expect(keysOf(entries)).toEqual(["a", "c"]);
    expect(entries[0]).toMatchObject({ sizeBytes: 3, destinationKey: "to/a" });
  });

  test.each<[string, RowFilter, readonly string[]]>([
    ["outcome", { outcomes: ["stored", "aborted"] }, ["s", "x"]],
    ["code", { codes: ["key-invalid"] }, ["k"]],
    ["glob", { keys: { include: ["?"], exclude: ["k", "s"] } }, ["m", "x"]],
    ["nothing", {}, ["k", "m", "s", "x"]],
  ])("is chosen by %s", async (_what, filter, keys) => {
    const cause = { code: "key-invalid", message: "" } as const;
    await writeSegment(0, [
      ...[{ ...rowOf("k"), cause }, rowOf("m"), rowOf("s", "stored"), rowOf("x", "aborted")],
    ]);

    expect(keysOf(await listed(() => listerOf(filter)))).toEqual(keys);
  });

  test("has no object that only the destination has, unless places are compared", async () => {
    await writeSegment(0, [rowOf("a", "only_destination"), rowOf("b", "differs")]);

    expect(keysOf(await listed(() => listerOf({})))).toEqual(["b"]);
    expect(keysOf(await listed(() => listerOf({}, { isCopy: false })))).toEqual(["a", "b"]);
  });

  test("names what is gone, and what would be replaced by itself", async () => {
    await writeSegment(0, [rowOf("gone"), { ...rowOf("same"), destinationKey: "same" }]);
    source.remove("gone");

    const entries = await listed(() => listerOf({}, { isOnePlace: true }));

    expect(entries.map(({ refused }) => refused?.code)).toEqual(["source-missing", "key-invalid"]);
  });

  test("fails where rows are not there any more, instead of being short", async () => {
    await writeSegment(0, [rowOf("a")]);

    await expect(listed(() => listerOf({}, { segments: 2 }))).rejects.toMatchObject({
      code: "listing-invalid",
    });
  });

  test("has every row once, wherever it is cut and continued by another process", async () => {
    const shapes = fc.array(
      fc.array(fc.constantFrom<RowOutcome>("failed", "stored"), { maxLength: 12 }),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    await fc.assert(
      fc.asyncProperty(
        shapes,
        fc.nat(),
        fc.integer({ min: 1, max: 5 }),
        async (shape, at, limit) => {
          archive = new MemoryRowArchive();
          const segments = shape.map((outcomes, number) =>
            outcomes.map((outcome, line) => rowOf(`${number}-${line}`, outcome)),
          );
          for (const [number, rows] of segments.entries()) {
            await writeSegment(number, rows);
          }
          const failed = segments.flat().filter(({ outcome }) => outcome === "failed");
          const whole = await listed(listerOf, ALL, limit);
          const middle = whole[at % Math.max(whole.length, 1)]?.position ?? "0".repeat(24);

          const before = await listed(listerOf, { ...ALL, to: middle }, limit);
          const behind = await listed(listerOf, { ...ALL, after: middle }, limit);

          expect(keysOf(whole)).toEqual(failed.map(({ key }) => key));
          expect([...before, ...behind]).toEqual(whole);
        },
      ),
      { numRuns: 40 },
    );
  });
});
