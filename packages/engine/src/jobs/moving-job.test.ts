// A job moves from the journal to the ledger when that was emptied, and from the ledger to the archive when it has ended.

import type { JobId } from "@penstock/core";
import {
  interceptLedger,
  LedgerScenario,
  ManualClock,
  MemoryJobArchive,
  MemoryJournal,
  MemoryLedger,
} from "@penstock/testkit";
import { expect, test } from "vitest";
import { findJob } from "./find-job.ts";
import { findSubmitted } from "./find-submitted.ts";

const TENANT = "default";
const FINGERPRINT = "asked for";

/** The job is back in the ledger when the last place is asked, and was not when the first one was. */
function restoredDuringLook() {
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  const scenario = new LedgerScenario({
    ...{ ledger, stopSignals: ledger, tenant: TENANT },
    passTime: async () => undefined,
  });
  const job = { ...scenario.newJob(), fingerprint: FINGERPRINT };
  // A job that was just made cannot have been archived.
  clock.advance(20_000);
  const moving = interceptLedger(ledger, async ({ name, run }) => {
    if (name !== "history.readMark") {
      return await run();
    }
    await ledger.jobs.createJob(job, [scenario.newTransfer(job)]);
    return "whole";
  });
  const engine = {
    ...{ ledger: moving, clock },
    ...{ journal: new MemoryJournal(), archive: new MemoryJobArchive() },
  };
  return { engine, job };
}

test("a job that is restored while it is looked for is found", async () => {
  const { engine, job } = restoredDuringLook();

  await expect(findJob(engine, TENANT, job.id)).resolves.toMatchObject({ job: { id: job.id } });
});

test("a job that is restored while its key is looked for is not made again", async () => {
  const { engine, job } = restoredDuringLook();
  const earlierIds: readonly JobId[] = [];
  const submission = { jobId: job.id, earlierIds, fingerprint: FINGERPRINT };

  const found = await findSubmitted(engine, TENANT, submission);

  expect(found).toMatchObject({ job: { id: job.id } });
});
