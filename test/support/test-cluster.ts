import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import type { Cluster, ClusterRequest } from "@penstock/cli/cluster";
import { type Client, createClient } from "@penstock/client";
import {
  createConnections,
  type OpenConnections,
  readConnectionsFile,
} from "@penstock/connections";
import { systemClock } from "@penstock/process";
import { MAIN, startCluster } from "./processes-under-test.ts";

export type CommandResult = {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** The real processes, as `penstock up` starts them, with a folder of source files. */
export type TestCluster = {
  readonly cluster: Cluster;
  readonly client: Client;
  /** The root of the connection `files`. */
  readonly filesFolder: string;
  addFile(name: string, bytes: Uint8Array): Promise<void>;
  /** Runs the command line in the folder of the files, against this cluster. */
  penstock(...args: readonly string[]): Promise<CommandResult>;
  /** What the store holds under the key. */
  readObject(key: string): Promise<Buffer>;
  /** The keys of the multipart uploads that the store keeps open, by its own records on disk. */
  openUploads(): Promise<readonly string[]>;
  close(): Promise<void>;
};

const never = new AbortController().signal;

export async function startTestCluster(
  options: Pick<ClusterRequest, "workers"> &
    Partial<
      Pick<
        ClusterRequest,
        | "connections"
        | "coordinators"
        | "environment"
        | "extraRoles"
        | "hasStoreControl"
        | "redisUrl"
      >
    >,
): Promise<TestCluster> {
  const folder = await mkdtemp(join(tmpdir(), "penstock-e2e-"));
  const filesFolder = join(folder, "files");
  const dataFolder = join(folder, "data");
  await mkdir(filesFolder);
  const cluster = await startCluster(
    {
      dataFolder,
      ...options,
      apiPort: 0,
      connections: { files: { provider: "file", root: filesFolder }, ...options.connections },
      restarts: false,
      say: () => undefined,
    },
    never,
  );
  const connections = await openAll(cluster);
  return {
    cluster,
    client: createClient({ baseUrl: cluster.apiUrl }),
    filesFolder,
    addFile: async (name, bytes) => {
      await mkdir(dirname(join(filesFolder, name)), { recursive: true });
      await writeFile(join(filesFolder, name), bytes);
    },
    penstock: (...args) =>
      runPenstock(args, { cwd: filesFolder, environment: { PENSTOCK_URL: cluster.apiUrl } }),
    readObject: (key) => readObject(connections, key),
    openUploads: () => readOpenUploads(join(dataFolder, "store", "uploads")),
    close: async () => {
      connections.close();
      await cluster.stop();
      await rm(folder, { recursive: true });
    },
  };
}

type Surroundings = {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Another start file than that under test. */
  readonly main?: string;
};

export async function runPenstock(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<CommandResult> {
  const child = spawnPenstock(args, surroundings);
  const [stdout, stderr, exit] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { exitCode: typeof exit[0] === "number" ? exit[0] : null, stdout, stderr };
}

export function spawnPenstock(args: readonly string[], { cwd, environment, main }: Surroundings) {
  return spawn(process.execPath, [main ?? MAIN, ...args], {
    cwd,
    // As if it were typed in a shell, whatever started the tests.
    env: { ...process.env, npm_command: undefined, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function openAll(cluster: Cluster): Promise<OpenConnections> {
  return createConnections(await readConnectionsFile(cluster.configPath), {
    environment: cluster.environment,
    secrets: new Set(),
    clock: systemClock,
  });
}

async function readOpenUploads(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => !name.endsWith(".draft"));
  // An upload that ends between the two reads is none any more.
  const records = await Promise.all(
    names.map((name) => readFile(join(folder, name), "utf8").catch(() => undefined)),
  );
  return records
    .filter((record) => record !== undefined)
    .map((record) => String(Reflect.get(Object(JSON.parse(record)), "key")));
}

/** From the connection `local`. */
export async function readObject(connections: OpenConnections, key: string): Promise<Buffer> {
  const reader = connections.source("local");
  const { sourceVersion } = await reader.stat(key, never);
  const pieces: Buffer[] = [];
  if (sourceVersion.sizeBytes > 0) {
    const whole = { startByte: 0, lengthBytes: sourceVersion.sizeBytes };
    for await (const bytes of reader.read(key, sourceVersion, whole, never)) {
      pieces.push(Buffer.from(bytes));
    }
  }
  return Buffer.concat(pieces);
}
