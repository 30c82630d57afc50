import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ServedRole } from "../served-roles.ts";
import {
  type RedisFsync,
  startRedisChild,
  startRoleChild,
  startStoreChild,
} from "./cluster-children.ts";
import {
  type Connections,
  localStoreConnection,
  localStoreVariables,
  writeConfig,
} from "./cluster-config.ts";
import { type Member, type MemberRequest, startMember } from "./member.ts";
import { readOrMakeSecret } from "./secret-file.ts";
import { readOrMakeCredentials, type StoreCredentials } from "./store-credentials.ts";

type ExtraRole = { readonly role: ServedRole; readonly environment: NodeJS.ProcessEnv };

export type ClusterRequest = {
  /** Holds everything: Redis' file, the store's objects, the config, the logs. Used again when it is there. */
  readonly dataFolder: string;
  readonly workers: number;
  /** One, called `coordinator`, when left out; more are `coordinator-1` and so on. */
  readonly coordinators?: number;
  /** Where the API listens on 127.0.0.1; 0 takes a free port. */
  readonly apiPort: number;
  /** Beside `local`, which leads to the cluster's own store. One of the same name wins over it. */
  readonly connections: Connections;
  /** A Redis that is there already; left out, the cluster brings its own. */
  readonly redisUrl?: string;
  /** How the cluster's own Redis keeps its file: `everysec` when left out. */
  readonly redisFsync?: RedisFsync;
  /** Further variables for the roles; they win over those that the cluster sets. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Further processes, named after their role (`worker-b`), with variables that win over those of all. */
  readonly extraRoles?: Readonly<Record<string, ExtraRole>>;
  /** Whether the store can be told to fail, by every user of this machine (`/_penstock/`). */
  readonly hasStoreControl?: boolean;
  /** Whether members that die are started again. */
  readonly restarts: boolean;
  /** The longest pause before such a start: half a minute when left out. */
  readonly longestRestartPauseMs?: number;
  readonly say: (line: string) => void;
  /** Hears of each member once it serves, while others still start. */
  readonly onReady?: (member: Member) => void;
};

/** A whole Penstock in one process tree: Redis, a store, one API, coordinators, workers. */
export type Cluster = {
  readonly apiUrl: string;
  readonly redisUrl: string;
  readonly storeUrl: string;
  readonly logFolder: string;
  readonly configPath: string;
  /** The variables that the roles run with, secrets of the store included. */
  readonly environment: NodeJS.ProcessEnv;
  /** In the order of their start. */
  readonly members: readonly Member[];
  /** @throws RangeError when there is none of that name */
  member(name: string): Member;
  /** Drains in order: first what takes work, last what holds it. May be called again. */
  stop(): Promise<void>;
};

/**
 * Starts a cluster and resolves when all of it serves. When a member does not start, or the signal
 * is aborted before that, everything is stopped before this rejects.
 */
export async function startCluster(request: ClusterRequest, signal: AbortSignal): Promise<Cluster> {
  const members: Member[] = [];
  try {
    return await startMembers(request, members, signal);
  } catch (error) {
    await stopInOrder(members);
    throw error;
  }
}

/** Starts a member under a name, and resolves with its address once it serves. */
type Add = (name: string, start: MemberRequest["start"]) => Promise<string>;

async function startMembers(
  request: ClusterRequest,
  members: Member[],
  signal: AbortSignal,
): Promise<Cluster> {
  const { dataFolder } = request;
  const logFolder = join(dataFolder, "logs");
  const configPath = join(dataFolder, "penstock.config.json");
  await mkdir(logFolder, { recursive: true });

  const add: Add = async (name, start) => {
    signal.throwIfAborted();
    const { restarts, longestRestartPauseMs: longestPauseMs, say } = request;
    const pause = longestPauseMs === undefined ? {} : { longestPauseMs };
    const member = await startMember({ name, start, restarts, say, ...pause });
    members.push(member);
    request.onReady?.(member);
    return member.child().url ?? "";
  };

  const redisUrl = request.redisUrl ?? (await add("redis", redisOf(request, logFolder)));
  const credentials = await readOrMakeCredentials(join(dataFolder, "store-credentials"));
  const storeUrl = await add("store", storeOf(request, logFolder, credentials));
  await writeConfig(configPath, { ...localStoreConnection(storeUrl), ...request.connections });
  const environment: NodeJS.ProcessEnv = {
    ...(await keptInFolder(dataFolder)),
    ...process.env,
    ...localStoreVariables(credentials),
    ...roleVariables({ redisUrl, configPath, apiPort: request.apiPort }),
    ...request.environment,
  };
  const apiUrl = await addRoles(request, add, { environment, logFolder });
  return {
    ...{ apiUrl, redisUrl, storeUrl, logFolder, configPath, environment, members },
    member: (name) => find(members, name),
    stop: () => stopInOrder(members),
  };
}

