import { cancelJob, JournalSweep } from "@penstock/engine";
import { MemoryJournal, silentLog } from "@penstock/testkit";
import { expect, test, vi } from "vitest";
import { MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { Crash } from "../support/trouble.ts";

test.each([0, 1])(
  "a job that is just being accepted is not called lost, and a lost one comes back at the second look (%i before)",
  async (looks) => {
    const journal = new MemoryJournal();
    const deployment = new MemoryDeployment(1, { journal });
    const { ledger, source, tasks } = deployment;
    const warn = vi.fn();
    const sweep = new JournalSweep({ ...deployment.engine, journal, log: { ...silentLog, warn } });
    for (let look = 0; look < looks; look += 1) {
      await sweep.sweepOnce();
    }
    const createJob = ledger.jobs.createJob.bind(ledger.jobs);
    ledger.jobs.createJob = async (job, transfers) => {
      // The journal has it, the ledger has not: the moment of every accepted job.
      await sweep.sweepOnce();
      await createJob(job, transfers);
    };
    source.put("a", sampleBytes(1, 4 * MIB));

    const jobId = await deployment.submit("a");
    ledger.jobs.createJob = createJob;
    await sweep.sweepOnce();
    expect(warn).not.toHaveBeenCalled();
    ledger.flush();
    tasks.takePlan();
    await new JournalSweep({ ...deployment.engine, journal }).sweepOnce();
    expect(await ledger.jobs.readJob("default", jobId)).toBeUndefined();
    await sweep.sweepOnce();

    expect(warn).toHaveBeenCalledOnce();
    await deployment.runUntilIdle();
    expect(await deployment.stateOf(jobId)).toBe("succeeded");
  },
);

test("a cancel whose process died before it was in the journal survives the loss of the ledger", async () => {
  const journal = new MemoryJournal();
  const deployment = new MemoryDeployment(1, { journal });
  const { engine, ledger, source, tasks } = deployment;
  const sweep = new JournalSweep({ ...engine, journal });
  source.put("a", sampleBytes(1, 4 * MIB));
  const jobId = await deployment.submit("a");
  // As a submit leaves a job behind that it gave up, and that the ledger wrote all the same.
  await journal.forget({ tenant: "default", jobId });
  const markCancelled = journal.markCancelled.bind(journal);
  journal.markCancelled = async (job) => {
    if ((await journal.readJob(job)) !== undefined) {
      throw new Crash();
    }
  };
  await expect(cancelJob(engine, "default", jobId)).rejects.toThrow(Crash);
  journal.markCancelled = markCancelled;

  await sweep.sweepOnce();
  ledger.flush();
  tasks.takePlan();
  await sweep.sweepOnce();
  await sweep.sweepOnce();
  await deployment.runUntilIdle();

  expect(await deployment.stateOf(jobId)).toBe("cancelled");
});
