import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Client, createClient } from "@penstock/client";
import { type CosEmulator, startCosEmulator } from "@penstock/cos-emulator";
import { type BenchCluster, withCluster } from "../bench-cluster.ts";
import type { Bench, Result } from "../result.ts";
import { rounded } from "../tools/statistics.ts";

const MIB = 1024 * 1024;
const WORKERS = 2;
const SLOTS = 12;
/** The store takes so many parts of the throttling connection in each second, and refuses the others by SlowDown. */
const PER_SECOND = 10;
/** The other connection takes so much over each of its sockets, and its limit stands for the link to it. */
const PER_SOCKET = MIB;
const LINK_MIB = 16;
const FULL = { seconds: 60, settleMs: 25_000 };
const QUICK = { seconds: 20, settleMs: 25_000 };
const BUCKET = "bench-1250000000";
const REGION = "ap-local";
const LATE_MS = 120_000;

/** A connection that throttles beside one that does not, and the same one alone. */
export const throttling: Bench = {
  name: "throttling",
  run: async ({ isQuick, sink }) => {
    const folder = await mkdtemp(join(tmpdir(), "penstock-bench-store-"));
    const store = await startStore(folder);
    const place = { bucket: BUCKET, region: REGION, endpoint: store.endpoint };
    const credentials = { accessKeyId: "env:BENCH_ID", secretAccessKey: "env:BENCH_KEY" };
    const connection = { provider: "cos", ...place, credentials } as const;
    try {
      return await withCluster(
        {
          ...{ sink, workers: WORKERS, environment: { PENSTOCK_SLOTS: `${SLOTS}` } },
          connections: { throttling: connection, other: connection },
        },
        (cluster) => measure(cluster, store, isQuick ? QUICK : FULL),
      );
    } finally {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function startStore(dataDir: string): Promise<CosEmulator> {
  const call = "UploadPart";
  return startCosEmulator({
    ...{ dataDir, secretId: "bench-id", secretKey: "bench-key", region: REGION },
    buckets: [BUCKET],
    faults: [
      {
        on: { call, key: "throttling*" },
        fault: { kind: "slow-down", requestsPerSecond: PER_SECOND },
      },
      {
        on: { call, key: "other*" },
        times: 1_000_000,
        fault: { kind: "slow-read", bytesPerSecond: PER_SOCKET },
      },
    ],
  });
}

async function measure(
  cluster: BenchCluster,
  store: CosEmulator,
  { seconds, settleMs }: typeof FULL,
): Promise<readonly Result[]> {
  const client = createClient({ baseUrl: cluster.apiUrl });
  const limits = { bytesPerSecond: `${LINK_MIB}MiB/s` };
  await client.replaceConnectionLimits("other", { limits });
  const spanS = 2 * seconds + (3 * settleMs) / 1000;
  await cluster.file("other", Math.ceil(LINK_MIB * spanS) * MIB);
  await cluster.file("throttling", Math.ceil(PER_SECOND * (seconds + settleMs / 1000 + 5)) * MIB);
  const other = await submit(cluster, "other");
  await pause(settleMs);
  const alone = await rateOf(client, other, seconds);
  const throttled = await submit(cluster, "throttling");
  await pause(settleMs);
  const [beside, taken] = await Promise.all([
    rateOf(client, other, seconds),
    rateOf(client, throttled, seconds),
  ]);
  store.faults.clear();
  await client.cancelJob(other);
  const ended = await client.waitForJob(throttled, { signal: AbortSignal.timeout(LATE_MS) });
  const { partsTotal, partsStored } = ended.progress;
  return [
    {
      ...{ name: "throttling", unit: "requests/s", ours: rounded(taken / MIB), runs: 1 },
      goodput: rounded(taken / MIB / PER_SECOND),
      failedParts: partsTotal - partsStored,
      otherConnection: rounded(beside / alone),
      note: `SlowDown above ${PER_SECOND} parts/s on one connection, for ${seconds} s; beside it one with ${rounded(beside / MIB)} MiB/s, alone ${rounded(alone / MIB)}; ${WORKERS} workers of ${SLOTS} slots`,
    },
  ];
}

async function submit(cluster: BenchCluster, name: string): Promise<string> {
  const { id } = await cluster.submit({
    ...{ from: ["files", name], to: [name, name], partSizeMib: 1 },
  });
  await cluster.untilMoving(id);
  return id;
}

/** Bytes that are stored in a second. */
async function rateOf(client: Client, id: string, seconds: number): Promise<number> {
  const look = async () => ({
    atMs: performance.now(),
    bytes: (await client.readJob(id)).progress.bytesStored,
  });
  const from = await look();
  await pause(seconds * 1000);
  const to = await look();
  return ((to.bytes - from.bytes) * 1000) / (to.atMs - from.atMs);
}
