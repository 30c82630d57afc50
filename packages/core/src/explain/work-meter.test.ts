import { expect, test } from "vitest";
import type { JobId, TransferId } from "../ids.ts";
import { toPartNumber } from "../ids.ts";
import type { PartRef } from "../transfers/task.ts";
import { WorkMeter } from "./work-meter.ts";

const JOB = "job_00000000000000000000000000" as JobId;

function partOf(number: number): PartRef {
  const transferId = "tr_00000000000000000000000000" as TransferId;
  return { tenant: "default", transferId, generation: 1, number: toPartNumber(number) };
}

function moving(meter: WorkMeter): readonly number[] {
  return [1, 2, 3, 4].filter((number) => meter.isMoving(partOf(number)));
}

test("parts that are under way end in any order, and each once", () => {
  const meter = new WorkMeter({ nowMs: () => 0 }, "w");
  const runs = [1, 2, 3, 4].map((number) => meter.begin(JOB, 0, partOf(number)));
  const steps = [moving(meter)];
  for (const index of [1, 3, 3, 0, 2]) {
    const run = runs[index];
    if (run !== undefined) {
      meter.end(run);
    }
    steps.push(moving(meter));
  }

  expect(steps).toEqual([[1, 2, 3, 4], [1, 3, 4], [1, 3], [1, 3], [3], []]);
  expect(meter.moving()).toEqual([]);
});
