import { createHash, randomBytes } from "node:crypto";
import {
  type JobRef,
  newJobId,
  type RowArchive,
  type RowSegmentHead,
  type RowSegmentId,
} from "@penstock/core";
import { describe, expect, test } from "vitest";

/** Two processes that share one archive. */
export type RowArchiveUnderTest = { readonly one: RowArchive; readonly other: RowArchive };

const COUNTS = { stored: 1, skipped: 0, failed: 1, aborted: 0 };

/** What every archive of rows must do. `open` gives one that no other test uses. */
export function describeRowArchive(name: string, open: () => Promise<RowArchiveUnderTest>): void {
  describe(`${name} as an archive of rows`, () => {
    describeSegments(open);
    describeDecisions(open);
  });
}

function describeSegments(open: () => Promise<RowArchiveUnderTest>): void {
  test("returns the rows of a segment as they were written, also to another process", async () => {
    const { one, other } = await open();
    const job = newJobRef();
    const [rows, troubleRows] = [membersOf("a", "b", "c"), membersOf("b")];
    const head = headOf({ epoch: 1, number: 0 }, rows, troubleRows);

    await one.write(job, head, { rows, troubleRows });

    expect(await other.heads(job)).toEqual([head]);
    expect(await textOf(other, job, head, "all")).toBe("abc");
    expect(await textOf(other, job, head, "trouble")).toBe("b");
  });

  test("keeps bytes, whatever they are, and a segment without trouble", async () => {
    const { one } = await open();
    const job = newJobRef();
    const rows = [Uint8Array.from({ length: 256 }, (_, index) => index)];
    const head = headOf({ epoch: 1, number: 0 }, rows, []);

    await one.write(job, head, { rows, troubleRows: [] });

    expect(await bytesOf(one, job, head, "all")).toEqual([...(rows[0] ?? [])]);
    expect(await bytesOf(one, job, head, "trouble")).toEqual([]);
  });

  test("may be written again, by two processes at once", async () => {
    const { one, other } = await open();
    const job = newJobRef();
    const rows = membersOf("a", "b");
    const head = headOf({ epoch: 1, number: 0 }, rows, []);
    const write = (archive: RowArchive) => archive.write(job, head, { rows, troubleRows: [] });

    const written = await Promise.all([write(one), write(other), write(one)]);
    written.push(await write(other));

    expect(written).toEqual([true, true, true, true]);
    expect(await one.heads(job)).toEqual([head]);
    expect(await textOf(other, job, head, "all")).toBe("ab");
  });

  test("keeps what was written first, and says so to what differs", async () => {
    const { one, other } = await open();
    const job = newJobRef();
    const [rows, others] = [membersOf("a"), membersOf("b")];
    const head = headOf({ epoch: 1, number: 0 }, rows, []);
    await one.write(job, head, { rows, troubleRows: [] });

    const isThere = await other.write(job, headOf(head, others, []), {
      ...{ rows: others, troubleRows: [] },
    });

    expect(isThere).toBe(false);
    expect(await other.heads(job)).toEqual([head]);
    expect(await textOf(other, job, head, "all")).toBe("a");
  });

  test("lets one of two that differ write, and none tear the other", async () => {
    const { one, other } = await open();
    const job = newJobRef();
    const [rows, others] = [membersOf("a"), membersOf("b")];
    const write = (archive: RowArchive, some: readonly Uint8Array[]) =>
      archive.write(job, headOf({ epoch: 1, number: 0 }, some, []), {
        ...{ rows: some, troubleRows: [] },
      });

    const written = await Promise.all([write(one, rows), write(other, others)]);

    expect(written.toSorted()).toEqual([false, true]);
    const text = await textOf(one, job, { epoch: 1, number: 0 }, "all");
    expect(text).toBe(written[0] ? "a" : "b");
  });

  test("lists the heads by epoch and number, of this job alone", async () => {
    const { one } = await open();
    const [job, neighbour] = [newJobRef(), newJobRef()];
    const rows = membersOf("a");
    const ids = [
      { epoch: 2, number: 0 },
      { epoch: 1, number: 10 },
      { epoch: 1, number: 9 },
      { epoch: 10, number: 1 },
    ];
    for (const id of ids) {
      await one.write(job, headOf(id, rows, []), { rows, troubleRows: [] });
    }
    await one.write(neighbour, headOf({ epoch: 1, number: 3 }, rows, []), {
      rows,
      troubleRows: [],
    });

    const heads = await one.heads(job);

    expect(heads.map(({ epoch, number }) => `${epoch}-${number}`)).toEqual([
      ...["1-9", "1-10", "2-0", "10-1"],
    ]);
  });

  test("rejects a read of what is not there, or not what its head says", async () => {
    const { one } = await open();
    const job = newJobRef();
    const rows = membersOf("a");
    const head = { ...headOf({ epoch: 1, number: 0 }, rows, []), rowsSha256: "0".repeat(64) };
    await one.write(job, head, { rows, troubleRows: [] });

    await expect(textOf(one, job, head, "all")).rejects.toThrow();
    await expect(textOf(one, job, { epoch: 1, number: 1 }, "all")).rejects.toThrow();
    expect(await textOf(one, job, head, "trouble")).toBe("");
  });

  test("has nothing of a job that it never heard of", async () => {
    const { one } = await open();

    expect(await one.heads(newJobRef())).toEqual([]);
  });

  test("removes a job with all that it has of it, and no other", async () => {
    const { one, other } = await open();
    const [job, neighbour] = [newJobRef(), newJobRef()];
    const rows = membersOf("a");
    const head = headOf({ epoch: 1, number: 0 }, rows, []);
    for (const each of [job, neighbour]) {
      await one.write(each, head, { rows, troubleRows: [] });
      await one.decide(each, { epoch: 2, accepted: [head] });
    }

    await one.remove(job);
    await one.remove(job);

    expect([await other.heads(job), await other.recovery(job)]).toEqual([[], undefined]);
    expect(await other.heads(neighbour)).toEqual([head]);
  });
}

