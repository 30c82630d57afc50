import { setTimeout as wait } from "node:timers/promises";
import type { JobRequestInput, JobView } from "@penstock/wire";
import { type BulkCluster, listOf, withBulkCluster } from "../bulk/bulk-cluster.ts";
import type { Lab } from "../lab.ts";
import type { Bench, Result } from "../result.ts";
import { upTo } from "../tools/in-parallel.ts";
import { median, rounded } from "../tools/statistics.ts";

const MIB = 1024 * 1024;
const LOOK_EVERY_MS = 20;
/** Long enough for everything that was in flight to be given back. */
const PAUSED_MS = 1000;
/** How many times a running job is paused and continued. */
const PAUSES = 3;

type Verb = "pause" | "resume" | "cancel";

/** What it takes to pause, continue and cancel large jobs that run, and what that leaves behind. */
export const pauseJobs: Bench = {
  name: "pause",
  run: (lab) =>
    withBulkCluster(lab, 1, async (bulk) => {
      const parts = lab.isQuick ? 1000 : 10_000;
      const objects = lab.objects ?? (lab.isQuick ? 5000 : 200_000);
      return [
        await measure(bulk, lab, {
          name: `pause, ${parts} parts`,
          request: (key) => ({
            source: { connection: "s3-source", key: `zeros-${parts * MIB}` },
            destination: { connection: "cos", key },
            options: { partSize: "1MiB" },
          }),
          ...{ unitBytes: MIB, units: parts },
        }),
        await measure(bulk, lab, {
          name: `pause, ${objects} objects`,
          request: (key) => ({
            source: { connection: "s3-source", prefix: listOf(10 * 1024, objects) },
            destination: { connection: "s3", key: `${key}/{relativeKey}` },
          }),
          ...{ unitBytes: 10 * 1024, units: objects },
        }),
      ];
    }),
};

type Work = {
  readonly name: string;
  readonly request: (key: string) => JobRequestInput;
  readonly unitBytes: number;
  readonly units: number;
};

async function measure(
  bulk: BulkCluster,
  lab: Lab,
  { name, request, unitBytes, units }: Work,
): Promise<Result> {
  const took: Record<Verb, number[]> = { pause: [], resume: [], cancel: [] };
  const ask = async (verb: Verb, id: string) => {
    const startedAt = performance.now();
    // What is under way is stopped: that is what may have to be sent again.
    await send(bulk, `/v1/jobs/${id}:${verb}`, verb === "pause" ? { drain: false } : undefined);
    took[verb].push(performance.now() - startedAt);
  };
  const before = await lab.sink.droppedBytes();
  const { id } = await bulk.submit(request("paused"));
  for (const pauses of upTo(PAUSES)) {
    await untilMoved(bulk, id, (pauses * 0.8) / (PAUSES + 1));
    await ask("pause", id);
    await wait(PAUSED_MS);
    await ask("resume", id);
  }
  await untilEnded(bulk, id, "succeeded");
  const sent = (await lab.sink.droppedBytes()) - before;
  const cancelled = await bulk.submit(request("cancelled"));
  await untilMoved(bulk, cancelled.id, 0.1);
  await ask("cancel", cancelled.id);
  await untilEnded(bulk, cancelled.id, "cancelled");
  const responseMs = rounded(Math.max(...Object.values(took).map((each) => median(each))));
  const resentParts = Math.ceil((sent - units * unitBytes) / unitBytes);
  const openUploads = await openUploadsOf(bulk);
  return {
    ...{ name, unit: "ms", ours: responseMs, responseMs, resentParts, openUploads, runs: 1 },
    note: `the slowest of pause, resume and cancel; ${PAUSES} pauses that stop what is under way`,
  };
}

async function send(bulk: BulkCluster, path: string, body: object | undefined): Promise<void> {
  const response = await fetch(bulk.cluster.apiUrl + path, {
    method: "POST",
    ...(body !== undefined && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
  if (!response.ok) {
    throw new Error(`${path} is ${response.status}: ${await response.text()}`);
  }
}

async function untilMoved(bulk: BulkCluster, id: string, part: number): Promise<void> {
  for (;;) {
    const { progress } = await bulk.read(id);
    const moved = progress.partsStored / progress.partsTotal;
    const stored = progress.transfersStored / progress.transfersTotal;
    if (moved >= part || stored >= part) {
      return;
    }
    await wait(LOOK_EVERY_MS);
  }
}

async function untilEnded(bulk: BulkCluster, id: string, wanted: JobView["state"]): Promise<void> {
  for (;;) {
    const { state, finishedAt } = await bulk.read(id);
    if (state === wanted) {
      return;
    }
    if (finishedAt !== null) {
      throw new Error(`${id} ended as ${state}`);
    }
    await wait(LOOK_EVERY_MS);
  }
}

/** As the ledger has them: what it does not list was never opened, or is known to be gone. */
async function openUploadsOf(bulk: BulkCluster): Promise<number> {
  const response = await fetch(`${bulk.cluster.apiUrl}/metrics`);
  const lines = (await response.text()).split("\n");
  return lines
    .filter((line) => line.startsWith("penstock_open_uploads{"))
    .reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}
