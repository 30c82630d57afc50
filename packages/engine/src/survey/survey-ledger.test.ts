import { apply, newJobId, newTransferId, type Transfer } from "@penstock/core";
import { ManualClock, MemoryLedger, seededRandom } from "@penstock/testkit";
import { expect, test } from "vitest";
import { surveyLedger } from "./survey-ledger.ts";

const random = seededRandom(1);

async function addJob(ledger: MemoryLedger, tenant: string, isSkipped: boolean): Promise<void> {
  const id = newJobId(0, random.bytes(10));
  const transfer: Transfer = {
    id: newTransferId(0, random.bytes(10)),
    ...{ jobId: id, tenant, generation: 1, revision: 1 },
    source: { connection: "from", key: "a" },
    destination: { connection: "to", key: "b" },
    options: { overwrite: "always", attributes: { metadata: {} } },
    state: { kind: "planned", intents: [] },
  };
  const job = { id, tenant, name: "a", labels: {}, createdAtMs: 0 };
  await ledger.jobs.createJob(job, [transfer]);
  if (isSkipped) {
    const skipped = apply(transfer, 1, { kind: "transfer-skipped", reason: "it is there" });
    await ledger.transfers.save(transfer, skipped);
  }
}

test("counts jobs by tenant, state and health, over more than a page of them", async () => {
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  for (let number = 0; number < 250; number += 1) {
    await addJob(ledger, "north", number < 40);
  }
  await addJob(ledger, "south", false);
  await ledger.workers.announceWorker({ id: "one", slots: 8 });
  await ledger.workers.announceProcess({ id: "two", role: "planner", leftAlone: [] });

  const survey = await surveyLedger({ ledger, clock });

  expect(survey.jobs).toEqual(
    expect.arrayContaining([
      { tenant: "north", state: "succeeded", health: "ok", jobs: 40 },
      { tenant: "north", state: "queued", health: "ok", jobs: 210 },
      { tenant: "south", state: "queued", health: "ok", jobs: 1 },
    ]),
  );
  expect(survey.jobs).toHaveLength(3);
  expect(survey.finished).toHaveLength(40);
  expect(survey.finished[0]).toMatchObject({ state: "succeeded", finishedAtMs: clock.nowMs() });
  expect(survey.backlogs.map(({ tenant }) => tenant).sort()).toEqual(["north", "south"]);
  expect(survey).toMatchObject({ slots: 8, processes: { planner: 1, worker: 0, coordinator: 0 } });
});
