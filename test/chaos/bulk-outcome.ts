import { createConnections } from "@penstock/connections";
import type { KeyRange, Row } from "@penstock/core";
import { isJobId } from "@penstock/core";
import { acceptedHeads } from "@penstock/engine";
import { openRowArchive } from "@penstock/journal";
import { systemClock } from "@penstock/process";
import { seededRandom } from "@penstock/testkit";
import type { BulkJob } from "./bulk-job.ts";

const TENANT = "default";

type Outcome = {
  readonly rows: readonly Pick<Row, "key" | "outcome" | "cause">[];
  readonly state: string;
  readonly total: number;
  readonly wrongCounts: readonly string[];
  readonly looks: number;
  /** What the batches of the job covered, each once. */
  readonly ranges: readonly KeyRange[];
};

/** What is to be known of a job that is recorded, from the API and from its journal. */
export async function readOutcome(job: BulkJob, journal: string): Promise<Outcome> {
  const rows: Outcome["rows"][number][] = [];
  for await (const line of job.rows()) {
    const { key, outcome, cause } = JSON.parse(line) as Row;
    rows.push({ key, outcome, ...(cause !== undefined && { cause }) });
  }
  return {
    rows,
    state: job.last?.state ?? "unknown",
    total: job.last?.progress.transfersTotal ?? 0,
    wrongCounts: job.wrongCounts,
    looks: job.looks,
    ranges: await rangesOf(job.id, journal),
  };
}

async function rangesOf(jobId: string, journal: string): Promise<readonly KeyRange[]> {
  const options = { environment: {}, secrets: new Set<string>(), clock: systemClock };
  const connections = createConnections({ connections: {} }, options);
  const place = { kind: "folder", path: journal } as const;
  const archive = openRowArchive(place, { random: seededRandom(1), connections });
  if (archive === undefined || !isJobId(jobId)) {
    throw new RangeError(`${jobId} has no rows in ${journal}`);
  }
  const ref = { tenant: TENANT, jobId };
  const heads = acceptedHeads(await archive.heads(ref), await archive.recovery(ref));
  connections.close();
  return heads.flatMap(({ batches }) => batches.map(({ range }) => range));
}
