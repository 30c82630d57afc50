import { Meters } from "@penstock/process";
import { expect, test } from "vitest";
import { TaskCount } from "./task-count.ts";

test("counts what is under way, and how each task ended", async () => {
  const meters = new Meters("worker");
  const tasks = new TaskCount(meters);
  const part = Promise.withResolvers<{ readonly kind: "done" }>();

  const moving = tasks.watch("part", () => part.promise);
  const during = await meters.render();
  part.resolve({ kind: "done" });
  await moving;
  const failing = tasks.watch("batch", () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  const after = await meters.render();

  expect(during).toContain("penstock_worker_busy_slots 1\n");
  expect(after).toContain("penstock_worker_busy_slots 0\n");
  expect(after).toContain('penstock_worker_tasks_total{kind="part",outcome="done"} 1\n');
  expect(after).toContain('penstock_worker_tasks_total{kind="batch",outcome="failed"} 1\n');
  expect(after).toContain('penstock_worker_task_duration_seconds_count{kind="part"} 1\n');
});
