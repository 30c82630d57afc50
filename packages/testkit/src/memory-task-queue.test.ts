import {
  newJobId,
  newTransferId,
  type PartTask,
  partTaskOf,
  type Transfer,
  toPartNumber,
} from "@penstock/core";
import { describe, expect, test } from "vitest";
import { uploadOf } from "./conformance/ledger-scenario.ts";
import { MemoryTaskQueue } from "./memory-task-queue.ts";

const upload = uploadOf(3);
const transfer: Transfer = {
  id: newTransferId(1, new Uint8Array(10)),
  jobId: newJobId(1, new Uint8Array(10)),
  tenant: "default",
  source: { connection: "from", key: "a" },
  destination: { connection: "to", key: "b" },
  options: { overwrite: "always", attributes: { metadata: {} } },
  generation: 1,
  revision: 2,
  state: { kind: "completing", upload },
};
const ref = { tenant: "default", transferId: transfer.id };

function part(number: number): PartTask {
  return partTaskOf(transfer, upload, toPartNumber(number));
}

describe("MemoryTaskQueue", () => {
  test("gives tasks in the order in which they came, each once", async () => {
    const queue = new MemoryTaskQueue();
    await queue.addParts([part(2), part(1)]);
    await queue.addParts([part(1), part(3)]);

    expect(queue.parts.map(({ number }) => number)).toEqual([2, 1, 3]);
    expect(queue.takePart()).toEqual(part(2));
    expect(queue.parts).toHaveLength(2);
  });

  test("takes a task again that was taken", async () => {
    const queue = new MemoryTaskQueue();
    await queue.addPlan(transfer);
    await queue.addPlan(transfer);
    const first = queue.takePlan();
    await queue.addPlan(transfer);

    expect([first, queue.takePlan(), queue.takePlan()]).toEqual([ref, ref, undefined]);
  });

  test("keeps finalizing apart by what is to be done", async () => {
    const queue = new MemoryTaskQueue();
    await queue.addFinalize({ ...ref, generation: 1, action: "complete" });
    await queue.addFinalize({ ...ref, generation: 1, action: "complete" });
    await queue.addFinalize({ ...ref, generation: 1, action: "abort" });

    expect(queue.finalizes).toEqual([ref, ref]);
  });
});
