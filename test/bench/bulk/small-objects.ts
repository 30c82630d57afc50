import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JobRequestInput } from "@penstock/wire";
import { SINK_BUCKET } from "../bench-cluster.ts";
import { compare, readRounds } from "../contenders/compare.ts";
import { peersOf } from "../contenders/peers.ts";
import type { Lab } from "../lab.ts";
import type { Bench, Result } from "../result.ts";
import { isOnPath } from "../tools/commands.ts";
import { inParallel, upTo } from "../tools/in-parallel.ts";
import { type BulkCluster, listOf, withBulkCluster } from "./bulk-cluster.ts";
import { ourBulkJob } from "./our-bulk-job.ts";

const SIZE_BYTES = 10 * 1024;
const MIB = 1024 * 1024;
const OBJECTS = 60_000;
const QUICK_OBJECTS = 1000;
const RCLONE = "rclone copy --retries 1 --low-level-retries 1 --transfers 32 --checkers 32";
const TUNED = `${RCLONE} --s3-no-head --use-server-modtime`;

type Work = {
  readonly name: string;
  readonly request: (run: number) => JobRequestInput;
  /** What rclone copies, and where to. */
  readonly from: string;
  readonly to: (key: string) => string;
  readonly sentBytes: number;
};

/** Copies of many small objects by one job, beside rclone's of the same. */
export const manySmallPuts: Bench = {
  name: "small-objects",
  run: (lab) =>
    measure(lab, async ({ cluster }, objects) => {
      const list = listOf(SIZE_BYTES, objects);
      const folder = "small-objects";
      await writeFiles(join(cluster.folder, folder), objects);
      const to = (key: string) => `B:${SINK_BUCKET}/${key}`;
      const sentBytes = objects * SIZE_BYTES;
      return [
        {
          name: "small-objects, s3 to s3",
          request: (run) => ({
            source: { connection: "s3-source", prefix: list },
            destination: { connection: "s3", key: `small-objects-${run}/{relativeKey}` },
          }),
          from: `A:${SINK_BUCKET}/${list}`,
          ...{ to, sentBytes },
        },
        {
          name: "small-objects, file to s3",
          request: (run) => ({
            source: { connection: "files", tree: folder },
            destination: { connection: "s3", key: `small-files-${run}/{relativeKey}` },
          }),
          from: join(cluster.folder, folder),
          ...{ to, sentBytes },
        },
      ];
    }),
};

/** The same where all of them are there already. */
export const unchangedObjects: Bench = {
  name: "small-objects-unchanged",
  run: (lab) =>
    measure(lab, async (_, objects) => {
      const list = listOf(SIZE_BYTES, objects);
      return [
        {
          name: "small-objects-unchanged",
          request: () => ({
            source: { connection: "s3-source", prefix: list },
            destination: { connection: "s3", key: `there/${list}{relativeKey}` },
          }),
          from: `A:${SINK_BUCKET}/${list}`,
          to: () => `B:${SINK_BUCKET}/there/${list}`,
          sentBytes: 0,
        },
      ];
    }),
};

async function measure(
  lab: Lab,
  worksOf: (bulk: BulkCluster, objects: number) => Promise<readonly Work[]>,
): Promise<readonly Result[]> {
  if (!isOnPath("rclone")) {
    throw new Error("the goal is a ratio to rclone, which is not on PATH: install it");
  }
  const objects = lab.objects ?? (lab.isQuick ? QUICK_OBJECTS : OBJECTS);
  return withBulkCluster(lab, 1, async (bulk) => {
    const results: Result[] = [];
    for (const work of await worksOf(bulk, objects)) {
      results.push(await besideRclone(lab, bulk, work, objects));
    }
    return results;
  });
}

async function besideRclone(
  lab: Lab,
  bulk: BulkCluster,
  work: Work,
  objects: number,
): Promise<Result> {
  const ours = ourBulkJob(lab, bulk, { objects, request: work.request });
  const { command } = peersOf(lab);
  const peers = [
    ...command("rclone", (key) => `${RCLONE} ${work.from} ${work.to(key)}`),
    ...command("rclone", (key) => `${TUNED} ${work.from} ${work.to(key)}`, "rclone-tuned"),
  ];
  const rounds = await compare(lab, [ours, ...peers], work.sentBytes);
  const { cpuByRole, ...facts } = ours.facts();
  return {
    ...readRounds(rounds, {
      name: work.name,
      unit: "ms/object",
      ours: "ours",
      peers: peers.map(({ name }) => name),
      toUnit: (cpuSeconds) => (cpuSeconds * 1000) / objects,
      mib: (objects * SIZE_BYTES) / MIB,
    }),
    ...facts,
    note: `${objects} objects; CPU of all our processes and of Redis, in µs an object: ${cpuByRole}`,
  };
}

/** Not forced to the disk: they are read from the page cache. */
async function writeFiles(folder: string, objects: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const zeros = new Uint8Array(SIZE_BYTES);
  await inParallel(upTo(objects), 16, (index) =>
    writeFile(join(folder, `file-${String(index).padStart(7, "0")}`), zeros),
  );
}
