import type { Transfer } from "@penstock/core";
import {
  interceptLedger,
  LedgerScenario,
  ManualClock,
  MemoryLedger,
  repetitions,
  silentLog,
} from "@penstock/testkit";
import { expect, test } from "vitest";
import { CountReconciler } from "./reconcile-counts.ts";

/** A job of 1200 transfers, of which the first 700 are done, and a count of the pages that were read of it. */
async function largeJob() {
  const ledger = new MemoryLedger(new ManualClock());
  const scenario = new LedgerScenario({
    ledger,
    stopSignals: ledger,
    tenant: "default",
    passTime: async () => undefined,
  });
  const job = scenario.newJob();
  const transfers = Array.from({ length: 1200 }, () => scenario.newTransfer(job));
  await ledger.jobs.createJob(job, transfers);
  const skip = async (transfer: Transfer | undefined) => {
    if (transfer !== undefined) {
      await scenario.advance(transfer, { kind: "transfer-skipped", reason: "it is there" });
    }
  };
  await Promise.all(transfers.slice(0, 700).map(skip));
  let pages = 0;
  const watched = interceptLedger(ledger, ({ name, run }) => {
    pages += name === "jobs.listTransfers" ? 1 : 0;
    return run();
  });
  const reconciler = new CountReconciler({
    ...{ ledger: watched, log: silentLog },
    repeats: repetitions(),
  });
  const pagesOfPass = async () => {
    pages = 0;
    await reconciler.reconcileOnce();
    return pages;
  };
  return { pagesOfPass, skipNext: () => skip(transfers[700]) };
}

test("a job that shows nothing new is not read again", async () => {
  const { pagesOfPass } = await largeJob();

  expect([await pagesOfPass(), await pagesOfPass()]).toEqual([2, 0]);
});

test("of a job that went on, what had ended before is not read again", async () => {
  const { pagesOfPass, skipNext } = await largeJob();
  await pagesOfPass();

  await skipNext();

  expect(await pagesOfPass()).toBe(1);
});