function describeDecisions(open: () => Promise<RowArchiveUnderTest>): void {
  const first = { epoch: 2, accepted: [{ epoch: 1, number: 0 }] };
  const late = { epoch: 2, accepted: [] };

  test("keeps the first decision of an epoch, and returns it when it is decided again", async () => {
    const { one, other } = await open();
    const job = newJobRef();

    const decided = [await one.decide(job, first), await other.decide(job, late)];

    expect(decided).toEqual([first, first]);
    expect(await other.recovery(job)).toEqual(first);
  });

  test("lets one of many decide", async () => {
    const { one, other } = await open();
    const job = newJobRef();

    const decided = await Promise.all(
      Array.from({ length: 8 }, (_, number) =>
        (number % 2 === 0 ? one : other).decide(job, {
          ...{ epoch: 2, accepted: [{ epoch: 1, number }] },
        }),
      ),
    );

    expect(new Set(decided.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(await one.recovery(job)).toEqual(decided[0]);
  });

  test("returns the newest one, and none of a job that was never lost", async () => {
    const { one } = await open();
    const job = newJobRef();
    const newest = { epoch: 10, accepted: [] };
    await one.decide(job, newest);
    await one.decide(job, { epoch: 9, accepted: [] });

    expect(await one.recovery(job)).toEqual(newest);
    expect(await one.recovery(newJobRef())).toBeUndefined();
  });
}

function newJobRef(): JobRef {
  return {
    tenant: `../${randomBytes(4).toString("hex")}/Ü.`,
    jobId: newJobId(0, randomBytes(10)),
  };
}

function membersOf(...texts: readonly string[]): readonly Uint8Array[] {
  return texts.map((text) => new TextEncoder().encode(text));
}

function headOf(
  id: RowSegmentId,
  rows: readonly Uint8Array[],
  troubleRows: readonly Uint8Array[],
): RowSegmentHead {
  const batch = {
    ...{ number: 7, range: { after: "a\n", to: "ü\u{1f600}" } },
    ...{ counts: COUNTS, coveredBytes: 20, extra: 1 },
  };
  return {
    ...id,
    ...{ batches: [batch], transfers: [], counts: COUNTS, coveredBytes: 20, extra: 1 },
    ...{ rows: 2, trouble: [{ outcome: "failed", code: "source-missing", rows: 1 }] },
    rowsSha256: sha256Of(rows),
    troubleSha256: sha256Of(troubleRows),
  };
}

function sha256Of(members: readonly Uint8Array[]): string {
  return createHash("sha256").update(Buffer.concat(members)).digest("hex");
}

async function bytesOf(
  archive: RowArchive,
  job: JobRef,
  segment: RowSegmentId,
  which: "all" | "trouble",
): Promise<readonly number[]> {
  const bytes: number[] = [];
  for await (const chunk of archive.read(job, segment, which)) {
    bytes.push(...chunk);
  }
  return bytes;
}

async function textOf(...args: Parameters<typeof bytesOf>): Promise<string> {
  return new TextDecoder().decode(Uint8Array.from(await bytesOf(...args)));
}
