import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apply, decide, isTerminal, MAX_GENERATIONS, type TransferEvent } from "./lifecycle.ts";
import {
  EVENT_KINDS,
  EVENTS,
  nameOf,
  STATE_NAMES,
  type StateName,
  transferIn,
} from "./lifecycle-examples.ts";
import type { Transfer } from "./transfer.ts";

type EventKind = TransferEvent["kind"];
type Move = readonly [StateName, EventKind, StateName];

// The whole table: a cell that is not listed must leave the transfer alone.
const MOVES: readonly Move[] = [
  ["planned", "upload-intended", "planned"],
  ["planned", "upload-opened", "uploading"],
  ["planned", "transfer-skipped", "skipped"],
  ["planned", "plan-refused", "failed"],
  ["planned", "cancel-requested", "aborted"],
  ["uploading", "parts-uploaded", "completing"],
  ["uploading", "put-proved", "stored"],
  ["uploading", "part-abandoned", "aborting (failed)"],
  ["uploading", "source-changed", "aborting (replan)"],
  ["uploading", "upload-unknown", "completing"],
  ["uploading", "cancel-requested", "aborting (aborted)"],
  ["completing", "complete-sent", "completing"],
  ["completing", "parts-missing", "uploading"],
  ["completing", "upload-completed", "verifying"],
  ["completing", "completion-refused", "aborting (failed)"],
  ["completing", "completion-cancelled", "aborting (aborted)"],
  ["completing", "upload-vanished", "planned"],
  ["verifying", "object-verified", "stored"],
  ["verifying", "object-refused", "failed"],
  ["aborting (replan)", "upload-completed", "verifying"],
  ["aborting (aborted)", "upload-completed", "verifying"],
  ["aborting (failed)", "upload-completed", "verifying"],
  ["aborting (replan)", "upload-aborted", "planned"],
  ["aborting (aborted)", "upload-aborted", "aborted"],
  ["aborting (failed)", "upload-aborted", "failed"],
];
/** Where the last generation goes instead: it may not start over. */
const LAST_GENERATION: readonly Move[] = [
  ["uploading", "source-changed", "aborting (failed)"],
  ["completing", "upload-vanished", "failed"],
];

/** Where one that had an upload is left without an object, or starts over. */
const ENDS = MOVES.filter(
  ([from, , to]) => from !== "planned" && ["failed", "aborted", "planned"].includes(to),
);
/** What may say that a request is in doubt. */
const DOUBTING: readonly EventKind[] = [
  "parts-uploaded",
  "part-abandoned",
  "source-changed",
  "parts-missing",
  "completion-refused",
  "completion-cancelled",
];

const stays = STATE_NAMES.flatMap((state) =>
  EVENT_KINDS.filter(
    (event) => !MOVES.some(([from, moving]) => from === state && moving === event),
  ).map((event): readonly [StateName, EventKind] => [state, event]),
);

function atTime(event: TransferEvent, atMs: number): TransferEvent {
  return "atMs" in event ? { ...event, atMs } : event;
}

function leavesNoObject(before: Transfer, after: Transfer): boolean {
  const isOver = ["failed", "aborted"].includes(after.state.kind) && after !== before;
  return isOver || after.generation > before.generation;
}

/** A doubt ends nothing before its time, and nothing but a new generation ends a doubt. */
function expectKept(
  before: Transfer,
  after: Transfer,
  { atMs, saidMs }: { readonly atMs: number; readonly saidMs: number },
): void {
  const knownMs = before.inDoubtUntilMs ?? 0;
  if (leavesNoObject(before, after)) {
    expect(atMs).toBeGreaterThanOrEqual(knownMs);
  }
  if (after !== before && after.generation === before.generation) {
    expect(after.inDoubtUntilMs ?? 0).toBe(Math.max(knownMs, saidMs));
  }
}

