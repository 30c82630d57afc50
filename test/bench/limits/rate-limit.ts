import { setTimeout as pause } from "node:timers/promises";
import { createClient } from "@penstock/client";
import { type BenchCluster, withCluster } from "../bench-cluster.ts";
import type { Bench, Result } from "../result.ts";
import { rounded } from "../tools/statistics.ts";

const MIB = 1024 * 1024;
const WORKERS = 8;
const SLOTS = 2;
const FULL = { limitMib: 24, changedMib: 8, seconds: 60 };
const QUICK = { limitMib: 24, changedMib: 8, seconds: 12 };
/** What the first slices and the first parts take. */
const SETTLE_MS = 4000;
const LOOK_EVERY_MS = 100;
/** Parts are counted when they are whole: so many looks even out when they end. */
const WINDOW_LOOKS = 8;
const CHANGE_LIMIT_MS = 10_000;

type Look = { readonly atMs: number; readonly bytes: number };
type Client = ReturnType<typeof createClient>;

/** A limit on the bytes of the deployment, over several worker processes, and a change of it while parts are in flight. */
export const rateLimit: Bench = {
  name: "rate-limit",
  run: ({ isQuick, sink }) =>
    withCluster(
      { sink, workers: WORKERS, environment: { PENSTOCK_SLOTS: `${SLOTS}` } },
      (cluster) => measure(cluster, isQuick ? QUICK : FULL),
    ),
};

async function measure(cluster: BenchCluster, shape: typeof FULL): Promise<readonly Result[]> {
  const { limitMib, changedMib, seconds } = shape;
  const client = createClient({ baseUrl: cluster.apiUrl });
  await client.replaceLimits({ limits: { bytesPerSecond: `${limitMib}MiB/s` } });
  const sizeMib = Math.ceil(limitMib * (seconds + 10) + changedMib * 20);
  await cluster.file("limited", sizeMib * MIB);
  const { id } = await cluster.submit({
    ...{ from: ["files", "limited"], to: ["cos", "limited"], partSizeMib: 1 },
  });
  await cluster.untilMoving(id);
  await pause(SETTLE_MS);
  const begun = await look(client, id);
  await pause(seconds * 1000);
  const ended = await look(client, id);
  const rate = rateOf(begun, ended);
  const changeSeenMs = await change(client, id, changedMib);
  await client.replaceLimits({ limits: {} });
  await cluster.untilStored(id);
  return [
    {
      name: "rate-limit",
      unit: "MiB/s",
      ours: rounded(rate / MIB),
      deviation: Math.round(Math.abs(rate / (limitMib * MIB) - 1) * 10_000) / 10_000,
      changeSeenMs: Math.round(changeSeenMs),
      runs: 1,
      note: `${limitMib} MiB/s over ${WORKERS} worker processes for ${seconds} s, then ${changedMib} MiB/s`,
    },
  ];
}

/** How long after the request the parts that are stored come at the new rate. */
async function change(client: Client, id: string, changedMib: number): Promise<number> {
  const asked = performance.now();
  await client.replaceLimits({ limits: { bytesPerSecond: `${changedMib}MiB/s` } });
  const looks: Look[] = [await look(client, id)];
  for (;;) {
    await pause(LOOK_EVERY_MS);
    looks.push(await look(client, id));
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

async function look(client: Client, id: string): Promise<Look> {
  const { progress } = await client.readJob(id);
  return { atMs: performance.now(), bytes: progress.bytesStored };
}

function rateOf(from: Look, to: Look): number {
  return ((to.bytes - from.bytes) * 1000) / (to.atMs - from.atMs);
}
