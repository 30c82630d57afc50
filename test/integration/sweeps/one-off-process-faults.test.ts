import { type Journal, type Ledger, PenstockError, type TaskQueue } from "@penstock/core";
import { interceptLedger, interceptPort, type LedgerCall, MemoryJournal } from "@penstock/testkit";
import { afterAll, beforeAll, describe, test } from "vitest";
import {
  expectRight,
  type Mode,
  type OneOffWorld,
  openOneOffWorld,
} from "../../support/one-off-world.ts";

// Redis or the journal that fails at one call, before or after it took effect: the object is right, and
// at most one part is sent again.

type Intercept = (call: LedgerCall) => Promise<unknown>;

const MODES: readonly Mode[] = ["parts", "put", "copy"];
/** Of calls that are made for each part, the first ones stand for all. */
const MOST_OF_A_NAME = 3;

function wrappersOf(intercept: Intercept) {
  const named = (port: string) => (call: LedgerCall) =>
    intercept({ ...call, name: `${port}.${call.name}` });
  const journal: Journal = interceptPort(new MemoryJournal(), named("journal"));
  return {
    journal,
    ledger: (ledger: Ledger) => interceptLedger(ledger, named("ledger")),
    queue: (queue: TaskQueue) => interceptPort(queue, named("queue")),
  };
}

/** Each call of a job that nothing happens to, with its number among those of its name. */
async function callsOf(mode: Mode): Promise<readonly string[]> {
  const world = await openOneOffWorld("cos");
  const counts = new Map<string, number>();
  const calls: string[] = [];
  const oneOff = {
    mode,
    wrappers: wrappersOf(({ name, run }) => {
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      // Without its journal a job is refused: its client sends it again.
      if (count <= MOST_OF_A_NAME && name !== "journal.writeJob") {
        calls.push(`${name} ${count}`);
      }
      return run();
    }),
  };
  expectRight(oneOff, await world.run(oneOff));
  await world.close();
  return calls;
}

function failingAt(wanted: string, when: string): Intercept {
  const counts = new Map<string, number>();
  return async ({ name, run }) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    if (`${name} ${count}` !== wanted) {
      return run();
    }
    if (when === "after") {
      await run();
    }
    const code = name.startsWith("journal.") ? "journal-unavailable" : "ledger-unavailable";
    throw new PenstockError(code, `the test fails ${wanted}`);
  };
}

const CALLS = await Promise.all(MODES.map(callsOf));

describe.each(MODES.map((mode, at) => ({ mode, calls: CALLS[at] ?? [] })))(
  "of a job that is a $mode, once",
  ({ mode, calls }) => {
    let world: OneOffWorld;

    beforeAll(async () => {
      world = await openOneOffWorld("cos");
    });
    afterAll(() => world.close());

    test.each(calls.flatMap((call) => ["before", "after"].map((when) => [call, when] as const)))(
      "%s fails %s it took effect: the object is right, and at most one part is sent again",
      async (call, when) => {
        const oneOff = { mode, wrappers: wrappersOf(failingAt(call, when)) };

        const outcome = await world.run(oneOff);

        expectRight(oneOff, outcome);
      },
    );
  },
);
