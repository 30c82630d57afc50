import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalRedis, startRedis } from "@penstock/local-redis";
import { eventually } from "@penstock/testkit";
import { Redis } from "ioredis";
import { afterAll, beforeAll } from "vitest";

/**
 * Runs every script by its text and in the strict mode of Redis 7, in which it may only touch keys of the
 * slot of its first key. Without that line Redis lets a script that was not prepared for a cluster do all
 * it likes, as long as the keys lie on its own node.
 */
class StrictRedis extends Redis {
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
  readonly redis: Redis;
  readonly url: string;
  newName(): string;
};

/** A cluster of one node that owns all slots, for the test file that calls it at its top. */
export function useClusterRedis(): ClusterRedis {
  let server: LocalRedis;
  let redis: Redis;
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "penstock-cluster-"));
    server = await startRedis({ dataDir, args: ["--cluster-enabled", "yes"] });
    redis = new StrictRedis(server.url);
    await redis.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
    await eventually(async () => String(await redis.call("CLUSTER", "INFO")).includes("state:ok"));
  });

  afterAll(async () => {
    redis.disconnect();
    await server.stop();
    await rm(dataDir, { recursive: true });
  });

  return {
    get redis() {
      return redis;
    },
    get url() {
      return server.url;
    },
    newName: () => `test-${randomUUID().replaceAll("-", "").slice(0, 12)}`,
  };
}
