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

const stays = STATE_NAMES.flatMap((state) =>
  EVENT_KINDS.filter(
    (event) => !MOVES.some(([from, moving]) => from === state && moving === event),
  ).map((event): readonly [StateName, EventKind] => [state, event]),
);

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

  test.each(["part-abandoned", "source-changed"] as const)(
    "remembers until when what %s gave up is in doubt",
    (kind) => {
      const event = { ...EVENTS[kind], inDoubtUntilMs: 90_000 };

      const next = apply(transferIn("uploading"), 1, event);

      expect(next.state).toMatchObject({ kind: "aborting", inDoubtUntilMs: 90_000 });
    },
  );

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
