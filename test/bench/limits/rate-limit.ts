import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createClient } from "@penstock/client";
import { type BenchCluster, withCluster } from "../bench-cluster.ts";
import type { Bench, Result } from "../result.ts";
import type { Sink } from "../sink/start-sink.ts";
import { rounded } from "../tools/statistics.ts";

const MIB = 1024 * 1024;
const WORKERS = 8;
const SLOTS = 2;
const FULL = { limitMib: 24, changedMib: 8, seconds: 60 };
const QUICK = { limitMib: 24, changedMib: 8, seconds: 12 };
/** What the first slices and the first parts take. */
const SETTLE_MS = 4000;
const LOOK_EVERY_MS = 100;
/** So many looks even out when a worker gets its slices. */
const WINDOW_LOOKS = 8;
/** The largest that there is, in two parts: far longer under way than it is measured. */
const HUGE_PART_MIB = 5 * 1024;
const HUGE_PARTS = 2;
const CHANGE_LIMIT_MS = 10_000;

type Look = { readonly atMs: number; readonly bytes: number };
type Client = ReturnType<typeof createClient>;

/** A limit on the bytes of the deployment, over several worker processes, and a change of it while parts are in flight. */
export const rateLimit: Bench = {
  name: "rate-limit",
  run: ({ isQuick, sink }) =>
    withCluster(
      { sink, workers: WORKERS, environment: { PENSTOCK_SLOTS: `${SLOTS}` } },
      (cluster) => measure(cluster, sink, isQuick ? QUICK : FULL),
    ),
};

async function measure(
  cluster: BenchCluster,
  sink: Sink,
  shape: typeof FULL,
): Promise<readonly Result[]> {
  const { limitMib, changedMib, seconds } = shape;
  const client = createClient({ baseUrl: cluster.apiUrl });
  await client.replaceLimits({ limits: { bytesPerSecond: `${limitMib}MiB/s` } });
  const sizeMib = Math.ceil(limitMib * (seconds + 10) + changedMib * 20);
  await cluster.file("limited", sizeMib * MIB);
  const { id } = await cluster.submit({
    ...{ from: ["files", "limited"], to: ["cos", "limited"], partSizeMib: 1 },
  });
  const huge = await submitHuge(cluster);
  await Promise.all([cluster.untilMoving(id), cluster.untilMoving(huge)]);
  await pause(SETTLE_MS);
  const begun = await look(sink);
  await pause(seconds * 1000);
  const ended = await look(sink);
  const rate = rateOf(begun, ended);
  const changeSeenMs = await change(client, sink, changedMib);
  await client.replaceLimits({ limits: {} });
  await Promise.all([cluster.untilStored(id), cluster.untilStored(huge)]);
  return [
    {
      name: "rate-limit",
      unit: "MiB/s",
      ours: rounded(rate / MIB),
      deviation: Math.round(Math.abs(rate / (limitMib * MIB) - 1) * 10_000) / 10_000,
      changeSeenMs: Math.round(changeSeenMs),
      runs: 1,
      note: `${limitMib} MiB/s over ${WORKERS} worker processes for ${seconds} s, then ${changedMib} MiB/s; parts of 1 MiB, and ${HUGE_PARTS} of 5 GiB`,
    },
  ];
}

/** Of a file that is one hole: it is read as any other. */
async function submitHuge(cluster: BenchCluster): Promise<string> {
  const path = join(cluster.folder, "huge");
  await writeFile(path, "");
  await truncate(path, HUGE_PARTS * HUGE_PART_MIB * MIB);
  const { id } = await cluster.submit({
    ...{ from: ["files", "huge"], to: ["cos", "huge"], partSizeMib: HUGE_PART_MIB },
  });
  return id;
}

/** How long after the request the bytes come at the new rate. */
async function change(client: Client, sink: Sink, changedMib: number): Promise<number> {
  const asked = performance.now();
  await client.replaceLimits({ limits: { bytesPerSecond: `${changedMib}MiB/s` } });
  const looks: Look[] = [await look(sink)];
  for (;;) {
    await pause(LOOK_EVERY_MS);
    looks.push(await look(sink));
    const window = looks.slice(-WINDOW_LOOKS);
    const [first, last] = [window[0], window.at(-1)];
    const isSlow =
      first !== undefined && last !== undefined && rateOf(first, last) < changedMib * MIB * 1.3;
    if (window.length === WINDOW_LOOKS && isSlow) {
      // The rate was the new one for the whole window.
      return (first?.atMs ?? asked) - asked;
    }
    if (performance.now() - asked > CHANGE_LIMIT_MS) {
      return CHANGE_LIMIT_MS;
    }
  }
}

/** What the store has got, of parts that are under way too. */
async function look(sink: Sink): Promise<Look> {
  const bytes = await sink.droppedBytes();
  return { atMs: performance.now(), bytes };
}

function rateOf(from: Look, to: Look): number {
  return ((to.bytes - from.bytes) * 1000) / (to.atMs - from.atMs);
}
