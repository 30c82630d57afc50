import {
  interceptLedger,
  interceptPort,
  LedgerScenario,
  ManualClock,
  MemoryJournal,
  MemoryLedger,
  repetitions,
  reportOf,
  silentLog,
} from "@penstock/testkit";
import { expect, test } from "vitest";
import { JournalCopy } from "./journal-copy.ts";

const LONGEST_FIRST_PAUSE_MS = 2000;

/** Two uploads under way, both in the journal, and the names of those whose parts are read. */
async function twoUploads() {
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  const passTime = async () => clock.advance(1);
  const subject = new LedgerScenario({ ledger, stopSignals: ledger, tenant: "default", passTime });
  const journal = new MemoryJournal();
  const uploads = [await subject.uploading(2), await subject.uploading(2)] as const;
  for (const transfer of uploads) {
    await journal.writeJob((await subject.record(transfer)).job, [transfer]);
  }
  const read: unknown[] = [];
  const watched = interceptLedger(ledger, ({ name, args, run }) => {
    if (name === "transfers.uploadedParts") {
      const [transfer] = args;
      read.push(Reflect.get(Object(transfer), "id"));
    }
    return run();
  });
  const lost = { responses: 0 };
  const full = interceptPort(journal, ({ name, run }) => {
    if (name === "writeParts" && lost.responses > 0) {
      lost.responses -= 1;
      return Promise.reject(new Error("the disk is full"));
    }
    return run();
  });
  const copy = new JournalCopy({
    ...{ ledger: watched, journal: full, log: silentLog },
    repeats: repetitions(clock),
  });
  const copied = async () => {
    clock.advance(1);
    read.length = 0;
    await copy.copyChanged("default", undefined);
    clock.advance(1);
    return [...read];
  };
  const uploadOne = async () => {
    const { tasks } = await ledger.parts.dispatch("default");
    const [task] = tasks;
    await (task && ledger.parts.dispatch("default", reportOf(task)));
  };
  return { uploads, copied, journal, uploadOne, lost, clock };
}

test("copies everything at first, and then only what changed", async () => {
  const { uploads, copied, journal, uploadOne } = await twoUploads();
  const [first, second] = uploads;

  const passes = [await copied(), await copied()];
  await uploadOne();
  passes.push(await copied());

  expect(passes).toEqual([[first.id, second.id], [], [second.id]]);
  expect((await journal.readTransfer(second))?.parts).toHaveLength(1);
});

test("looks again at what the journal could not take", async () => {
  const { uploads, copied, lost, clock } = await twoUploads();
  lost.responses = 1;

  await copied();
  clock.advance(LONGEST_FIRST_PAUSE_MS);

  expect(await copied()).toEqual(uploads.map(({ id }) => id));
  expect(await copied()).toEqual([]);
});
