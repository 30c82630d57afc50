import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newJobId } from "../ids.ts";
import type { JobRecord } from "../jobs/job.ts";
import {
  formatHistoryEntry,
  historyEntryOf,
  mayHaveLabel,
  parseHistoryEntry,
} from "./history-entry.ts";
import { newSegment, SEGMENT_GROUPS, segmentAt, segmentPlace } from "./segment.ts";

const NONE = {
  planned: 0,
  uploading: 0,
  completing: 0,
  verifying: 0,
  aborting: 0,
  stored: 0,
  skipped: 0,
  aborted: 0,
  failed: 0,
};
const SEGMENT = newSegment(
  { tenant: "default", group: "failed", endedAtMs: 1_900_000_000_000 },
  Uint8Array.of(1, 2, 255),
);

function entryOf(labels: Readonly<Record<string, string>>) {
  const record: JobRecord = {
    job: {
      id: newJobId(5, new Uint8Array(10)),
      tenant: "default",
      name: "nightly",
      labels,
      createdAtMs: 5,
    },
    counts: { ...NONE, listed: 1, listing: 0, aborted: 1 },
    progress: { bytesTotal: 0, bytesStored: 0, partsTotal: 0, partsStored: 0, retries: 0 },
    isCancelled: true,
    finishedAtMs: 9,
    lastProgressAtMs: undefined,
    lastFailure: undefined,
  };
  return historyEntryOf({ record, from: 0, transfers: [] }, SEGMENT);
}

const anyLabels = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 63, unit: "grapheme" }),
  fc.string({ maxLength: 40, unit: "grapheme" }),
  { maxKeys: 32 },
);

describe("an entry of the history", () => {
  test("is read as it was written, and takes 80 bytes at most", () => {
    fc.assert(
      fc.property(anyLabels, (labels) => {
        const entry = entryOf(labels);
        const text = formatHistoryEntry(entry);

        expect(text.length).toBeLessThanOrEqual(80);
        expect(parseHistoryEntry("default", text)).toEqual(entry);
      }),
    );
  });

  test("never denies a label that its job has", () => {
    fc.assert(
      fc.property(anyLabels, (labels) => {
        const entry = entryOf(labels);

        expect(
          Object.entries(labels).every(([name, value]) => mayHaveLabel(entry, name, value)),
        ).toBe(true);
      }),
    );
  });

  test("denies most labels that its job does not have", () => {
    const entry = entryOf({ team: "blue", run: "7" });

    expect(mayHaveLabel(entry, "team", "red")).toBe(false);
    expect(mayHaveLabel(entry, "blue", "team")).toBe(false);
  });

  test.each(["", "job_0", `${entryOf({}).jobId} x`, `${entryOf({}).jobId} sr`])(
    "is not read out of %j",
    (text) => {
      expect(parseHistoryEntry("default", text)).toBeUndefined();
    },
  );
});

describe("a segment", () => {
  test("is named in 16 characters, by time and group", () => {
    for (const group of [...SEGMENT_GROUPS, "expired"] as const) {
      const segment = { ...SEGMENT, group };

      expect(segmentPlace(segment)).toHaveLength(16);
      expect(segmentAt("default", segmentPlace(segment))).toEqual(segment);
    }
  });
});
