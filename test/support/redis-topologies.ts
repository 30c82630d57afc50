// Redis as it runs where one server is not enough: a primary that Sentinels watch, and a cluster.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findRedisServer } from "@penstock/local-redis";
import { eventually } from "@penstock/testkit";
import { askRedis, freePorts, HOST, RedisNode, toList } from "./redis-node.ts";

export type Topology = {
  readonly url: string;
  /** Those that take writes now. */
  primaries(): Promise<readonly RedisNode[]>;
  /** The primary that has a key. */
  ownerOf(key: string): Promise<RedisNode>;
  /** Those that can take its place. */
  replicasOf(primary: RedisNode): Promise<readonly RedisNode[]>;
  /** Waits until another one has taken its place, whichever server is asked. */
  untilReplaced(gone: RedisNode): Promise<void>;
  /** Starts it again, and waits until it follows the one that took its place. */
  comeBack(gone: RedisNode): Promise<void>;
  close(): Promise<void>;
};

/**
 * Ends a primary as a crash does, and waits until another one has taken its place.
 *
 * @param unheard what its replicas do not hear of any more, so that it is lost with it
 */
export async function failOver(
  topology: Topology,
  gone: RedisNode,
  unheard?: () => Promise<unknown>,
): Promise<void> {
  const replicas = unheard === undefined ? [] : await topology.replicasOf(gone);
  for (const replica of replicas) {
    replica.halt();
    // Its kernel takes what is sent, and it would read that later.
    await gone.ask("CLIENT", "KILL", "TYPE", "replica");
  }
  await unheard?.();
  await gone.end();
  for (const replica of replicas) {
    replica.resume();
  }
  await topology.untilReplaced(gone);
}

const NAME = "penstock-primary";
/** After how long without a reply a server counts as gone. */
const GONE_MS = 3000;
const SLOTS = 16_384;
const PRIMARIES = 3;

