import type { JobRecord, Surroundings } from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";

/** What the health of any job depends on now. */
export async function surroundingsOf({
  ledger,
  clock,
}: OnPorts<"workers"> & Pick<Engine, "clock">): Promise<(record: JobRecord) => Surroundings> {
  const [workers, processes] = await Promise.all([
    ledger.workers.liveWorkers(),
    ledger.workers.liveProcesses(),
  ]);
  const repeated = new Set(
    processes.flatMap(({ repeats = [] }) => repeats.flatMap(({ jobIds }) => jobIds)),
  );
  const now = { liveWorkers: workers.length, nowMs: clock.nowMs() };
  return ({ job }) => ({ ...now, isRepeated: repeated.has(job.id) });
}
