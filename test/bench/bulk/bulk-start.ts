import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Lab } from "../lab.ts";
import type { Bench, Result } from "../result.ts";
import { inParallel, upTo } from "../tools/in-parallel.ts";
import { writtenBytes } from "../tools/process-facts.ts";
import { median, rounded } from "../tools/statistics.ts";
import { type BulkCluster, listOf, withBulkCluster } from "./bulk-cluster.ts";

const MIB = 1024 * 1024;
const KIB = 1024;
const LOOK_EVERY_MS = 10;
const URGENT_JOBS = 9;

/** From the request until the first object of a job is on its way. */
export const bulkFirstPut: Bench = {
  name: "bulk-first-put",
  run: (lab) =>
    withBulkCluster(lab, 1, async (bulk) => {
      const objects = lab.objects ?? 2000;
      const delaysMs: number[] = [];
      // The first one compiles code and opens connections, and is not counted.
      for (let run = 0; run <= lab.runs; run += 1) {
        await lab.sink.firstPutAtMs();
        const submittedAtMs = nowMs();
        const { id } = await bulk.submit({
          source: { connection: "s3-source", prefix: listOf(10 * KIB, objects) },
          destination: { connection: "s3", key: `first-put-${run}/{relativeKey}` },
        });
        await bulk.untilRecorded(id, objects);
        delaysMs.push((await lab.sink.firstPutAtMs()) - submittedAtMs);
      }
      const ms = rounded(median(delaysMs.slice(1)));
      const name = "bulk-first-put";
      return [{ name, unit: "ms", ours: ms, ms, runs: lab.runs, note: `${objects} objects` }];
    }),
};

/** Few objects, of which a batch could take many: every worker is to move some. */
export const bulkSpread: Bench = {
  name: "bulk-spread",
  run: (lab) =>
    withBulkCluster(lab, 4, async (bulk) => {
      const moved: number[] = [];
      const pids = bulk.roles.get("worker") ?? [];
      for (let run = 1; run <= lab.runs; run += 1) {
        const before = pids.map(writtenBytes);
        const { id } = await bulk.submit({
          source: { connection: "s3-source", prefix: listOf(10 * MIB, 16) },
          destination: { connection: "s3", key: `spread-${run}/{relativeKey}` },
        });
        await bulk.untilRecorded(id, 16);
        const written = pids.map((pid, index) => writtenBytes(pid) - (before[index] ?? 0));
        moved.push(written.filter((bytes) => bytes >= 10 * MIB).length);
      }
      const workersThatMoved = Math.min(...moved);
      return [
        {
          ...{ name: "bulk-spread", unit: "workers", ours: workersThatMoved, workersThatMoved },
          runs: lab.runs,
          note: "of 4, for 16 objects of 10 MiB: the fewest of all runs",
        },
      ];
    }),
};

/** One object, while others' jobs fill the queue. */
export const urgent: Bench = {
  name: "urgent",
  run: async (lab) => [
    await behind(lab, "urgent, behind a job of 1000000", async (bulk) => {
      const objects = lab.objects ?? 1_000_000;
      const { id } = await bulk.submit({
        source: { connection: "s3-source", prefix: listOf(10 * KIB, objects) },
        destination: { connection: "s3", key: "urgent-behind/{relativeKey}" },
      });
      await untilMoved(bulk, id, Math.min(5000, objects / 4));
      return [id];
    }),
    await behind(lab, "urgent, behind 400 jobs", async (bulk) => {
      const ids: string[] = [];
      await inParallel(upTo(400), 16, async (index) => {
        const job = await bulk.cluster.submit({
          from: ["s3-source", `zeros-${32 * MIB}`],
          to: ["s3", `urgent-behind-${index}`],
        });
        ids.push(job.id);
      });
      return ids;
    }),
  ],
};

async function behind(lab: Lab, name: string, fill: Fill): Promise<Result> {
  const delaysMs = await startDelaysMs(lab, fill);
  const startMs = rounded(median(delaysMs));
  const note = `from the request to the first byte; the slowest ${rounded(Math.max(...delaysMs))}`;
  return { name, unit: "ms", ours: startMs, startMs, runs: URGENT_JOBS, note };
}

/** @returns the jobs that fill the queue */
type Fill = (bulk: BulkCluster) => Promise<readonly string[]>;

/**
 * Of jobs of one object each, from the request to the first byte, while what fills the queue is at work.
 *
 * @throws Error where the queue was empty before the last of them: then they waited for nothing
 */
export function startDelaysMs(lab: Lab, fill: Fill): Promise<readonly number[]> {
  return withBulkCluster(lab, 1, async (bulk) => {
    const filling = await fill(bulk);
    const delaysMs: number[] = [];
    for (const _ of upTo(URGENT_JOBS)) {
      // The sink knows the first byte of a key for good, and other benches may have had theirs.
      const key = `urgent-${randomUUID()}`;
      const submittedAtMs = nowMs();
      await bulk.cluster.copyToSink({
        from: ["s3-source", `zeros-${10 * KIB}`],
        to: ["cos", key],
      });
      const { headers } = await fetch(`${lab.sink.url}/${key}`, { method: "HEAD" });
      delaysMs.push(Number(headers.get("x-bench-first-byte-us")) / 1000 - submittedAtMs);
    }
    const jobs = await Promise.all(filling.map((id) => bulk.read(id)));
    if (jobs.every(({ finishedAt }) => finishedAt !== null)) {
      throw new Error(
        "what filled the queue had ended before the last urgent job: fill it with more",
      );
    }
    return delaysMs;
  });
}

async function untilMoved(bulk: BulkCluster, jobId: string, objects: number): Promise<void> {
  while ((await bulk.read(jobId)).progress.transfersStored < objects) {
    await pause(LOOK_EVERY_MS);
  }
}

function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
