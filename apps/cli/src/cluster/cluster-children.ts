import { startRedis } from "@penstock/local-redis";
import { CommandFailure, EXIT } from "../exit-codes.ts";
import { ROLE_MODULES } from "../role-modules.ts";
import type { ServedRole } from "../served-roles.ts";
import { type Child, startChild } from "./child-process.ts";
import { CONTROL_FLAG, localStoreVariables } from "./cluster-config.ts";
import { openLogFile } from "./log-file.ts";
import type { StoreCredentials } from "./store-credentials.ts";

/** `always`: no write that was answered is lost with the process. `everysec`: about a second of them. */
export type RedisFsync = "everysec" | "always";

type RedisRequest = {
  readonly dataFolder: string;
  readonly logFolder: string;
  readonly appendFsync: RedisFsync;
  readonly previous: Child | undefined;
  /** Hears when a server has to be fetched first, which takes a moment. */
  readonly say: (line: string) => void;
};

/** Redis as a member of the cluster. It has a process group of its own and ends with this process. */
export async function startRedisChild(request: RedisRequest): Promise<Child> {
  const write = openLogFile(request.logFolder, "redis");
  const port = portOf(request.previous);
  const redis = await startRedis({
    dataDir: request.dataFolder,
    appendFsync: request.appendFsync,
    say: request.say,
    log: write,
    ...(port === undefined ? {} : { port }),
  }).catch((error: unknown) => {
    throw new CommandFailure(error instanceof Error ? error.message : "Redis did not start", {
      exitCode: EXIT.serverUnreachable,
      nextStep: "With a Redis of your own, set PENSTOCK_REDIS_URL.",
      cause: error,
    });
  });
  const exited = redis.exited.then(() => ({ code: null, signal: null }));
  return {
    pid: redis.pid,
    url: redis.url,
    exited,
    stop: async () => {
      await redis.stop();
      return exited;
    },
    kill: (signal) => redis.kill(signal),
  };
}

type StoreRequest = {
  readonly dataFolder: string;
  readonly logFolder: string;
  readonly credentials: StoreCredentials;
  readonly hasControl: boolean;
  readonly previous: Child | undefined;
};

/** The COS emulator. A new start takes the port of the one before: the config names it. */
export function startStoreChild(request: StoreRequest): Promise<Child> {
  const { dataFolder, logFolder, credentials, hasControl, previous } = request;
  return startChild({
    name: "store",
    module: import.meta.resolve("./store-process.ts"),
    args: [String(portOf(previous) ?? 0), dataFolder, ...(hasControl ? [CONTROL_FLAG] : [])],
    environment: { ...process.env, ...localStoreVariables(credentials) },
    logFolder,
  });
}

type RoleRequest = {
  readonly name: string;
  readonly role: ServedRole;
  readonly environment: NodeJS.ProcessEnv;
  readonly logFolder: string;
  readonly previous: Child | undefined;
};

export function startRoleChild(request: RoleRequest): Promise<Child> {
  const { name, role, environment, logFolder, previous } = request;
  const port = portOf(previous);
  // Clients know the API by its port, so a new start has to take the same one.
  const listen =
    role === "api" && port !== undefined ? { PENSTOCK_LISTEN: `127.0.0.1:${port}` } : {};
  return startChild({
    name,
    module: ROLE_MODULES[role],
    args: [],
    environment: { ...environment, ...listen },
    logFolder,
  });
}

function portOf(child: Child | undefined): number | undefined {
  return child?.url === undefined ? undefined : Number(new URL(child.url).port);
}
