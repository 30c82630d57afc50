import { sweepOnce } from "@penstock/engine";
import { expect, test } from "vitest";
import { MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";

const KEY = "a";
const SWEEP_PERIOD_MS = 5000;

test("parts whose claimer dies before it queues them are queued within 45 s", async () => {
  let isDead = true;
  const deployment = new MemoryDeployment(1, {
    queue: (queue) => ({
      addPlan: (transfer) => queue.addPlan(transfer),
      addBatches: (tasks) => queue.addBatches(tasks),
      addListing: (task) => queue.addListing(task),
      addFinalize: (task) => queue.addFinalize(task),
      addParts: async (tasks) => {
        if (!isDead) {
          await queue.addParts(tasks);
        }
      },
    }),
  });
  deployment.source.put(KEY, sampleBytes(1, 4 * MIB));
  const jobId = await deployment.submit(KEY);
  await deployment.runUntilIdle();
  expect(await deployment.stateOf(jobId)).toBe("transferring");

  isDead = false;
  deployment.clock.advance(45_000 - SWEEP_PERIOD_MS);
  await sweepOnce(deployment.engine);
  await deployment.runUntilIdle();

  expect(await deployment.stateOf(jobId)).toBe("succeeded");
});
