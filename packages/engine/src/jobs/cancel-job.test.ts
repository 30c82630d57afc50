import { isFinished, jobStateOf } from "@penstock/core";
import {
  interceptLedger,
  LedgerScenario,
  ManualClock,
  MemoryJournal,
  MemoryLedger,
  MemoryTaskQueue,
  repetitions,
  silentLog,
} from "@penstock/testkit";
import { expect, test } from "vitest";
import { sweepOnce } from "../repair/sweep.ts";
import { cancelJob } from "./cancel-job.ts";

async function jobOf(count: number) {
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  const passTime = async () => undefined;
  const scenario = new LedgerScenario({ ledger, stopSignals: ledger, tenant: "default", passTime });
  const job = scenario.newJob();
  const transfers = Array.from({ length: count }, () => scenario.newTransfer(job));
  await ledger.jobs.createJob(job, transfers);
  const queue = new MemoryTaskQueue();
  const engine = { ledger, queue, log: silentLog, repeats: repetitions(), clock };
  const record = async () => {
    const found = await ledger.jobs.readJob("default", job.id);
    return {
      aborted: found?.counts.aborted,
      isEnded: found !== undefined && isFinished(jobStateOf(found.counts, found.isCancelled)),
      cancelling: await ledger.jobs.cancelling("default"),
    };
  };
  return { engine, job, record };
}

test("the request cancels the first transfers of a large job, and the sweep the rest", async () => {
  const { engine, job, record } = await jobOf(1200);

  await cancelJob(engine, "default", job.id);
  const first = await record();
  await sweepOnce(engine);

  expect(first).toEqual({ aborted: 500, isEnded: false, cancelling: [job.id] });
  expect(await record()).toEqual({ aborted: 1200, isEnded: true, cancelling: [] });
});

test("the sweep ends what a process that died had only marked as cancelled", async () => {
  const { engine, job, record } = await jobOf(3);
  const dying = interceptLedger(engine.ledger, ({ name, run }) =>
    name === "jobs.listTransfers" ? Promise.reject(new Error("killed")) : run(),
  );
  await expect(cancelJob({ ...engine, ledger: dying }, "default", job.id)).rejects.toThrow(
    "killed",
  );

  await sweepOnce(engine);

  expect(await record()).toEqual({ aborted: 3, isEnded: true, cancelling: [] });
});

test("a job that its submit took out of the journal, and that is there, is cancelled in the journal as well", async () => {
  const { engine, job } = await jobOf(2);
  const journal = new MemoryJournal();

  await cancelJob({ ...engine, journal }, "default", job.id);

  expect(await journal.jobs()).toEqual([{ tenant: "default", jobId: job.id, isCancelled: true }]);
});

test("a request costs one page, however many of them have ended", async () => {
  const { engine, job } = await jobOf(1700);
  let pages = 0;
  const ledger = interceptLedger(engine.ledger, ({ name, run }) => {
    pages += name === "jobs.listTransfers" ? 1 : 0;
    return run();
  });

  await cancelJob({ ...engine, ledger }, "default", job.id);
  await cancelJob({ ...engine, ledger }, "default", job.id);

  expect(pages).toBe(2);
});

test("a small job is cancelled by the request alone", async () => {
  const { engine, job, record } = await jobOf(3);

  await cancelJob(engine, "default", job.id);

  expect(await record()).toEqual({ aborted: 3, isEnded: true, cancelling: [] });
});
