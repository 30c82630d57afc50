import { appendFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Cluster } from "@penstock/cli/cluster";
import { createClient } from "@penstock/client";
import { systemClock } from "@penstock/process";
import { startCluster } from "../support/processes-under-test.ts";
import { beatBulk } from "./bulk-assault.ts";
import { BulkJob } from "./bulk-job.ts";
import { readOutcome } from "./bulk-outcome.ts";
import { BulkPuts } from "./bulk-puts.ts";
import { type BulkReport, isBulkClean, judgeBulk } from "./bulk-report.ts";
import { BULK_FOLDER, makeBulkSources } from "./bulk-sources.ts";
import { inRunFolder, type RunFolder } from "./run-folder.ts";

export type BulkChaosRequest = {
  readonly objects: number;
  readonly seed: number;
  readonly say: (line: string) => void;
};

export type BulkChaosResult = {
  readonly report: BulkReport;
  /** Kept when something was found; undefined when all was well. */
  readonly logFolder: string | undefined;
};

/**
 * One job of many small objects in real processes, two of each role, that are killed twelve times while it
 * runs; Redis is emptied in the middle. Everything that was started has ended when this finalizes.
 */
export async function runBulkChaos(
  request: BulkChaosRequest,
  signal: AbortSignal,
): Promise<BulkChaosResult> {
  const { result: report, logFolder } = await inRunFolder(
    { name: "bulk-chaos", signal },
    (places) => runIn(places, request, signal),
    isBulkClean,
  );
  return { report, logFolder };
}

async function runIn(
  { folder, logFolder }: RunFolder,
  { objects, seed, say }: BulkChaosRequest,
  signal: AbortSignal,
): Promise<BulkReport> {
  const filesFolder = join(folder, "files");
  await mkdir(filesFolder);
  await mkdir(logFolder, { recursive: true });
  const sources = await makeBulkSources(filesFolder, objects);
  say(`${objects} files are there`);
  const log = (line: string) => {
    const at = new Date(systemClock.nowMs()).toISOString();
    appendFileSync(join(logFolder, "chaos.log"), `${at} ${line}\n`);
  };
  const journal = join(folder, "journal");
  const cluster = await startCluster(requestOf({ folder, filesFolder, journal, log }), signal);
  await using cleanUp = new AsyncDisposableStack();
  cleanUp.defer(() => cluster.stop());

  const startedAtMs = systemClock.nowMs();
  const puts = new BulkPuts();
  const job = await submit(cluster);
  cleanUp.defer(() => job.stop());
  const blows = await beatBulk(cluster, { job, puts, sources, seed, log, say }, signal);
  const seconds = Math.round((systemClock.nowMs() - startedAtMs) / 1000);
  const outcome = await readOutcome(job, journal);
  return judgeBulk({ ...outcome, ...sources, ...blows, seed, seconds, puts });
}

function requestOf(places: {
  readonly folder: string;
  readonly filesFolder: string;
  readonly journal: string;
  readonly log: (line: string) => void;
}): Parameters<typeof startCluster>[0] {
  const second = { PENSTOCK_LISTEN: "127.0.0.1:0" };
  return {
    dataFolder: join(places.folder, "data"),
    workers: 2,
    coordinators: 2,
    apiPort: 0,
    connections: { files: { provider: "file", root: places.filesFolder } },
    extraRoles: {
      "api-2": { role: "api", environment: second },
      "planner-1": { role: "planner", environment: {} },
      "planner-2": { role: "planner", environment: {} },
    },
    // Only the planners list, so that their kills hit the list.
    environment: { PENSTOCK_JOURNAL: places.journal, PENSTOCK_PLAN: "off" },
    hasStoreControl: true,
    restarts: true,
    longestRestartPauseMs: 1000,
    say: places.log,
  };
}

async function submit(cluster: Cluster): Promise<BulkJob> {
  const urls = () =>
    ["api", "api-2"].map((name) => cluster.member(name).child().url ?? cluster.apiUrl);
  const { id } = await createClient({ baseUrl: cluster.apiUrl }).submitJob({
    source: { connection: "files", tree: BULK_FOLDER },
    destination: { connection: "local", key: "{key}" },
  });
  return new BulkJob(id, urls);
}
