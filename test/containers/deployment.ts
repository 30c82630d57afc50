import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient } from "@penstock/client";
import { createConnections, readConnectionsFile } from "@penstock/connections";
import { systemClock } from "@penstock/process";
import {
  GenericContainer,
  Network,
  type StartedNetwork,
  type StartedTestContainer,
  Wait,
} from "testcontainers";
import { docker, imageOf, inspect } from "./docker.ts";

const BUCKET = "penstock-100000000";
const KEYS = { S3_ACCESS_KEY: "containers", S3_SECRET_KEY: "containers-secret" };
const API_PORT = 8080;
const S3_PORT = 7070;
const START_MS = 180_000;

/** The image with a digest that docker-compose.yml names. */
export const S3_IMAGE = imageOf(
  "S3",
  "versity/versitygw:v1.8.0@sha256:30292fc2eeacc67a36993b01f7a7a5e3361a19cced0e80c1d71cfa2a4b0a2499",
);

export type WorkerRequest = {
  readonly name: string;
  readonly memoryMiB?: number;
  readonly slots?: number;
};

/** Redis, an S3 server, one api, two coordinators and workers from our image, each in a container. */
export class Deployment {
  readonly #containers = new Map<string, StartedTestContainer>();
  #network: StartedNetwork | undefined;
  #folder = "";

  static async start(redisImage: string): Promise<Deployment> {
    const deployment = new Deployment();
    try {
      await deployment.#start(redisImage);
      return deployment;
    } catch (error) {
      await deployment.stop();
      throw error;
    }
  }

  get client(): Client {
    const api = this.container("api");
    return createClient({ baseUrl: `http://127.0.0.1:${api.getMappedPort(API_PORT)}` });
  }

  container(name: string): StartedTestContainer {
    const container = this.#containers.get(name);
    if (container === undefined) {
      throw new RangeError(`there is no container ${name}`);
    }
    return container;
  }

  /** `docker kill`, `docker pause` and so on, to one of them. */
  tell(command: readonly string[], name: string): Promise<string> {
    return docker(...command, this.container(name).getId());
  }

  /** Halts it until the returned function is called; by a signal where the engine cannot freeze a container. */
  async halt(name: string): Promise<() => Promise<unknown>> {
    try {
      await this.tell(["pause"], name);
      return () => this.tell(["unpause"], name);
    } catch {
      await this.tell(["kill", "--signal", "STOP"], name);
      return () => this.tell(["kill", "--signal", "CONT"], name);
    }
  }

  /** Cuts it off from all others, or brings it back. */
  network(verb: "disconnect" | "connect", name: string): Promise<string> {
    const alias = verb === "connect" ? ["--alias", name] : [];
    const network = this.#network?.getName() ?? "";
    return docker("network", verb, ...alias, network, this.container(name).getId());
  }

  async health(name: string): Promise<string> {
    return inspect(this.container(name).getId(), "{{.State.Health.Status}}");
  }

