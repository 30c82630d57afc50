import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCosEmulator } from "@penstock/cos-emulator";
import { withCluster } from "./bench-cluster.ts";
import { peakRssBytes } from "./proc.ts";
import type { Result, Scenario } from "./result.ts";

const MIB = 1024 * 1024;
const GOAL_MIB = 300;
const S3_BUCKET = "bench-1250000000";
const S3_CREDENTIALS = { BENCH_S3_ID: "bench-id", BENCH_S3_KEY: "bench-key" };

/**
 * The most memory that a worker ever holds, with 8 slots and parts of 16 MiB: streamed to COS, and
 * collected in its pooled buffers where the checksum precedes the body (S3).
 */
export const workerMemory: Scenario = {
  name: "worker-memory",
  run: async (isQuick) => {
    const sizesMib = isQuick ? [256, 1024] : [1024, 4096];
    const results: Result[] = [];
    for (const sizeMib of sizesMib) {
      results.push(await measure("cos", sizeMib), await measure("s3", sizeMib));
    }
    return results;
  },
};

async function measure(store: "cos" | "s3", sizeMib: number): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "penstock-bench-s3-"));
  const s3 = await startCosEmulator({
    dataDir: folder,
    secretId: S3_CREDENTIALS.BENCH_S3_ID,
    secretKey: S3_CREDENTIALS.BENCH_S3_KEY,
    buckets: [S3_BUCKET],
    region: "local",
  });
  try {
    const peak = await withCluster(
      {
        workers: 1,
        environment: { ...S3_CREDENTIALS, PENSTOCK_SLOTS: "8", PENSTOCK_BUFFER: "16MiB" },
        connections: {
          s3: {
            provider: "minio",
            bucket: S3_BUCKET,
            region: "local",
            endpoint: s3.endpoint,
            credentials: {
              accessKeyId: "env:BENCH_S3_ID",
              secretAccessKey: "env:BENCH_S3_KEY",
            },
          },
        },
      },
      async (cluster) => {
        await cluster.sparseFile("big", sizeMib * MIB);
        const connection = store === "cos" ? "local" : "s3";
        await cluster.copy({ file: "big", to: "big", connection, partSizeMib: 16 });
        return peakRssBytes(cluster.member("worker-1").child().pid);
      },
    );
    const name = `worker peak RSS, ${sizeMib} MiB to ${store}`;
    return { name, unit: "MiB", ours: Math.round(peak / MIB), goal: GOAL_MIB, runs: 1 };
  } finally {
    await s3.close();
    await rm(folder, { recursive: true, force: true });
  }
}
