import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import { type BenchCluster, type Copy, withCluster } from "../bench-cluster.ts";
import type { Bench, Result } from "../result.ts";
import { type Sink, startSink } from "../sink/start-sink.ts";
import { inParallel, upTo } from "../tools/in-parallel.ts";
import { rounded } from "../tools/statistics.ts";
import { startLinkedWorker } from "./linked-worker.ts";
import { canLink, HUB, type Links, openLinks } from "./links.ts";

const MIB = 1024 * 1024;
/** A link's rate is each way, for each worker: so little that all of them leave CPU over. */
const FULL = { levels: [1, 2, 4, 8, 16], linkMibPerSecond: 4, seconds: 30, loads: 2 };
const QUICK = { levels: [1, 2], linkMibPerSecond: 16, seconds: 1, loads: 1 };
/** At the end a worker without a part waits for the others' last ones, a second at most: small parts, small loss. */
const PART_MIB = 1;
const OBJECT_MIB = 16;
const SLOTS = 4;
const SUBMITS_AT_ONCE = 8;
/** Set by the sweep, once it knows of the workers. */
const LIMIT_KEY = "penstock:{default}:inFlightLimit";
const UNSET_LIMIT = 16;
const LOOK_EVERY_MS = 20;

/** Between these shares of the bytes all workers are at work. */
const STEADY = { from: 0.2, to: 0.8 };

/** Workers that are limited by their links, on one object and on many: how much of N times one worker's rate N reach. */
export const scaleOut: Bench = {
  name: "scale-out",
  run: async (lab) => {
    if (!canLink()) {
      process.stderr.write("scale-out is left out: links of limited rate need root and iproute2\n");
      return [];
    }
    const extent = lab.isQuick ? QUICK : FULL;
    const links = openLinks(extent.linkMibPerSecond * MIB);
    try {
      const sink = await startSink(lab.folder, [], "0.0.0.0");
      try {
        const environment = { PENSTOCK_SLOTS: String(SLOTS) };
        return await withCluster({ sink, workers: 0, environment, sinkHost: HUB }, (cluster) =>
          measureAll(extent, { cluster, sink, links, workers: [] }),
        );
      } finally {
        await sink.stop();
      }
    } finally {
      links.close();
    }
  },
};

type Field = {
  readonly cluster: BenchCluster;
  readonly sink: Sink;
  readonly links: Links;
  readonly workers: ChildProcess[];
};

async function measureAll(
  { levels, linkMibPerSecond, seconds, loads: loadCount }: typeof FULL,
  field: Field,
): Promise<readonly Result[]> {
  const redis = new Redis(field.cluster.redisUrl);
  await redis.config("SET", "protected-mode", "no");
  await redis.config("SET", "bind", `127.0.0.1 ${HUB}`);
  const results: Result[] = [];
  const ratesOfOne = new Map<string, Rates>();
  try {
    for (const level of levels) {
      await addWorkers(field, level);
      await untilAtWork(field, redis);
      // Whole objects, or the last look would wait for bytes that are never sent.
      const objects = Math.ceil((level * seconds * linkMibPerSecond) / OBJECT_MIB);
      const sizeMib = objects * OBJECT_MIB;
      const loads = [
        ["one object", [copyOf(`one-${level}`, sizeMib)]],
        ["many objects", manyCopies(level, sizeMib)],
      ] as const;
      for (const [what, copies] of loads.slice(0, loadCount)) {
        const rates = await ratesOf(field, copies, sizeMib);
        const one = ratesOfOne.get(what) ?? rates;
        ratesOfOne.set(what, one);
        const steady = rounded(rates.steady / (level * one.steady));
        results.push({
          name: `scale-out, ${what}, ${level} workers`,
          unit: "of linear",
          ours: rounded(rates.whole / (level * one.whole)),
          mibPerSecond: rounded(rates.whole),
          runs: 1,
          note: `links of ${linkMibPerSecond} MiB/s each way; without start and end ${steady}`,
        });
      }
    }
  } finally {
    await Promise.all(field.workers.map(stop));
    redis.disconnect();
  }
  return results;
}

async function addWorkers({ cluster, links, workers }: Field, count: number): Promise<void> {
  const redisUrl = cluster.redisUrl.replace("127.0.0.1", HUB);
  const environment = { ...cluster.environment, PENSTOCK_REDIS_URL: redisUrl };
  while (workers.length < count) {
    workers.push(await startLinkedWorker(links.add(), environment));
  }
}

function copyOf(key: string, sizeMib: number): Copy {
  return { from: ["web", `zeros-${sizeMib * MIB}`], to: ["cos", key], partSizeMib: PART_MIB };
}

function manyCopies(level: number, sizeMib: number): readonly Copy[] {
  return upTo(sizeMib / OBJECT_MIB).map((index) => copyOf(`many-${level}-${index}`, OBJECT_MIB));
}

/** In MiB/s: from the first request until the last byte is at the store, and over the middle of it. */
type Rates = { readonly whole: number; readonly steady: number };

async function ratesOf(
  { cluster, sink }: Field,
  copies: readonly Copy[],
  sizeMib: number,
): Promise<Rates> {
  const before = await sink.droppedBytes();
  const startedAtMs = performance.now();
  const jobs: string[] = [];
  const submitting = inParallel(copies, SUBMITS_AT_ONCE, async (copy) => {
    jobs.push((await cluster.submit(copy)).id);
  });
  const looks: Look[] = [];
  let uploadedMib = 0;
  while (uploadedMib < sizeMib) {
    await pause(LOOK_EVERY_MS);
    uploadedMib = ((await sink.droppedBytes()) - before) / MIB;
    looks.push({ seconds: (performance.now() - startedAtMs) / 1000, uploadedMib });
  }
  await submitting;
  await inParallel(jobs, 1, (id) => cluster.untilStored(id));
  return { whole: sizeMib / (looks.at(-1)?.seconds ?? 0), steady: steadyRate(looks, sizeMib) };
}

type Look = { readonly seconds: number; readonly uploadedMib: number };

function steadyRate(looks: readonly Look[], sizeMib: number): number {
  const at = (share: number) => looks.find(({ uploadedMib }) => uploadedMib >= share * sizeMib);
  const [from, to] = [at(STEADY.from), at(STEADY.to)];
  return from === undefined || to === undefined
    ? 0
    : (to.uploadedMib - from.uploadedMib) / (to.seconds - from.seconds);
}

/** Every worker has opened its connections, and the tenant's in-flight limit is as high as the slots of all. */
async function untilAtWork({ cluster, workers }: Field, redis: Redis): Promise<void> {
  const slots = workers.length * SLOTS;
  const { id } = await cluster.submit(copyOf(`warm-up-${slots}`, slots * PART_MIB));
  await cluster.untilStored(id);
  while (Number((await redis.get(LIMIT_KEY)) ?? UNSET_LIMIT) < slots) {
    await pause(LOOK_EVERY_MS);
  }
}

async function stop(worker: ChildProcess): Promise<void> {
  worker.kill();
  await once(worker, "exit");
}