describe("apply", () => {
  test.each(MOVES)("moves %s on %s to %s", (from, event, to) => {
    const transfer = transferIn(from, 1, event);

    const next = apply(transfer, 1, EVENTS[event]);

    const startsOver = to === "planned" && from !== "planned";
    const state =
      event === "upload-intended"
        ? { kind: "planned", intents: [EVENTS[event].token] }
        : transferIn(to, 1, event).state;
    const { atMs } = EVENTS["complete-sent"];
    const sent = event === "complete-sent" ? { sentAtMs: atMs } : {};
    expect(next).toEqual({
      ...transfer,
      generation: startsOver ? 2 : 1,
      revision: 8,
      state: { ...state, ...sent },
    });
  });

  test.each(LAST_GENERATION)("moves the last generation's %s on %s to %s", (from, event, to) => {
    const transfer = transferIn(from, MAX_GENERATIONS);

    const next = apply(transfer, MAX_GENERATIONS, EVENTS[event]);

    expect(next).toEqual({ ...transfer, revision: 8, state: transferIn(to).state });
  });

  test.each(stays)("leaves %s as it is on %s", (state, event) => {
    const transfer = transferIn(state);

    expect(apply(transfer, 1, EVENTS[event])).toBe(transfer);
  });

  test.each(MOVES)("ignores another generation's news for %s: %s", (from, event) => {
    const transfer = transferIn(from, 2);

    expect(apply(transfer, 1, EVENTS[event])).toBe(transfer);
    expect(apply(transfer, 3, EVENTS[event])).toBe(transfer);
  });

  test("leaves a multipart upload as it is on put-proved, which would stay open", () => {
    const transfer = transferIn("uploading");

    expect(apply(transfer, 1, EVENTS["put-proved"])).toBe(transfer);
  });

  test("remembers every upload that was intended, not only the last one", () => {
    const first = apply(transferIn("planned"), 1, { kind: "upload-intended", token: "first" });

    const second = apply(first, 1, { kind: "upload-intended", token: "second" });

    expect(second.state).toEqual({ kind: "planned", intents: ["first", "second"] });
  });

  test("an upload that is intended again is the same intent", () => {
    const event = { kind: "upload-intended", token: "first" } as const;
    const once = apply(transferIn("planned"), 1, event);

    expect(apply(once, 1, event)).toBe(once);
  });

  test.each(ENDS)("leaves %s as it is on %s while a request is in doubt", (from, kind, to) => {
    const transfer = { ...transferIn(from), inDoubtUntilMs: 90_000 };

    const early = apply(transfer, 1, atTime(EVENTS[kind], 89_999));
    const late = apply(transfer, 1, atTime(EVENTS[kind], 90_000));

    expect(early).toBe(transfer);
    expect(late.state.kind).toBe(to);
    expect(late.inDoubtUntilMs).toBe(to === "planned" ? undefined : 90_000);
  });

  test("says neither that there is no object, nor starts over, while a request is in doubt", () => {
    const times = fc.nat({ max: 100 });
    const happenings = fc.record({
      kind: fc.constantFrom(...EVENT_KINDS),
      atMs: times,
      inDoubtUntilMs: fc.option(times, { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(happenings, { maxLength: 60 }), (events) => {
        let transfer = transferIn("planned");
        for (const { kind, atMs, inDoubtUntilMs } of events) {
          const before = transfer;
          const reported = DOUBTING.includes(kind) ? { inDoubtUntilMs } : {};
          const event = { ...atTime(EVENTS[kind], atMs), ...reported };
          transfer = apply(before, before.generation, event);

          expectKept(before, transfer, { atMs, saidMs: reported.inDoubtUntilMs ?? 0 });
        }
      }),
      { numRuns: 500 },
    );
  });

  test("lets terminal states absorb, bounds the generations and counts every change", () => {
    const events = fc.array(fc.constantFrom(...EVENT_KINDS), { maxLength: 60 });
    fc.assert(
      fc.property(events, (kinds) => {
        let transfer = transferIn("planned");
        for (const kind of kinds) {
          const before = transfer;
          transfer = apply(before, before.generation, EVENTS[kind]);

          expect(isTerminal(before.state) && transfer !== before).toBe(false);
          expect(transfer.generation).toBeLessThanOrEqual(MAX_GENERATIONS);
          expect(transfer.revision - before.revision).toBe(transfer === before ? 0 : 1);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("never starts over without having ended the upload, unless the store has forgotten it", () => {
    const startingOver = MOVES.filter(([from, , to]) => to === "planned" && from !== "planned");

    expect(startingOver.map(([, event]) => event)).toEqual(["upload-vanished", "upload-aborted"]);
  });
});

describe("decide", () => {
  const actions = {
    planned: "plan",
    uploading: "dispatch",
    completing: "complete",
    verifying: "verify",
    "aborting (replan)": "abort",
    "aborting (aborted)": "abort",
    "aborting (failed)": "abort",
    stored: "none",
    skipped: "none",
    aborted: "none",
    failed: "none",
  } as const satisfies Record<StateName, ReturnType<typeof decide>>;

  test.each(STATE_NAMES)("knows what %s needs", (name) => {
    expect(decide(transferIn(name))).toBe(actions[name]);
  });

  test.each(STATE_NAMES)("has nothing to do for %s exactly when it is terminal", (name) => {
    const transfer = transferIn(name);

    expect(decide(transfer) === "none").toBe(isTerminal(transfer.state));
    expect(nameOf(transfer)).toBe(name);
  });
});
