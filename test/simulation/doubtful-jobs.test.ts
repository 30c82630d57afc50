import { type Ledger, PenstockError } from "@penstock/core";
import { submitJob } from "@penstock/engine";
import { interceptLedger, MemoryJournal } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";

const REQUEST = {
  tenant: "default",
  name: "a",
  labels: {},
  source: { connection: "source", key: "a" },
  destination: { connection: "store", key: "a" },
  options: { partSizeBytes: MIB, overwrite: "always", attributes: { metadata: {} } },
} as const;

function worldWith(
  change: (ledger: Ledger, createJob: () => Promise<unknown>) => Promise<unknown>,
) {
  const journal = new MemoryJournal();
  const deployment = new MemoryDeployment(1, { journal });
  deployment.source.put("a", sampleBytes(1, 8 * MIB));
  const ledger = interceptLedger(deployment.ledger, ({ name, run }) =>
    name === "jobs.createJob" ? change(deployment.ledger, run) : run(),
  );
  return { journal, deployment, engine: { ...deployment.engine, ledger } };
}

const lost = () => new PenstockError("ledger-unavailable", "the response was lost");

describe("a job that the ledger wrote, and whose response was lost", () => {
  test("is accepted: it is there", async () => {
    const { journal, engine } = worldWith(async (_ledger, createJob) => {
      await createJob();
      throw lost();
    });

    const { job } = await submitJob(engine, REQUEST);

    expect(await journal.jobs()).toMatchObject([{ jobId: job.id }]);
  });

  test("is written to the journal before it opens an upload, when it came after its rejection", async () => {
    let createLate: () => Promise<unknown> = () => Promise.resolve();
    const { journal, deployment, engine } = worldWith(async (_ledger, createJob) => {
      createLate = createJob;
      throw lost();
    });
    const opened: number[] = [];
    const initiate = deployment.store.initiate.bind(deployment.store);
    deployment.store.initiate = async (object, signal) => {
      opened.push((await journal.jobs()).length);
      return initiate(object, signal);
    };

    await expect(submitJob(engine, REQUEST)).rejects.toMatchObject({ code: "ledger-unavailable" });
    const whenRejected = await journal.jobs();
    await createLate();
    await deployment.letTimePass();
    await deployment.runUntilIdle();

    expect({ whenRejected, opened }).toEqual({ whenRejected: [], opened: [1] });
  });
});
