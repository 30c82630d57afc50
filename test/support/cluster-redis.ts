import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cluster } from "ioredis";
import { afterAll, beforeAll } from "vitest";
import { HOST, type RedisNode } from "./redis-node.ts";
import { startClusterNodes } from "./redis-topologies.ts";

/**
 * Runs every script by its text and in the strict mode of Redis 7, in which it may only touch keys of the
 * slot of its first key. Without that line Redis lets a script that was not prepared for a cluster do all
 * it likes, as long as the keys lie on its own node.
 */
class StrictCluster extends Cluster {
  override evalsha = (): Promise<unknown> => Promise.reject(new Error("NOSCRIPT it is to be told"));

  override eval = (script: string | Buffer, ...args: unknown[]): Promise<unknown> =>
    this.call("EVAL", `#!lua\n${String(script)}`, ...args.map(argumentOf));

  override callBuffer = (command: string, ...args: unknown[]): Promise<unknown> => {
    const [script, ...rest] = args.map(argumentOf);
    return command === "EVALSHA"
      ? this.evalsha()
      : super.callBuffer(command, `#!lua\n${String(script)}`, ...rest);
  };
}

function argumentOf(value: unknown): string | Buffer {
  return Buffer.isBuffer(value) ? value : String(value);
}

export type ClusterRedis = {
  /** To be read in hooks and tests, not while the file is collected. */
  readonly redis: Cluster;
  readonly nodes: readonly RedisNode[];
  readonly url: string;
  newName(): string;
  /** Empties every node. */
  flush(): Promise<void>;
};

/** A cluster of three nodes that share the slots, for the test file that calls it at its top. */
export function useClusterRedis(): ClusterRedis {
  let nodes: readonly RedisNode[];
  let redis: Cluster;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "penstock-cluster-"));
    nodes = await startClusterNodes(folder, { replicas: 0 });
    redis = new StrictCluster(nodes.map(({ port }) => ({ host: HOST, port })));
  });

  afterAll(async () => {
    redis.disconnect();
    await Promise.all(nodes.map((node) => node.end()));
    await rm(folder, { recursive: true });
  });

  return {
    get redis() {
      return redis;
    },
    get nodes() {
      return nodes;
    },
    get url() {
      return `redis+cluster://${nodes.map(({ port }) => `${HOST}:${port}`).join(",")}`;
    },
    newName: () => `test-${randomUUID().replaceAll("-", "").slice(0, 12)}`,
    flush: async () => {
      await Promise.all(nodes.map((node) => node.ask("FLUSHALL")));
    },
  };
}
