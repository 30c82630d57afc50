import { existsSync, statSync } from "node:fs";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createClient } from "@penstock/client";
import type { JobView } from "@penstock/wire";
import type { Cluster, ClusterRequest } from "../../apps/cli/src/cluster/cluster.ts";
import type { Sink, TlsSink } from "./sink/start-sink.ts";

export type Copy = {
  /** Connection and key. */
  readonly from: readonly [string, string];
  readonly to: readonly [string, string];
  readonly partSizeMib?: number;
};

export type BenchCluster = Cluster & {
  /** The root of the connection `files`. */
  readonly folder: string;
  /** A file of zeros whose bytes are on the disk, and in the page cache. */
  file(name: string, sizeBytes: number): Promise<string>;
  submit(copy: Copy): Promise<JobView>;
  /** Waits until the job is planned and its upload open. */
  untilMoving(jobId: string): Promise<void>;
  /** Throws when the job does not succeed. */
  untilStored(jobId: string, pollEveryMs?: number): Promise<void>;
  /** Submits, and resolves as soon as the object is in the sink: the API is not asked in between. */
  copyToSink(copy: Copy): Promise<void>;
  /** The JSON lines that a member logged so far. */
  logLines(member: string): Promise<readonly LogLine[]>;
};

export type LogLine = {
  readonly time?: string;
  readonly msg?: string;
  readonly transferId?: string;
};

type Options = {
  readonly sink: Sink;
  /** Behind the connections `web-tls` and `s3-tls`. */
  readonly tlsSink?: TlsSink;
  readonly workers: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Beside those to the sink. */
  readonly connections?: Connections;
  /** By which address the workers reach the sink. */
  readonly sinkHost?: string;
};

type Sinks = { readonly sink: Sink; readonly tlsSink: TlsSink | undefined };
type Connections = ClusterRequest["connections"];

export const SINK_BUCKET = "bench-1250000000";
/** The sink does not look at them. */
const CREDENTIALS = { BENCH_ID: "bench-id", BENCH_KEY: "bench-key", BENCH_OTHER_KEY: "other-key" };

/** A whole Penstock of real processes, whose connections lead to the sink. `stop` leaves nothing behind. */
export async function startBenchCluster(options: Options): Promise<BenchCluster> {
  const { sink, tlsSink, workers, environment = {}, sinkHost = "127.0.0.1" } = options;
  // Only now: as it is loaded it finds the bundle that the lab has made.
  const { startCluster } = await import("../support/processes-under-test.ts");
  const folder = await mkdtemp(join(tmpdir(), "penstock-bench-"));
  const cluster = await startCluster(
    {
      dataFolder: folder,
      workers,
      apiPort: 0,
      connections: {
        files: { provider: "file", root: folder },
        ...connectionsTo(`http://${sinkHost}:${sink.port}`),
        ...(tlsSink && tlsConnectionsTo(tlsSink.tlsUrl)),
        ...options.connections,
      },
      environment: {
        ...CREDENTIALS,
        ...(tlsSink && { NODE_EXTRA_CA_CERTS: tlsSink.certificatePath }),
        ...environment,
      },
      restarts: false,
      say: () => undefined,
    },
    new AbortController().signal,
  );
  return benchCluster(cluster, folder, { sink, tlsSink });
}

export async function withCluster<Result>(
  options: Options,
  measure: (cluster: BenchCluster) => Promise<Result>,
): Promise<Result> {
  const cluster = await startBenchCluster(options);
  try {
    return await measure(cluster);
  } finally {
    await cluster.stop();
  }
}

const PLACE = { bucket: SINK_BUCKET, region: "us-east-1" };
const KEYS = { accessKeyId: "env:BENCH_ID", secretAccessKey: "env:BENCH_KEY" };
// Of another account, or the store would be asked to copy by itself.
const OTHER_KEYS = { ...KEYS, secretAccessKey: "env:BENCH_OTHER_KEY" };

function connectionsTo(endpoint: string): Connections {
  const place = { ...PLACE, endpoint };
  return {
    web: { provider: "http", baseUrl: `${endpoint}/` },
    s3: { provider: "minio", ...place, credentials: KEYS },
    "s3-source": { provider: "minio", ...place, credentials: OTHER_KEYS },
    cos: { provider: "cos", ...place, credentials: KEYS },
  };
}

function tlsConnectionsTo(endpoint: string): Connections {
  return {
    "web-tls": { provider: "http", baseUrl: `${endpoint}/` },
    "s3-tls": { provider: "minio", ...PLACE, endpoint, credentials: KEYS },
  };
}

/** Where a connection's key is found. */
function sinkUrl([connection, key]: readonly [string, string], { sink, tlsSink }: Sinks): string {
  const { url } = tlsSink !== undefined && connection.endsWith("-tls") ? tlsSink : sink;
  return connection.startsWith("s3") ? `${url}/${SINK_BUCKET}/${key}` : `${url}/${key}`;
}

const MOVING_EVERY_MS = 20;
const LOOK_EVERY_MS = 5;
const LOOKS_PER_QUESTION = 1000;

function assertAlive({ id, state, health }: JobView): void {
  if (state === "failed" || state === "cancelled") {
    throw new Error(`${id} ended as ${state} (${health})`);
  }
}

function benchCluster(cluster: Cluster, folder: string, sinks: Sinks): BenchCluster {
  const client = createClient({ baseUrl: cluster.apiUrl });
  const submit = ({ from, to, partSizeMib }: Copy) =>
    client.submitJob({
      source: { connection: from[0], key: from[1] },
      destination: { connection: to[0], key: to[1] },
      options: partSizeMib === undefined ? {} : { partSize: `${partSizeMib}MiB` },
    });
  return {
    ...cluster,
    folder,
    file: (name, sizeBytes) => writeZeros(join(folder, name), sizeBytes),
    submit,
    untilMoving: async (jobId) => {
      for (;;) {
        const { state } = await client.readJob(jobId);
        if (state !== "queued" && state !== "planning") {
          return;
        }
        await pause(MOVING_EVERY_MS);
      }
    },
    untilStored: async (jobId, pollEveryMs = 200) => {
      const { state } = await client.waitForJob(jobId, { intervalMs: pollEveryMs });
      if (state !== "succeeded") {
        throw new Error(`${jobId} ended as ${state}`);
      }
    },
    copyToSink: async (copy) => {
      const { id } = await submit(copy);
      const url = sinkUrl(copy.to, sinks);
      for (let looks = 1; !(await fetch(url, { method: "HEAD" })).ok; looks += 1) {
        await pause(LOOK_EVERY_MS);
        if (looks % LOOKS_PER_QUESTION === 0) {
          assertAlive(await client.readJob(id));
        }
      }
    },
    logLines: async (member) => {
      const text = await readFile(join(cluster.logFolder, `${member}.log`), "utf8");
      return text
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line): LogLine => JSON.parse(line));
    },
    stop: async () => {
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const ZEROS = new Uint8Array(1024 * 1024);

async function writeZeros(path: string, sizeBytes: number): Promise<string> {
  if (existsSync(path) && statSync(path).size === sizeBytes) {
    return path;
  }
  await using file = await open(path, "w");
  for (let rest = sizeBytes; rest > 0; rest -= ZEROS.length) {
    await file.write(ZEROS.subarray(0, rest));
  }
  // Or the disk would be written during a measurement.
  await file.sync();
  return path;
}
