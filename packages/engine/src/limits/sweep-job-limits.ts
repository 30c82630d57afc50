import { type ConfigDocument, isJobId, type Limits } from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { apart } from "../repair/apart.ts";
import type { LimitDesk } from "./set-limits.ts";

/** A job that is being accepted has its limits before it is there. */
const ACCEPTED_MS = 10 * 60_000;

type SweptEngine = LimitDesk & OnPorts<"jobs"> & Pick<Engine, "clock" | "log" | "repeats">;

/** Removes the limits of jobs that have ended. */
export async function sweepJobLimits(engine: SweptEngine, signal?: AbortSignal): Promise<void> {
  const { config, limitForms } = engine;
  for (const document of await config.list(limitForms.jobLimits)) {
    signal?.throwIfAborted();
    const about = { what: "the limits of a job", fields: { name: document.name } };
    await apart(engine, about, async () => {
      if (await isOver(engine, document)) {
        await config.delete(limitForms.jobLimits, document.name, document.revision);
      }
    });
  }
}

async function isOver(
  { ledger, clock }: SweptEngine,
  { name, changedAtMs }: ConfigDocument<Limits>,
): Promise<boolean> {
  const [tenant = "", jobId = ""] = name.split(":");
  const record = isJobId(jobId) ? await ledger.jobs.readJob(tenant, jobId) : undefined;
  return record === undefined
    ? clock.nowMs() - changedAtMs > ACCEPTED_MS
    : record.finishedAtMs !== undefined;
}
