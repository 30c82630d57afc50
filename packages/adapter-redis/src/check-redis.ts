import { PenstockError } from "@penstock/core";
import type { Redis } from "ioredis";
import { toLedgerError } from "./redis-errors.ts";

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

/** `advised`: whoever loses Redis here loses no job, because a journal has it, or because it accepts none. */
export type AppendOnly = "required" | "advised";

/**
 * Waits for the server, and refuses one that may lose what was accepted.
 *
 * @returns what could not be checked or would be better otherwise, in words for the log
 * @throws PenstockError `settings-invalid` with the line that mends it, `ledger-unavailable`
 */
export async function checkRedis(
  redis: Redis,
  appendOnly: AppendOnly = "required",
): Promise<readonly string[]> {
  try {
    await whenReady(redis);
    return checkInfo(await redis.info(), appendOnly);
  } catch (error) {
    throw toLedgerError(error);
  }
}

/** The same for the answer to INFO. Managed servers may leave out what they do not let one change. */
export function checkInfo(info: string, appendOnly: AppendOnly = "required"): readonly string[] {
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

async function whenReady(redis: Redis): Promise<void> {
  if (redis.status === "ready") {
    return;
  }
  await new Promise<void>((resolve, reject) => {
    const onEnd = () => {
      reject(new PenstockError("ledger-unavailable", "the connection to Redis was closed"));
    };
    redis.once("end", onEnd);
    redis.once("ready", () => {
      redis.off("end", onEnd);
      resolve();
    });
  });
}
