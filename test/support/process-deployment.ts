import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Child, type ChildRequest, startChild } from "@penstock/cli/cluster";
import { createConnections, readConnectionsFile } from "@penstock/connections";
import { type CosEmulator, startCosEmulator } from "@penstock/cos-emulator";
import { type LocalRedis, type LocalRedisOptions, startRedis } from "@penstock/local-redis";
import { systemClock } from "@penstock/process";
import { MAIN } from "./processes-under-test.ts";
import { readObject } from "./test-cluster.ts";

/** This tree. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const ROLES = {
  api: "api",
  "coordinator-1": "coordinator",
  "coordinator-2": "coordinator",
  "worker-1": "worker",
  "worker-2": "worker",
} as const;

export type RoleName = keyof typeof ROLES;

const ROLE_NAMES: readonly RoleName[] = [
  ...(["api", "coordinator-1", "coordinator-2", "worker-1", "worker-2"] as const),
];

/** How a version starts a role. */
export type Version = (
  role: (typeof ROLES)[RoleName],
) => Readonly<Pick<ChildRequest, "module" | "args">>;

/** That of this tree, as it is released. */
const thisVersion: Version = (role) => ({
  module: pathToFileURL(MAIN).href,
  args: ["serve", "--role", role],
});

export function sourcesOf(root: string): Version {
  return (role) => ({
    module: pathToFileURL(join(root, `apps/${role}/src/main.ts`)).href,
    args: [],
  });
}

const BUCKET = "demo-1250000000";
const REGION = "ap-local";
const KEYS = { secretId: "local-id", secretKey: "local-key" };

export const RECEIPT_KEY = "the key that signs receipts in tests";

/** The real processes of any version, each of which can be replaced by that of another one; one Redis, journal and store. */
export class ProcessDeployment {
  readonly folder: string;
  readonly store: CosEmulator;
  #redis: LocalRedis;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #children = new Map<RoleName, Child>();

  private constructor(folder: string, store: CosEmulator, redis: LocalRedis) {
    this.folder = folder;
    this.store = store;
    this.#redis = redis;
    this.#environment = {
      ...process.env,
      PENSTOCK_REDIS_URL: redis.url,
      PENSTOCK_CONFIG: join(folder, "penstock.config.json"),
      PENSTOCK_JOURNAL: this.journalFolder,
      PENSTOCK_RECEIPT_KEY: RECEIPT_KEY,
      PENSTOCK_LISTEN: "127.0.0.1:0",
      PENSTOCK_HEALTH_LISTEN: "127.0.0.1:0",
      // Parts that a source holds back are handed to another worker soon.
      PENSTOCK_DRAIN_SECONDS: "1",
      STORE_ID: KEYS.secretId,
      STORE_KEY: KEYS.secretKey,
    };
  }

  /** With nothing that runs yet but Redis and the store. */
  static async prepare(sourceUrl: string): Promise<ProcessDeployment> {
    const folder = await mkdtemp(join(tmpdir(), "penstock-processes-"));
    const redis = await startRedis({ dataDir: join(folder, "redis") });
    const store = await startCosEmulator({
      ...{ port: 0, dataDir: join(folder, "store"), buckets: [BUCKET], region: REGION },
      ...KEYS,
    });
    const deployment = new ProcessDeployment(folder, store, redis);
    await Promise.all([deployment.journalFolder, join(folder, "logs")].map((path) => mkdir(path)));
    await writeFile(join(folder, "penstock.config.json"), configOf(store.endpoint, sourceUrl));
    return deployment;
  }

  get journalFolder(): string {
    return join(this.folder, "journal");
  }

  get redisFolder(): string {
    return join(this.folder, "redis");
  }

  get redisUrl(): string {
    return this.#redis.url;
  }

  get apiUrl(): string {
    return this.#children.get("api")?.url ?? "";
  }

  async startAll(version = thisVersion): Promise<void> {
    await Promise.all(ROLE_NAMES.map((name) => this.become(name, version)));
  }

  /** Drains the process of that name, where there is one, and starts that of a version in its place. */
  async become(name: RoleName, version: Version): Promise<void> {
    const before = this.#children.get(name);
    await before?.stop();
    const listen =
      name === "api" && before?.url !== undefined
        ? { PENSTOCK_LISTEN: new URL(before.url).host }
        : {};
    const child = await startChild({
      name,
      ...version(ROLES[name]),
      environment: { ...this.#environment, ...listen },
      logFolder: join(this.folder, "logs"),
    });
    this.#children.set(name, child);
  }

  /** What the store holds under the key. */
  async readObject(key: string): Promise<Buffer> {
    const connections = createConnections(
      await readConnectionsFile(join(this.folder, "penstock.config.json")),
      { environment: this.#environment, secrets: new Set(), clock: systemClock },
    );
    try {
      return await readObject(connections, key);
    } finally {
      connections.close();
    }
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#children.values()].map((child) => child.stop()));
  }

  /** As when the machine is lost: nothing drains, and Redis writes nothing more. */
  async killAll(): Promise<void> {
    const children = [...this.#children.values()];
    for (const child of [...children, this.#redis]) {
      child.kill("SIGKILL");
    }
    await Promise.all([...children, this.#redis].map(({ exited }) => exited));
  }

  /** On the port of the one before. */
  async startRedisAgain(options: Pick<LocalRedisOptions, "args"> = {}): Promise<void> {
    const { port } = this.#redis;
    this.#redis = await startRedis({ dataDir: this.redisFolder, port, ...options });
  }

  async close(): Promise<void> {
    await this.stopAll();
    await this.store.close();
    await this.#redis.stop();
    await rm(this.folder, { recursive: true });
  }
}

function configOf(endpoint: string, sourceUrl: string): string {
  return JSON.stringify({
    connections: {
      site: { provider: "http", baseUrl: sourceUrl },
      local: {
        ...{ provider: "cos", bucket: BUCKET, region: REGION, endpoint },
        credentials: { accessKeyId: "env:STORE_ID", secretAccessKey: "env:STORE_KEY" },
      },
    },
  });
}
