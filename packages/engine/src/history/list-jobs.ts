import {
  type HistoryEntry,
  type JobHealth,
  type JobId,
  type JobRange,
  type JobRecord,
  type JobState,
  jobHealthOf,
  mayHaveLabel,
  type Page,
  type PageRequest,
  segmentPlace,
  stateOfJob,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { surroundingsOf } from "./surroundings.ts";

/** Every condition that is there has to hold. */
export type JobFilter = {
  /** One of these. */
  readonly states?: readonly JobState[];
  readonly health?: JobHealth;
  readonly labels?: readonly (readonly [name: string, value: string])[];
  readonly createdFromMs?: number;
  readonly createdBeforeMs?: number;
};

type ListingEngine = OnPorts<"history" | "jobs" | "workers"> & Pick<Engine, "archive" | "clock">;

/** A job that the ledger holds, or what is left of it. */
type Listed =
  | { readonly id: JobId; readonly record: JobRecord }
  | { readonly id: JobId; readonly entry: HistoryEntry };

/** Read at once while something is looked for. */
const SCANNED_AT_ONCE = 500;
/** Looked at for one page: a filter that fits few jobs gives a short page, and the cursor goes on. */
const SCANNED_PER_PAGE = 5000;

/**
 * Jobs that fit a filter, newest first: those that the ledger holds, and those that are in the archive. A
 * page may have fewer than its limit while it has a cursor.
 */
export async function listJobs(
  engine: ListingEngine,
  tenant: string,
  filter: JobFilter,
  { limit, cursor }: PageRequest,
): Promise<Page<JobRecord>> {
  const fits = await filterOf(engine, filter);
  const isFiltered = filter.states ?? filter.health ?? filter.labels?.[0];
  const atOnce = isFiltered === undefined ? limit + 1 : SCANNED_AT_ONCE;
  const found: Listed[] = [];
  let place = cursor;
  for (let scanned = 0; scanned < SCANNED_PER_PAGE && found.length <= limit; ) {
    const some = await listSome(engine, tenant, rangeOf(filter, atOnce, place));
    found.push(...some.filter(fits));
    scanned += some.length;
    place = some.length < atOnce ? undefined : some.at(-1)?.id;
    if (place === undefined) {
      break;
    }
  }
  const shown = found.slice(0, limit);
  return {
    items: (await recordsOf(engine, tenant, shown)).filter((record) => hasLabels(record, filter)),
    nextCursor: found.length > limit ? shown.at(-1)?.id : place,
  };
}

function rangeOf(
  { createdFromMs, createdBeforeMs }: JobFilter,
  limit: number,
  cursor: string | undefined,
): JobRange {
  return {
    limit,
    ...(cursor !== undefined && { cursor }),
    ...(createdFromMs !== undefined && { createdFromMs }),
    ...(createdBeforeMs !== undefined && { createdBeforeMs }),
  };
}

/** The held ones first: one that is retired between the two reads is in the second. */
async function listSome(
  { ledger }: ListingEngine,
  tenant: string,
  range: JobRange,
): Promise<readonly Listed[]> {
  const { items } = await ledger.jobs.listJobs(tenant, range);
  const entries = await ledger.history.listEntries(tenant, range);
  const held = items.map((record): Listed => ({ id: record.job.id, record }));
  const left = entries.map((entry): Listed => ({ id: entry.jobId, entry }));
  const byId = new Map([...held, ...left].map((listed) => [listed.id, listed]));
  const newestFirst = [...byId.values()].sort((one, other) => (one.id < other.id ? 1 : -1));
  return newestFirst.slice(0, range.limit);
}

async function filterOf(
  { ledger, clock }: ListingEngine,
  filter: JobFilter,
): Promise<(listed: Listed) => boolean> {
  const { states, health, labels = [] } = filter;
  const surroundings = health === undefined ? undefined : await surroundingsOf({ ledger, clock });
  return (listed) => {
    if ("entry" in listed) {
      const { entry } = listed;
      return (
        (states === undefined || states.includes(entry.state)) &&
        // Nothing is wrong right now with a job that has ended.
        (health === undefined || health === "ok") &&
        labels.every(([name, value]) => mayHaveLabel(entry, name, value))
      );
    }
    const { record } = listed;
    return (
      (states === undefined || states.includes(stateOfJob(record))) &&
      (surroundings === undefined || jobHealthOf(record, surroundings(record)) === health) &&
      hasLabels(record, filter)
    );
  };
}

function hasLabels({ job }: JobRecord, { labels = [] }: JobFilter): boolean {
  return labels.every(
    ([name, value]) => Object.hasOwn(job.labels, name) && job.labels[name] === value,
  );
}

/** In the order of the list. A segment is read once for all jobs of it. */
async function recordsOf(
  { archive }: ListingEngine,
  tenant: string,
  shown: readonly Listed[],
): Promise<readonly JobRecord[]> {
  const records = new Map<JobId, JobRecord>();
  const entries: HistoryEntry[] = [];
  for (const listed of shown) {
    if ("record" in listed) {
      records.set(listed.id, listed.record);
    } else {
      entries.push(listed.entry);
    }
  }
  const bySegment = Map.groupBy(entries, ({ segment }) => segmentPlace(segment));
  for (const some of bySegment.values()) {
    const [first] = some;
    const ids = some.map(({ jobId }) => jobId);
    const jobs = first === undefined ? [] : ((await archive?.read(first.segment, ids)) ?? []);
    for (const { record } of jobs.filter((job) => job.record.job.tenant === tenant)) {
      records.set(record.job.id, record);
    }
  }
  return shown.map(({ id }) => records.get(id)).filter((record) => record !== undefined);
}
