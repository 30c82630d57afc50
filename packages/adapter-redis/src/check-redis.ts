import { PenstockError } from "@penstock/core";
import { Cluster } from "ioredis";
import { detectTls } from "./detect-tls.ts";
import { duplicateOf, infosOf, optionsOf, type RedisClient } from "./redis-client.ts";
import { toLedgerError } from "./redis-errors.ts";
import {
  NO_SUCH_DATABASE,
  NO_TLS_THERE,
  ONLY_TLS_THERE,
  rejection,
  rejectionOf,
} from "./redis-rejections.ts";
import { tryRedisRights } from "./redis-rights.ts";

type Requirement = {
  readonly setting: string;
  /** The field of INFO that shows the setting; unlike CONFIG, BullMQ needs INFO as well. */
  readonly field: string;
  readonly wanted: string;
  readonly cure: string;
  readonly reason: string;
};

const REQUIREMENTS: readonly Requirement[] = [
  {
    setting: "maxmemory-policy",
    field: "maxmemory_policy",
    wanted: "noeviction",
    cure: "CONFIG SET maxmemory-policy noeviction",
    reason: "any other policy throws ledger entries away when memory is short",
  },
  {
    setting: "appendonly",
    field: "aof_enabled",
    wanted: "1",
    cure: "CONFIG SET appendonly yes",
    reason: "without the append-only file a restart of Redis loses accepted jobs",
  },
];

/** `advised`: a loss of Redis loses no job here, because a journal has it, or because the role accepts none. */
export type AppendOnly = "required" | "advised";

/**
 * Waits for the server however long it is away, and refuses one that may lose what was accepted, or on
 * which something that is needed does not work.
 *
 * @returns what could not be checked or would be better otherwise, in words for the log
 * @throws PenstockError `settings-invalid` with the line that fixes it, `ledger-unavailable`
 */
export async function checkRedis(
  redis: RedisClient,
  appendOnly: AppendOnly = "required",
): Promise<readonly string[]> {
  try {
    await whenReady(redis);
    const infos = await infosOf(redis);
    const warnings = new Set(infos.flatMap((info) => checkInfo(info, appendOnly)));
    if (infos.some((info) => fieldOf(info, "cluster_enabled") === "1")) {
      assertSlots(redis, String(await redis.call("CLUSTER", "INFO")));
    }
    await tryRedisRights(redis);
    return [...warnings];
  } catch (error) {
    throw rejectionOf(error) ?? toLedgerError(error);
  }
}

/** The same for the response to INFO. Managed servers may leave out what they do not let one change. */
export function checkInfo(info: string, appendOnly: AppendOnly = "required"): readonly string[] {
  if (fieldOf(info, "redis_mode") === "sentinel") {
    throw rejection("this is a Sentinel, which holds no keys: name the primary that it watches");
  }
  assertKnowsOurCommands(fieldOf(info, "redis_version"));
  const warnings: string[] = [];
  for (const { setting, field, wanted, cure, reason } of REQUIREMENTS) {
    const value = fieldOf(info, field);
    if (value === undefined) {
      warnings.push(`Redis does not show its ${setting}: make sure of "${cure}", for ${reason}`);
    } else if (value !== wanted && setting === "appendonly" && appendOnly === "advised") {
      warnings.push(`Redis should have "${cure}": a restart of Redis is quicker over with it`);
    } else if (value !== wanted) {
      throw new PenstockError("settings-invalid", `Redis needs "${cure}": ${reason}`);
    }
  }
  return warnings;
}

function fieldOf(info: string, field: string): string | undefined {
  return new RegExp(`^${field}:(.*)$`, "m").exec(info)?.[1]?.trim();
}

/** LMOVE, which the ledger's scripts call, came with 6.2. */
function assertKnowsOurCommands(version: string | undefined): void {
  const [major = 0, minor = 0] = (version ?? "6.2").split(".").map(Number);
  if (major < 6 || (major === 6 && minor < 2)) {
    const message = `Redis needs version 6.2 or later, this is ${version}: the ledger uses its commands`;
    throw new PenstockError("settings-invalid", message);
  }
}

/** A client of one server is answered with MOVED for the slots of the others, and no cluster serves a slot without a node. */
function assertSlots(redis: RedisClient, clusterInfo: string): void {
  const isAlone = fieldOf(clusterInfo, "cluster_known_nodes") === "1";
  if (!(isAlone || redis instanceof Cluster)) {
    throw rejection("this is a node of a cluster: write redis+cluster://HOST:PORT,HOST:PORT");
  }
  if (fieldOf(clusterInfo, "cluster_slots_assigned") !== ALL_SLOTS) {
    throw rejection(
      "this cluster has slots without a node: assign them (CLUSTER ADDSLOTSRANGE), all 16384",
    );
  }
}

const ALL_SLOTS = "16384";

async function whenReady(redis: RedisClient): Promise<void> {
  if (redis.status === "ready") {
    return;
  }
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let hasLookedForTls = false;
  const onError = (error: Error) => {
    const refused = rejectionOf(error);
    if (refused !== undefined) {
      void withDatabases(redis, refused).then(reject, reject);
    }
  };
  const onClose = () => {
    if (!hasLookedForTls) {
      hasLookedForTls = true;
      void assertSameProtocol(redis).catch(reject);
    }
  };
  const onEnd = () =>
    reject(new PenstockError("ledger-unavailable", "the connection to Redis was closed"));
  redis.on("error", onError).on("close", onClose).on("end", onEnd).on("ready", resolve);
  try {
    await promise;
  } finally {
    redis.off("error", onError).off("close", onClose).off("end", onEnd).off("ready", resolve);
  }
}

/** A server that is spoken to in the wrong protocol closes, or waits, as one does that is just starting. */
async function assertSameProtocol(redis: RedisClient): Promise<void> {
  const options = optionsOf(redis);
  // What Sentinels and nodes of a cluster name is theirs to say.
  if (options.host === undefined) {
    return;
  }
  const isTls = await detectTls({ host: options.host, port: options.port ?? 6379 });
  if (isTls !== undefined && isTls !== (options.tls !== undefined)) {
    throw rejection(isTls ? ONLY_TLS_THERE : NO_TLS_THERE);
  }
}

/** How many databases there are, where the server tells. */
async function withDatabases(redis: RedisClient, refused: PenstockError): Promise<PenstockError> {
  const { db } = optionsOf(redis);
  if (!refused.message.includes(NO_SUCH_DATABASE)) {
    return refused;
  }
  const first = duplicateOf(redis, { db: 0, lazyConnect: true, retryStrategy: () => null });
  first.on("error", () => undefined);
  try {
    const [, databases] = await first.config("GET", "databases").then(Object.values, () => []);
    const known = databases === undefined ? "" : ` (databases ${String(databases)})`;
    return rejection(
      `Redis has no database ${db}${known}: write one that it has, redis://HOST:PORT/0`,
    );
  } finally {
    first.disconnect();
  }
}
