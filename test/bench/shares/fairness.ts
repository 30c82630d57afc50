import { setTimeout as pause } from "node:timers/promises";
import { type Client, createClient } from "@penstock/client";
import { type BenchCluster, withCluster } from "../bench-cluster.ts";
import { listOf } from "../bulk/bulk-cluster.ts";
import { startDelaysMs } from "../bulk/bulk-start.ts";
import type { Lab } from "../lab.ts";
import type { Bench } from "../result.ts";
import { median, rounded } from "../tools/statistics.ts";

const MIB = 1024 * 1024;
const WEIGHT = 3;
const PARTS = 10_000;
const PART_MIB = 8;
const OBJECTS = 1_000_000;
const FULL = { rounds: 5, seconds: 10 };
const QUICK = { rounds: 2, seconds: 4 };
/** Until the leader has divided the slots anew, and what was in flight before is over. */
const SETTLE_MS = 4000;
const LOOK_EVERY_MS = 50;

/** Two tenants of which one has three times the weight, both at work and one of them idle; and small jobs behind large ones. */
export const fairness: Bench = {
  name: "fairness",
  run: async (lab) => {
    const { shareRatio, idleShare } = await withCluster(
      { sink: lab.sink, workers: 2, environment: { PENSTOCK_SLOTS: "4" } },
      (cluster) => shares(cluster, lab),
    );
    const behindParts = await startDelaysMs(lab, async (bulk) => {
      const { id } = await bulk.submit(largeJob("behind-parts"));
      return [id];
    });
    const objects = lab.objects ?? (lab.isQuick ? 20_000 : OBJECTS);
    const behindObjects = await startDelaysMs(lab, async (bulk) => {
      const { id } = await bulk.submit({
        source: { connection: "s3-source", prefix: listOf(10 * 1024, objects) },
        destination: { connection: "s3", key: "behind-objects/{relativeKey}" },
      });
      return [id];
    });
    const smallJobStartMs = rounded(Math.max(median(behindParts), median(behindObjects)));
    return [
      {
        ...{ name: "fairness", unit: "x", ours: shareRatio, shareRatio, idleShare },
        ...{ smallJobStartMs, runs: lab.isQuick ? QUICK.rounds : FULL.rounds },
        note: `two tenants by weight ${WEIGHT}:1; small jobs behind ${PARTS} parts and behind ${objects} objects`,
      },
    ];
  },
};

/** Larger than what is moved of it while this is measured. */
function largeJob(key: string) {
  return {
    source: { connection: "s3-source", key: `zeros-${PARTS * PART_MIB * MIB}` },
    destination: { connection: "cos", key },
    options: { partSize: `${PART_MIB}MiB` },
  };
}

type Tenant = { readonly client: Client; readonly jobId: string };

async function shares(
  { apiUrl: baseUrl }: BenchCluster,
  { isQuick }: Lab,
): Promise<{ readonly shareRatio: number; readonly idleShare: number }> {
  const { rounds, seconds } = isQuick ? QUICK : FULL;
  await createClient({ baseUrl }).replaceTenant("heavy", { weight: WEIGHT });
  const [heavy, light] = await Promise.all(["heavy", "light"].map((name) => begin(baseUrl, name)));
  if (heavy === undefined || light === undefined) {
    throw new Error("two tenants begin");
  }
  const ratios: number[] = [];
  const parts: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await pause(SETTLE_MS);
    const both = await movedIn(seconds, [heavy, light]);
    await light.client.pauseJob(light.jobId);
    await pause(SETTLE_MS);
    const [alone = 0] = await movedIn(seconds, [heavy, light]);
    await light.client.resumeJob(light.jobId);
    const [ofHeavy = 0, ofLight = 0] = both;
    ratios.push(ofHeavy / ofLight);
    parts.push(alone / (ofHeavy + ofLight));
  }
  return { shareRatio: rounded(median(ratios)), idleShare: rounded(median(parts)) };
}

async function begin(baseUrl: string, tenant: string): Promise<Tenant> {
  const client = createClient({ baseUrl, tenant });
  const { id: jobId } = await client.submitJob(largeJob(`fairness-${tenant}`));
  while ((await client.readJob(jobId)).progress.bytesStored === 0) {
    await pause(LOOK_EVERY_MS);
  }
  return { client, jobId };
}

/** Bytes of each in that time. */
async function movedIn(seconds: number, tenants: readonly Tenant[]): Promise<readonly number[]> {
  const look = () => Promise.all(tenants.map(({ client, jobId }) => client.readJob(jobId)));
  const before = await look();
  await pause(seconds * 1000);
  const after = await look();
  return after.map(
    ({ progress }, index) => progress.bytesStored - (before[index]?.progress.bytesStored ?? 0),
  );
}
