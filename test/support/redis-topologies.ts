// Redis as it runs where one server is not enough: a primary that Sentinels watch, and a cluster.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findRedisServer, type LocalRedis, startRedis } from "@penstock/local-redis";
import { eventually } from "@penstock/testkit";
import { Redis } from "ioredis";

export type Topology = {
  readonly url: string;
  /** Ends a primary as a crash does, and waits until another server has taken its place. */
  failOver(): Promise<void>;
  close(): Promise<void>;
};

const NAME = "penstock-primary";
const HOST = "127.0.0.1";
/** After how long without a reply a server counts as gone. */
const GONE_MS = 3000;
const SLOTS = 16_384;
const PRIMARIES = 3;

/** A primary with a replica, and three Sentinels that watch it. */
export async function startSentinels(): Promise<Topology> {
  const folder = await mkdtemp(join(tmpdir(), "penstock-sentinels-"));
  const primary = await startRedis({ dataDir: join(folder, "primary") });
  const replica = await startRedis({
    dataDir: join(folder, "replica"),
    args: ["--replicaof", HOST, String(primary.port)],
  });
  const ports = [await freePort(), await freePort(), await freePort()];
  const sentinels = await Promise.all(
    ports.map((port) => startSentinel(join(folder, String(port)), port, primary.port)),
  );
  const [first = 0] = ports;
  await eventually(async () => {
    const quorum = String(await ask(first, "SENTINEL", "CKQUORUM", NAME));
    const replicas = await ask(first, "SENTINEL", "REPLICAS", NAME);
    return quorum.startsWith("OK 3") && Array.isArray(replicas) && replicas.length === 1;
  });
  return {
    url: `redis+sentinel://${ports.map((port) => `${HOST}:${port}`).join(",")}/${NAME}`,
    failOver: async () => {
      await end(primary);
      await eventually(async () => {
        const [, port] = toList(await ask(first, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME));
        return port === String(replica.port);
      });
    },
    close: async () => {
      for (const sentinel of sentinels) {
        sentinel.kill("SIGKILL");
      }
      await Promise.all([primary, replica].map(end));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Three primaries that share the slots, each with a replica. */
export async function startRedisCluster(): Promise<Topology> {
  const folder = await mkdtemp(join(tmpdir(), "penstock-cluster-"));
  const nodes: LocalRedis[] = [];
  const buses: number[] = [];
  for (let number = 0; number < 2 * PRIMARIES; number += 1) {
    const bus = await freePort();
    buses.push(bus);
    nodes.push(
      await startRedis({
        dataDir: join(folder, String(number)),
        args: [
          ...["--cluster-enabled", "yes", "--cluster-port", String(bus)],
          ...["--cluster-node-timeout", String(GONE_MS)],
        ],
      }),
    );
  }
  await formCluster(nodes, buses);
  const primaries = nodes.slice(0, PRIMARIES);
  return {
    url: `redis+cluster://${primaries.map(({ port }) => `${HOST}:${port}`).join(",")}`,
    failOver: async () => {
      const { found: gone, slot } = await nodeOfTasks(primaries);
      const others = nodes.filter((node) => node !== gone);
      await end(gone);
      await eventually(async () => {
        const owners = await Promise.all(others.map(({ port }) => ownerOf(port, slot)));
        return owners.every((port) => port !== undefined && port !== gone.port);
      });
      await eventually(() => isWhole(others));
    },
    close: async () => {
      await Promise.all(nodes.map(end));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function formCluster(nodes: readonly LocalRedis[], buses: readonly number[]): Promise<void> {
  const [first, ...others] = nodes;
  for (const [index, node] of nodes.slice(0, PRIMARIES).entries()) {
    const from = Math.ceil((SLOTS / PRIMARIES) * index);
    const to = Math.ceil((SLOTS / PRIMARIES) * (index + 1)) - 1;
    await ask(node.port, "CLUSTER", "ADDSLOTSRANGE", String(from), String(to));
  }
  for (const [index, { port }] of others.entries()) {
    const bus = String(buses[index + 1]);
    await ask(first?.port ?? 0, "CLUSTER", "MEET", HOST, String(port), bus);
  }
  await eventually(async () =>
    (await Promise.all(nodes.map(knownNodes))).every((known) => known === nodes.length),
  );
  for (const [index, { port }] of nodes.slice(PRIMARIES).entries()) {
    const id = String(await ask(nodes[index]?.port ?? 0, "CLUSTER", "MYID"));
    await eventually(async () => (await ask(port, "CLUSTER", "REPLICATE", id)) === "OK");
  }
  await eventually(() => isWhole(nodes));
  // A replica that has not begun to follow cannot take over.
  await eventually(async () => {
    const states = await Promise.all(
      nodes.slice(PRIMARIES).map(({ port }) => ask(port, "INFO", "replication")),
    );
    return states.every((state) => String(state).includes("master_link_status:up"));
  });
}

async function knownNodes({ port }: LocalRedis): Promise<number> {
  const info = String(await ask(port, "CLUSTER", "INFO"));
  return Number(/cluster_known_nodes:(\d+)/.exec(info)?.[1]);
}

async function isWhole(nodes: readonly LocalRedis[]): Promise<boolean> {
  const infos = await Promise.all(nodes.map(({ port }) => ask(port, "CLUSTER", "INFO")));
  return infos.every((info) => /cluster_state:ok[\s\S]*cluster_slots_ok:16384/.test(String(info)));
}

/** The node of the queues: its loss is felt at once. */
async function nodeOfTasks(
  nodes: readonly LocalRedis[],
): Promise<{ readonly found: LocalRedis; readonly slot: number }> {
  const first = nodes[0]?.port ?? 0;
  const slot = Number(await ask(first, "CLUSTER", "KEYSLOT", "{penstock}"));
  const port = await ownerOf(first, slot);
  const found = nodes.find((node) => node.port === port);
  if (found === undefined) {
    throw new Error("the cluster has no node for the queues");
  }
  return { found, slot };
}

/** The port of the primary of a slot, as the node on the other port sees it. */
async function ownerOf(asked: number, slot: number): Promise<number | undefined> {
  const ranges = toList(await ask(asked, "CLUSTER", "SLOTS")).map(toList);
  const range = ranges.find(([from, to]) => Number(from) <= slot && slot <= Number(to));
  const port = toList(range?.[2])[1];
  return port === undefined ? undefined : Number(port);
}

async function startSentinel(
  folder: string,
  port: number,
  primaryPort: number,
): Promise<ChildProcess> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, "sentinel.conf");
  const lines = [
    ...[`port ${port}`, `bind ${HOST}`, `dir ${folder}`],
    `sentinel monitor ${NAME} ${HOST} ${primaryPort} 2`,
    `sentinel down-after-milliseconds ${NAME} ${GONE_MS}`,
    `sentinel failover-timeout ${NAME} 20000`,
  ];
  await writeFile(file, `${lines.join("\n")}\n`);
  const { command, env } = await findRedisServer();
  const { PATH } = process.env;
  const child = spawn(command, [file, "--sentinel"], {
    env: { PATH, LC_ALL: "C", ...env },
    stdio: "ignore",
  });
  await once(child, "spawn");
  return child;
}

async function ask(port: number, command: string, ...args: readonly string[]): Promise<unknown> {
  const redis = new Redis({ host: HOST, port, lazyConnect: true, retryStrategy: () => null });
  redis.on("error", () => undefined);
  try {
    await redis.connect();
    return await redis.call(command, ...args);
  } finally {
    redis.disconnect();
  }
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

async function end(server: LocalRedis): Promise<void> {
  server.kill("SIGKILL");
  await server.exited;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") {
    throw new TypeError("a server on a port has an address with a port");
  }
  return address.port;
}
