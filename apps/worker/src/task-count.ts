import type { TaskOutcome } from "@penstock/core";
import type { Meters } from "@penstock/process";

/** What this worker is moving, and how its tasks ended. */
export class TaskCount {
  readonly #meters: Meters;
  #busy = 0;

  constructor(meters: Meters) {
    this.#meters = meters;
    meters.onScrape(() => meters.set("penstock_worker_busy_slots", this.#busy));
  }

  async watch(kind: "part" | "batch", move: () => Promise<TaskOutcome>): Promise<TaskOutcome> {
    const beganAtMs = performance.now();
    let outcome = "failed";
    this.#busy += 1;
    try {
      const ended = await move();
      outcome = ended.kind;
      return ended;
    } finally {
      this.#busy -= 1;
      const seconds = (performance.now() - beganAtMs) / 1000;
      this.#meters.add("penstock_worker_tasks_total", 1, { kind, outcome });
      this.#meters.observe("penstock_worker_task_duration_seconds", seconds, { kind });
    }
  }
}