function redisOf(
  { dataFolder, redisFsync = "everysec", say }: ClusterRequest,
  logFolder: string,
): MemberRequest["start"] {
  return (previous) =>
    startRedisChild({
      dataFolder: join(dataFolder, "redis"),
      logFolder,
      previous,
      say,
      appendFsync: redisFsync,
    });
}

function storeOf(
  { dataFolder, hasStoreControl = false }: ClusterRequest,
  logFolder: string,
  credentials: StoreCredentials,
): MemberRequest["start"] {
  return (previous) =>
    startStoreChild({
      dataFolder: join(dataFolder, "store"),
      logFolder,
      credentials,
      hasControl: hasStoreControl,
      previous,
    });
}

/** The API first, for its address; then all the others at once. */
async function addRoles(
  { workers, coordinators = 1, extraRoles = {} }: ClusterRequest,
  add: Add,
  {
    environment,
    logFolder,
  }: { readonly environment: NodeJS.ProcessEnv; readonly logFolder: string },
): Promise<string> {
  const addRole = (name: string, role: ServedRole, own: NodeJS.ProcessEnv = {}) => {
    const roleEnvironment = { ...environment, ...own };
    return add(name, (previous) =>
      startRoleChild({ name, role, environment: roleEnvironment, logFolder, previous }),
    );
  };
  const apiUrl = await addRole("api", "api");
  const coordinatorNames =
    coordinators === 1 ? ["coordinator"] : numbered("coordinator", coordinators);
  await everyOne([
    ...coordinatorNames.map((name) => addRole(name, "coordinator")),
    ...numbered("worker", workers).map((name) => addRole(name, "worker")),
    ...Object.entries(extraRoles).map(([name, extra]) =>
      addRole(name, extra.role, extra.environment),
    ),
  ]);
  return apiUrl;
}

function roleVariables(place: {
  readonly redisUrl: string;
  readonly configPath: string;
  readonly apiPort: number;
}): NodeJS.ProcessEnv {
  return {
    PENSTOCK_REDIS_URL: place.redisUrl,
    PENSTOCK_REDIS_URL_FILE: undefined,
    PENSTOCK_CONFIG: place.configPath,
    PENSTOCK_LISTEN: `127.0.0.1:${place.apiPort}`,
    PENSTOCK_HEALTH_LISTEN: "127.0.0.1:0",
  };
}

/** What the roles keep in the data folder, unless the user has another place for it. */
async function keptInFolder(dataFolder: string): Promise<NodeJS.ProcessEnv> {
  return {
    PENSTOCK_JOURNAL: join(dataFolder, "journal"),
    ...(await keyInFolder("PENSTOCK_RECEIPT_KEY", join(dataFolder, "receipt-key"), "hex")),
    ...(await keyInFolder("PENSTOCK_SEALING_KEY", join(dataFolder, "sealing-key"), "base64")),
  };
}

/** Made also where the user has one: which it is must not depend on the first start. */
async function keyInFolder(
  name: string,
  path: string,
  encoding: "hex" | "base64",
): Promise<NodeJS.ProcessEnv> {
  await readOrMakeSecret(path, () => randomBytes(32).toString(encoding));
  const isSet = [name, `${name}_FILE`].some((each) => (process.env[each] ?? "") !== "");
  return isSet ? {} : { [`${name}_FILE`]: path };
}

function numbered(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
}

/** Waits for all of them, also when one fails: a start under way must not be left behind. */
async function everyOne(starts: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(starts);
  for (const result of results) {
    if (result.status === "rejected") {
      throw result.reason;
    }
  }
}

function find(members: readonly Member[], name: string): Member {
  const member = members.find((candidate) => candidate.name === name);
  if (member === undefined) {
    throw new RangeError(`there is no member ${name} in this cluster`);
  }
  return member;
}

const STOP_ORDER = [
  /^api(-|$)/,
  /^planner(-|$)/,
  /^worker-/,
  /^coordinator(-|$)/,
  /^store$/,
  /^redis$/,
];

async function stopInOrder(members: readonly Member[]): Promise<void> {
  for (const pattern of STOP_ORDER) {
    const next = members.filter(({ name }) => pattern.test(name));
    await Promise.all(next.map((member) => member.stop()));
  }
}
