import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newJobId } from "../ids.ts";
import type { TenantEvent } from "./event.ts";
import { compareEventIds, eventAtMs, isEventId } from "./event-id.ts";
import { EVENT_TYPES, isEventPattern, matchesEventType } from "./event-naming.ts";
import { isProgress, newestProgress } from "./progress.ts";

const place = fc.tuple(fc.nat({ max: 2 ** 45 }), fc.nat({ max: 50_000 }));

describe("ids of events", () => {
  test("have the order of their times, and of their numbers within one", () => {
    fc.assert(
      fc.property(place, place, ([oneMs, oneNumber], [otherMs, otherNumber]) => {
        const compared = compareEventIds(`${oneMs}-${oneNumber}`, `${otherMs}-${otherNumber}`);

        expect(Math.sign(compared)).toBe(Math.sign(oneMs - otherMs || oneNumber - otherNumber));
      }),
    );
  });

  test("say when they were written", () => {
    expect(eventAtMs("1763797263120-4")).toBe(1_763_797_263_120);
    expect(["1-0", "-", "1", "1-x", "", "$"].map(isEventId)).toEqual([
      ...[true, false, false, false, false, false],
    ]);
  });
});

describe("types of events", () => {
  test("are found by their name, by their group, and where nothing is asked for", () => {
    for (const type of EVENT_TYPES) {
      const group = `${type.split(".")[0]}.*`;

      expect([[type], [group], []].map((patterns) => matchesEventType(patterns, type))).toEqual([
        ...[true, true, true],
      ]);
      expect(matchesEventType(["nothing.else"], type)).toBe(false);
      expect([type, group].map(isEventPattern)).toEqual([true, true]);
    }
    expect(["*", "job", "job.", "jobs.*", ""].map(isEventPattern)).toEqual(
      Array.from({ length: 5 }, () => false),
    );
  });
});

describe("progress that a later one makes pointless", () => {
  const jobs = [1, 2, 3].map((byte) => newJobId(0, new Uint8Array(10).fill(byte)));
  const counts = { listed: 1, stored: 1, skipped: 0, failed: 0, aborted: 0, coveredBytes: 1 };
  const event = fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 3 })).map(([at, what]): TenantEvent => {
    const jobId = jobs[at] ?? newJobId(0, new Uint8Array(10));
    const kinds: readonly TenantEvent[] = [
      { kind: "job", jobId, state: "created" },
      { kind: "trouble", jobId, code: "store-unreachable" },
      { kind: "entries", jobId, ...counts },
      { kind: "progress", jobId, transferId: "tr_x" as never, missingParts: 1, uploadedBytes: 1 },
    ];
    return kinds[what] ?? { kind: "job", jobId, state: "created" };
  });

  test("is left out: one for each job stays, all changes stay, and so does the order", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const shown = newestProgress(events);

        const withProgress = new Set(events.filter(isProgress).map(({ jobId }) => jobId));
        expect(shown.filter(isProgress)).toHaveLength(withProgress.size);
        expect(shown.filter((each) => !isProgress(each))).toEqual(
          events.filter((each) => !isProgress(each)),
        );
        expect(events.filter((each) => shown.includes(each))).toEqual(shown);
        for (const jobId of withProgress) {
          const ofJob = events.filter((each) => isProgress(each) && each.jobId === jobId);
          const best = ofJob.findLast(({ kind }) => kind === "entries") ?? ofJob.at(-1);
          expect(shown).toContain(best);
        }
      }),
    );
  });
});