  addFile(name: string, bytes: Uint8Array): Promise<void> {
    return writeFile(join(this.#folder, "raw", name), bytes);
  }

  /** Of what the store holds, read by a client outside of the containers. */
  async storedSha256(key: string): Promise<string> {
    const port = this.container("s3").getMappedPort(S3_PORT);
    const path = join(this.#folder, "outside.json");
    await writeFile(path, configOf(`http://127.0.0.1:${port}`));
    const connections = createConnections(await readConnectionsFile(path), {
      environment: KEYS,
      secrets: new Set(),
      clock: systemClock,
    });
    try {
      const reader = connections.source("s3");
      const signal = AbortSignal.timeout(120_000);
      const { sourceVersion } = await reader.stat(key, signal);
      const whole = { startByte: 0, lengthBytes: sourceVersion.sizeBytes };
      const hash = createHash("sha256");
      for await (const bytes of reader.read(key, sourceVersion, whole, signal)) {
        hash.update(bytes);
      }
      return hash.digest("hex");
    } finally {
      connections.close();
    }
  }

  async addWorker({ name, memoryMiB, slots }: WorkerRequest): Promise<void> {
    const settings = slots === undefined ? {} : { PENSTOCK_SLOTS: String(slots) };
    const container = this.#role(name, "worker", settings);
    await this.#add(
      name,
      memoryMiB === undefined
        ? container
        : container.withResourcesQuota({ memory: memoryMiB / 1024 }),
    );
  }

  async stop(): Promise<void> {
    // Halted ones hear no signal.
    const ids = [...this.#containers.values()].map((container) => container.getId());
    await Promise.all(ids.map((id) => docker("rm", "--force", "--volumes", id)));
    await this.#network?.stop();
    if (this.#folder !== "") {
      await rm(this.#folder, { recursive: true });
    }
  }

  async #start(redisImage: string): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), "penstock-containers-"));
    for (const name of ["raw", "journal"]) {
      await mkdir(join(this.#folder, name));
      // The roles run as another user than this process.
      await chmod(join(this.#folder, name), 0o777);
    }
    await chmod(this.#folder, 0o755);
    await writeFile(join(this.#folder, "config.json"), configOf(`http://s3:${S3_PORT}`));
    this.#network = await new Network().start();
    await Promise.all([this.#add("redis", this.#redis(redisImage)), this.#add("s3", this.#s3())]);
    const listen = { PENSTOCK_LISTEN: `0.0.0.0:${API_PORT}`, PENSTOCK_AUTH: "none" };
    await Promise.all([
      this.#add("api", this.#role("api", "api", listen).withExposedPorts(API_PORT)),
      ...["coordinator-1", "coordinator-2"].map((name) =>
        this.#add(name, this.#role(name, "coordinator", {})),
      ),
      ...["worker-1", "worker-2"].map((name) => this.addWorker({ name })),
    ]);
  }

  async #add(name: string, container: GenericContainer): Promise<void> {
    const network = this.#network;
    if (network === undefined) {
      throw new Error("the network comes first");
    }
    const started = await container
      .withNetwork(network)
      .withNetworkAliases(name)
      .withStartupTimeout(START_MS)
      .start();
    this.#containers.set(name, started);
  }

  #redis(image: string): GenericContainer {
    const durable = ["--appendonly", "yes", "--appendfsync", "always"];
    return new GenericContainer(image)
      .withCommand([...durable, "--maxmemory-policy", "noeviction"])
      .withWaitStrategy(Wait.forLogMessage("Ready to accept connections"));
  }

  #s3(): GenericContainer {
    const start = `mkdir -p /objects/${BUCKET} && exec /usr/local/bin/versitygw --port :${S3_PORT} posix /objects`;
    return new GenericContainer(S3_IMAGE)
      .withEntrypoint(["sh", "-c", start])
      .withEnvironment({ ROOT_ACCESS_KEY: KEYS.S3_ACCESS_KEY, ROOT_SECRET_KEY: KEYS.S3_SECRET_KEY })
      .withExposedPorts(S3_PORT);
  }

  #role(name: string, role: string, settings: Record<string, string>): GenericContainer {
    return new GenericContainer(process.env["PENSTOCK_IMAGE"] ?? "penstock")
      .withCommand(["serve", "--role", role])
      .withEnvironment({
        PENSTOCK_REDIS_URL: "redis://redis:6379",
        PENSTOCK_CONFIG: "/etc/penstock/config.json",
        PENSTOCK_JOURNAL: "/journal",
        ...KEYS,
        ...settings,
      })
      .withBindMounts([
        {
          source: join(this.#folder, "config.json"),
          target: "/etc/penstock/config.json",
          mode: "ro",
        },
        { source: join(this.#folder, "raw"), target: "/raw", mode: "ro" },
        { source: join(this.#folder, "journal"), target: "/journal" },
      ])
      .withTmpFs({ "/tmp": "rw" })
      .withUser("node")
      .withWaitStrategy(Wait.forHealthCheck())
      .withName(`penstock-${name}-${process.pid}`);
  }
}

function configOf(endpoint: string): string {
  return JSON.stringify({
    connections: {
      raw: { provider: "file", root: "/raw" },
      s3: {
        ...{
          provider: "versitygw",
          bucket: BUCKET,
          region: "us-east-1",
          endpoint,
          pathStyle: true,
        },
        credentials: { accessKeyId: "env:S3_ACCESS_KEY", secretAccessKey: "env:S3_SECRET_KEY" },
      },
    },
  });
}