/** A primary with a replica, and three Sentinels that watch it. */
export async function startSentinels(): Promise<Topology> {
  const folder = await mkdtemp(join(tmpdir(), "penstock-sentinels-"));
  const primary = await RedisNode.start(join(folder, "primary"));
  const replica = await RedisNode.start(join(folder, "replica"));
  // By a command: as with a real file of settings, which of them is the primary is not said at each start.
  await replica.ask("REPLICAOF", HOST, String(primary.port));
  const nodes = [primary, replica];
  const ports = await freePorts(3);
  const sentinels = await Promise.all(
    ports.map((port) => startSentinel(join(folder, String(port)), port, primary.port)),
  );
  await eventually(async () => (await Promise.all(ports.map(isWatched))).every(Boolean));
  await eventually(() => replica.isReplica());
  const primaries = async () => {
    const named = await Promise.all(ports.map(primaryBy));
    const [first] = named;
    return nodes.filter(({ port }) => named.every((each) => each === first) && port === first);
  };
  const untilReplaced = async (gone: RedisNode) => {
    await eventually(async () => (await primaries()).some((node) => node !== gone));
  };
  return {
    url: `redis+sentinel://${ports.map((port) => `${HOST}:${port}`).join(",")}/${NAME}`,
    ...{ primaries, untilReplaced },
    ownerOf: () => eventually(async () => (await primaries())[0]),
    replicasOf: async (primary) => nodes.filter((node) => node !== primary),
    comeBack: async (gone) => {
      await gone.comeBack();
      await eventually(() => gone.isReplica());
      await eventually(async () => (await Promise.all(ports.map(isWatched))).every(Boolean));
    },
    close: async () => {
      for (const sentinel of sentinels) {
        sentinel.kill("SIGKILL");
      }
      await Promise.all(nodes.map((node) => node.end()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** By a Sentinel that sees the others and a replica that can take over. */
async function isWatched(port: number): Promise<boolean> {
  const quorum = String(await askRedis(port, "SENTINEL", "CKQUORUM", NAME));
  const replicas = toList(await askRedis(port, "SENTINEL", "REPLICAS", NAME)).map(toList);
  const isUp = (replica: readonly unknown[]) =>
    replica[replica.indexOf("master-link-status") + 1] === "ok";
  return quorum.startsWith("OK 3") && replicas.some(isUp);
}

async function primaryBy(port: number): Promise<number> {
  const [, named] = toList(await askRedis(port, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME));
  return Number(named);
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

/** Three primaries that share the slots, each with a replica. */
export async function startRedisCluster(): Promise<Topology> {
  const folder = await mkdtemp(join(tmpdir(), "penstock-cluster-"));
  const nodes = await startClusterNodes(folder, { replicas: PRIMARIES });
  const primaries = async () => {
    const owners = new Set((await slotsBy(nodes)).map(({ owner }) => owner));
    return nodes.filter(({ port }) => owners.has(port));
  };
  const untilReplaced = async (gone: RedisNode) => {
    const others = nodes.filter((node) => node !== gone);
    await eventually(async () => {
      const views = await Promise.all(others.map((node) => slotsBy([node])));
      return views.flat().every(({ owner }) => owner !== gone.port);
    });
    await eventually(() => isWhole(others));
  };
  return {
    url: `redis+cluster://${nodes.map(({ port }) => `${HOST}:${port}`).join(",")}`,
    ...{ primaries, untilReplaced },
    ownerOf: (key) => ownerOf(key, nodes),
    replicasOf: async ({ port }) => {
      const own = (await slotsBy(nodes)).find(({ owner }) => owner === port);
      return nodes.filter((node) => own?.replicas.includes(node.port));
    },
    comeBack: async (gone) => {
      await gone.comeBack();
      await eventually(() => gone.isReplica());
      await eventually(() => isWhole(nodes));
    },
    close: async () => {
      await Promise.all(nodes.map((node) => node.end()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The primaries first, then so many replicas, of one each. */
export async function startClusterNodes(
  folder: string,
  { replicas }: { readonly replicas: number },
): Promise<readonly RedisNode[]> {
  const buses = await freePorts(PRIMARIES + replicas);
  const nodes = await Promise.all(
    buses.map((bus, number) =>
      RedisNode.start(join(folder, String(number)), [
        ...["--cluster-enabled", "yes", "--cluster-port", String(bus)],
        ...["--cluster-node-timeout", String(GONE_MS)],
      ]),
    ),
  );
  await shareSlots(nodes.slice(0, PRIMARIES));
  await meet(nodes, buses);
  await follow(nodes);
  await eventually(() => isWhole(nodes));
  return nodes;
}

async function shareSlots(primaries: readonly RedisNode[]): Promise<void> {
  const share = SLOTS / PRIMARIES;
  const first = (index: number) => Math.ceil(share * index);
  for (const [index, node] of primaries.entries()) {
    const range = [first(index), first(index + 1) - 1].map(String);
    await node.ask("CLUSTER", "ADDSLOTSRANGE", ...range);
    // Each with an epoch of its own: else they agree on them only after they have met.
    await node.ask("CLUSTER", "SET-CONFIG-EPOCH", String(index + 1));
  }
}

async function meet(nodes: readonly RedisNode[], buses: readonly number[]): Promise<void> {
  for (const [index, { port }] of nodes.entries()) {
    if (index > 0) {
      await nodes[0]?.ask("CLUSTER", "MEET", HOST, String(port), String(buses[index]));
    }
  }
  await eventually(async () =>
    (await Promise.all(nodes.map(knownNodes))).every((known) => known === nodes.length),
  );
}

async function follow(nodes: readonly RedisNode[]): Promise<void> {
  const replicas = nodes.slice(PRIMARIES);
  for (const [index, replica] of replicas.entries()) {
    const id = String(await nodes[index]?.ask("CLUSTER", "MYID"));
    await eventually(async () => (await replica.ask("CLUSTER", "REPLICATE", id)) === "OK");
  }
  // One that has not begun to follow cannot take over.
  await eventually(async () =>
    (await Promise.all(replicas.map((node) => node.isReplica()))).every(Boolean),
  );
}

async function knownNodes(node: RedisNode): Promise<number> {
  const info = String(await node.ask("CLUSTER", "INFO"));
  return Number(/cluster_known_nodes:(\d+)/.exec(info)?.[1]);
}

async function isWhole(nodes: readonly RedisNode[]): Promise<boolean> {
  const infos = await Promise.all(nodes.map((node) => node.ask("CLUSTER", "INFO")));
  return infos.every((info) => /cluster_state:ok[\s\S]*cluster_slots_ok:16384/.test(String(info)));
}

type Slots = {
  readonly from: number;
  readonly to: number;
  /** By their ports. */
  readonly owner: number;
  readonly replicas: readonly number[];
};

/** Which port owns which slots, as the first node sees it that answers. */
async function slotsBy(nodes: readonly RedisNode[]): Promise<readonly Slots[]> {
  const reply = await Promise.any(nodes.map((node) => node.ask("CLUSTER", "SLOTS")));
  return toList(reply).map((range) => {
    const [from, to, ...servers] = toList(range);
    const [owner = 0, ...replicas] = servers.map((server) => Number(toList(server)[1]));
    return { from: Number(from), to: Number(to), owner, replicas };
  });
}

async function ownerOf(key: string, nodes: readonly RedisNode[]): Promise<RedisNode> {
  const slot = Number(await nodes[0]?.ask("CLUSTER", "KEYSLOT", key));
  const ranges = await slotsBy(nodes);
  const range = ranges.find(({ from, to }) => from <= slot && slot <= to);
  const found = nodes.find(({ port }) => port === range?.owner);
  if (found === undefined) {
    throw new Error(`the cluster has no node for the slot of ${key}`);
  }
  return found;
}
