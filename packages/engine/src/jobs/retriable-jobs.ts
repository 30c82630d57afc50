import {
  isFinished,
  type JobRecord,
  type Page,
  type PageRequest,
  stateOfJob,
} from "@penstock/core";
import type { OnPorts } from "../engine.ts";
import { type JobFilter, listJobs } from "../history/list-jobs.ts";

type Engine = Parameters<typeof listJobs>[0] & OnPorts<"history">;

const FAILED = ["failed", "completed_with_errors"] as const;

/** Jobs that ended, fit, and were not tried again by another one yet: newest first. A page may have fewer than its limit. */
export async function retriableJobs(
  engine: Engine,
  tenant: string,
  filter: JobFilter,
  page: PageRequest,
): Promise<Page<JobRecord>> {
  const { items, nextCursor } = await listJobs(engine, tenant, { states: FAILED, ...filter }, page);
  const ended = items.filter((record) => isFinished(stateOfJob(record)));
  const ids = ended.map(({ job }) => job.id);
  const newer = await engine.ledger.history.supersededBy(tenant, ids);
  return { items: ended.filter((_, index) => newer[index] === undefined), nextCursor };
}
