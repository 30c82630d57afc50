import { randomInt } from "node:crypto";
import type { Log } from "@penstock/core";
import { Cluster, Redis, type RedisOptions } from "ioredis";
import { addressOf } from "./redis-address.ts";
import type { RedisClient } from "./redis-client.ts";
import { isReadOnly } from "./redis-errors.ts";
import { RedisHealth } from "./redis-health.ts";
import { rejectionOf } from "./redis-rejections.ts";
import { type RedisTls, tlsOptionsOf } from "./redis-tls.ts";

export type RedisRole =
  /** Waits for Redis however long it is away: workers and coordinators have nothing else to do. */
  | "service"
  /** Fails within a second while Redis is away, so that an HTTP request can be answered. */
  | "client";

const OPTIONS_OF_ROLE = {
  service: { maxRetriesPerRequest: null },
  client: { maxRetriesPerRequest: 1, enableOfflineQueue: false, commandTimeout: 750 },
} as const satisfies Record<RedisRole, RedisOptions>;

/**
 * A server that vanished without closing its connections would otherwise be waited for until TCP
 * gives up, which takes a quarter of an hour. Longer than any script and any blocking read.
 */
const RESPONSE_TIMEOUT_MS = 15_000;

/** A connection that only listens, to stop signals, would else not notice for two hours that nothing comes. */
const KEEP_ALIVE_MS = 10_000;

/**
 * Sends what is asked in one turn of the event loop with one system call, which both ends feel: slots
 * whose responses came together ask together. Nothing waits longer, and unlike in a pipeline each
 * command is sent again by itself after an outage.
 *
 * A connection to another database than the one that was asked for is none.
 */
class GatheringRedis extends Redis {
  override sendCommand(...args: Parameters<Redis["sendCommand"]>): unknown {
    const { stream } = this;
    if (this.status === "ready" && stream.writableCorked === 0) {
      stream.cork();
      process.nextTick(() => stream.uncork());
    }
    const [command] = args;
    if (this.status === "connect" && (command.name === "select" || command.name === "info")) {
      this.#closeIfRefused(command);
    }
    return super.sendCommand(...args);
  }

  /** BullMQ and the stop signals make their own connections of this one. */
  override duplicate(override: Partial<RedisOptions> = {}): Redis {
    return new GatheringRedis({ ...this.options, ...override, replyMapping: "legacy" });
  }

  /**
   * ioredis tells of a refused SELECT or INFO and continues: every command would then go to database 0,
   * and a server that is still loading its file would be taken for one that is ready.
   */
  #closeIfRefused(command: Parameters<Redis["sendCommand"]>[0]): void {
    const { reject } = command;
    command.reject = (error: Error) => {
      const refused = rejectionOf(error);
      reject(refused ?? error);
      if (refused !== undefined) {
        this.disconnect(true);
      }
    };
  }
}

type ConnectOptions = {
  readonly role: RedisRole;
  readonly log: Log;
  /** For addresses with TLS. */
  readonly tls?: RedisTls;
  readonly responseTimeoutMs?: number;
};

/**
 * Opens a connection that finds back to its server by itself. Each cause of an outage is logged once
 * when it shows, and once when it is over, however many retries lie between.
 *
 * @param url as the settings accept it: a server, a socket, Sentinels or nodes of a cluster
 * @param responseTimeoutMs how long a sent command may stay unanswered before the connection is made anew
 * @throws PenstockError `settings-invalid` where a file of `tls` cannot be read
 */
export function connectRedis(
  url: string,
  { role, log, tls = {}, responseTimeoutMs = RESPONSE_TIMEOUT_MS }: ConnectOptions,
): RedisClient {
  const address = addressOf(url, tlsOptionsOf(tls));
  const shared: RedisOptions = {
    ...address.options,
    socketTimeout: responseTimeoutMs,
    keepAlive: KEEP_ALIVE_MS,
    // A server that was demoted keeps its connections and refuses every write. Measured without
    // this: 35 000 errors in 2 s. With 2, the client connects anew and sends the command again.
    reconnectOnError: (error) => {
      if (!isReadOnly(error)) {
        return false;
      }
      health.note(error);
      return 2;
    },
  };
  const redis =
    address.kind === "cluster"
      ? openCluster(address.nodes, shared, role)
      : openServer(shared, role);
  const health = new RedisHealth(redis, log);
  return redis;
}

function openServer(shared: RedisOptions, role: RedisRole): Redis {
  const retryStrategy = waitOf;
  return new GatheringRedis({
    ...{ ...shared, replyMapping: "legacy" as const },
    ...OPTIONS_OF_ROLE[role],
    // ioredis alone grows to 5 s and BullMQ to 20 s: a worker would be idle long after Redis is back.
    ...{ retryStrategy, sentinelRetryStrategy: retryStrategy },
  });
}

/** A slot whose node is away waits for the node that takes its place; a client has less patience for that. */
function openCluster(
  nodes: readonly { readonly host: string; readonly port: number }[],
  shared: RedisOptions,
  role: RedisRole,
): Cluster {
  const all: RedisOptions = { ...shared, ...OPTIONS_OF_ROLE[role] };
  const { enableOfflineQueue = true, ...redisOptions } = all;
  return new Cluster([...nodes], {
    redisOptions: { ...redisOptions, replyMapping: "legacy" },
    enableOfflineQueue,
    clusterRetryStrategy: waitOf,
    slotsRefreshTimeout: 2000,
    ...REDIRECTIONS[role],
  });
}

function waitOf(attempt: number): number {
  // Not all at the same moment: a server that is just back has many clients to take.
  return Math.min(200 * attempt, 1000) * shareOfWait();
}

/** How often a command looks for its slot's node before it fails: a failover takes some seconds. */
const REDIRECTIONS = {
  service: { maxRedirections: 100, retryDelayOnFailover: 200, retryDelayOnClusterDown: 300 },
  client: { maxRedirections: 3, retryDelayOnFailover: 100, retryDelayOnClusterDown: 100 },
} as const;

/** From a half to all of it. */
function shareOfWait(): number {
  return randomInt(500, 1001) / 1000;
}
