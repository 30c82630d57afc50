import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apply, type TransferEvent } from "../transfers/lifecycle.ts";
import {
  EVENT_KINDS,
  EVENTS,
  STATE_NAMES,
  type StateName,
  transferIn,
} from "../transfers/lifecycle-examples.ts";
import type { Transfer } from "../transfers/transfer.ts";
import { type UploadChange, uploadChanges } from "./open-upload.ts";

type EventKind = TransferEvent["kind"];

/** What a change says, in short. */
function reported(changes: readonly UploadChange[]): readonly string[] {
  return changes.map((change) =>
    change.kind === "gone"
      ? `gone ${change.token}`
      : `${change.kind} ${change.upload.token} ${change.upload.uploadId ?? ""}`.trim(),
  );
}

function changesOf(state: StateName, event: TransferEvent): readonly string[] {
  const transfer = transferIn(state);
  return reported(uploadChanges(transfer, apply(transfer, 1, event)));
}

const TOKEN = "4f2b0c";
const CHANGES: readonly (readonly [StateName, EventKind, string])[] = [
  ["planned", "upload-intended", `intended ${TOKEN}`],
  ["planned", "upload-opened", `opened ${TOKEN} 1585130821cbb7df`],
  ["completing", "upload-completed", `gone ${TOKEN}`],
  ["completing", "upload-vanished", `gone ${TOKEN}`],
  ["aborting (replan)", "upload-completed", `gone ${TOKEN}`],
  ["aborting (aborted)", "upload-completed", `gone ${TOKEN}`],
  ["aborting (failed)", "upload-completed", `gone ${TOKEN}`],
  ["aborting (replan)", "upload-aborted", `gone ${TOKEN}`],
  ["aborting (aborted)", "upload-aborted", `gone ${TOKEN}`],
  ["aborting (failed)", "upload-aborted", `gone ${TOKEN}`],
];

describe("the uploads that may be open", () => {
  test.each(CHANGES)("change when %s meets %s: %s", (state, event, change) => {
    expect(changesOf(state, EVENTS[event])).toEqual([change]);
  });

  test("do not change in any other cell of the lifecycle", () => {
    const others = STATE_NAMES.flatMap((state) =>
      EVENT_KINDS.filter(
        (event) => !CHANGES.some(([from, kind]) => from === state && kind === event),
      ).flatMap((event) => changesOf(state, EVENTS[event])),
    );

    expect(others).toEqual([]);
  });

  test.each([
    ["lose the intent that an older planner had of a PUT", [TOKEN], [`gone ${TOKEN}`]],
    ["are none where a transfer is one PUT", [], []],
  ])("%s", (_fact, intents, expected) => {
    const { uploadId: _, ...put } = EVENTS["upload-opened"].upload;
    const planned: Transfer = { ...transferIn("planned"), state: { kind: "planned", intents } };
    const opened = apply(planned, 1, { kind: "upload-opened", upload: put });

    expect(reported(uploadChanges(planned, opened))).toEqual(expected);
  });

  test("gain an upload that is taken up from the journal with all its later states", () => {
    const taken = [transferIn("completing"), transferIn("aborting (aborted)")];

    const changes = taken.flatMap((next) => reported(uploadChanges(transferIn("planned"), next)));

    expect(changes).toEqual(taken.map(() => `opened ${TOKEN} 1585130821cbb7df`));
  });

  test("are exactly those that were opened or may have been, and are not known to be gone", () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 60 }), (walk) => {
        let transfer = transferIn("planned");
        const mayBeOpen = new Set<string>();
        const registered = new Set<string>();
        for (const [kind, serial] of walk) {
          const event = eventWith(kind, `token-${serial}`);
          const next = apply(transfer, transfer.generation, event);
          judge(mayBeOpen, { transfer, next, event });
          write(registered, uploadChanges(transfer, next));
          transfer = next;

          expect([...registered].sort()).toEqual([...mayBeOpen].sort());
        }
      }),
      { numRuns: 500 },
    );
  });
});

const steps = fc.tuple(fc.constantFrom(...EVENT_KINDS), fc.nat({ max: 3 }));

/** Told by the events, where the code under test looks at the states. */
function judge(
  mayBeOpen: Set<string>,
  step: { readonly transfer: Transfer; readonly next: Transfer; readonly event: TransferEvent },
): void {
  const { transfer, next, event } = step;
  if (next === transfer) {
    return;
  }
  if (event.kind === "upload-intended") {
    mayBeOpen.add(event.token);
  } else if (event.kind === "upload-opened") {
    mayBeOpen.add(event.upload.token);
  } else if (
    ["upload-completed", "upload-vanished", "upload-aborted"].includes(event.kind) &&
    "upload" in transfer.state
  ) {
    mayBeOpen.delete(transfer.state.upload.token);
  }
}

function write(registered: Set<string>, changes: readonly UploadChange[]): void {
  for (const change of changes) {
    if (change.kind === "gone") {
      registered.delete(change.token);
    } else {
      registered.add(change.upload.token);
    }
  }
}

function eventWith(kind: EventKind, token: string): TransferEvent {
  if (kind === "upload-intended") {
    return { kind, token };
  }
  if (kind === "upload-opened") {
    return { kind, upload: { ...EVENTS[kind].upload, token } };
  }
  return EVENTS[kind];
}
