import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@penstock/client";
import type { JobView } from "@penstock/wire";
import { type Cluster, startCluster } from "../../apps/cli/src/cluster/cluster.ts";

/** Rare enough not to show among the calls that are counted. */
const POLL_EVERY_MS = 2000;

export type BenchCluster = Cluster & {
  /** A file of zeros that takes no room; its bytes are read like any others. */
  sparseFile(name: string, sizeBytes: number): Promise<void>;
  submit(request: CopyRequest): Promise<JobView>;
  /** Waits until the job is planned and its upload open. */
  untilMoving(jobId: string): Promise<void>;
  /** Submits and waits; throws when the job does not succeed. */
  copy(request: CopyRequest): Promise<JobView>;
  /** The JSON lines that a member logged so far. */
  logLines(member: string): Promise<readonly LogLine[]>;
};

type CopyRequest = {
  readonly file: string;
  readonly to: string;
  readonly connection?: string;
  readonly partSizeMib: number;
  readonly pollEveryMs?: number;
};

export type LogLine = {
  readonly time?: string;
  readonly msg?: string;
  readonly transferId?: string;
};

type Options = {
  readonly workers: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly connections?: Parameters<typeof startCluster>[0]["connections"];
};

/** Runs with a whole Penstock of real processes, and leaves nothing behind. */
export async function withCluster<Result>(
  { workers, environment, connections = {} }: Options,
  measure: (cluster: BenchCluster) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "penstock-bench-"));
  Object.assign(process.env, environment);
  const cluster = await startCluster(
    {
      dataFolder: folder,
      workers,
      apiPort: 0,
      connections: { files: { provider: "file", root: folder }, ...connections },
      restarts: false,
      say: () => undefined,
    },
    new AbortController().signal,
  );
  try {
    return await measure(benchCluster(cluster, folder));
  } finally {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function benchCluster(cluster: Cluster, folder: string): BenchCluster {
  const client = createClient({ baseUrl: cluster.apiUrl });
  const submit = (request: CopyRequest) =>
    client.submitJob({
      source: { connection: "files", key: request.file },
      destination: { connection: request.connection ?? "local", key: request.to },
      options: { partSize: `${request.partSizeMib}MiB` },
    });
  return {
    ...cluster,
    sparseFile: async (name, sizeBytes) => {
      await using file = await open(join(folder, name), "w");
      await file.truncate(sizeBytes);
    },
    submit,
    untilMoving: async (jobId) => {
      const moving = new AbortController();
      const stopWhenMoving = (job: JobView) => {
        if (job.state !== "queued" && job.state !== "planning") {
          moving.abort();
        }
      };
      await client
        .waitForJob(jobId, {
          intervalMs: 100,
          onProgress: stopWhenMoving,
          signal: moving.signal,
        })
        .catch((error: unknown) => {
          if (!moving.signal.aborted) {
            throw error;
          }
        });
    },
    copy: async (request) => {
      const { id } = await submit(request);
      const job = await client.waitForJob(id, {
        intervalMs: request.pollEveryMs ?? POLL_EVERY_MS,
      });
      if (job.state !== "succeeded") {
        throw new Error(`${request.to} ended as ${job.state}`);
      }
      return job;
    },
    logLines: async (member) => {
      const text = await readFile(join(cluster.logFolder, `${member}.log`), "utf8");
      return text
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line): LogLine => JSON.parse(line));
    },
  };
}
