import { appendFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "@penstock/process";
import { seededRandom } from "@penstock/testkit";
import { startCluster } from "../support/processes-under-test.ts";
import { startRedisCluster, startSentinels, type Topology } from "../support/redis-topologies.ts";
import { assault, type Verdict } from "./assault.ts";
import { startFlappingWeb } from "./flapping-web.ts";
import { isClean, type RedisKind } from "./report.ts";
import { inRunFolder, type RunFolder } from "./run-folder.ts";
import { makeSources } from "./sources.ts";

export type ChaosRequest = {
  /** `single` when left out. */
  readonly redis?: RedisKind;
  readonly minutes: number;
  readonly seed: number;
  readonly killsPerMinute: number;
  /** Until so many parts have come back it continues, `mostMinutes` at most; left out, it does not. */
  readonly extension?: { readonly leastRecovered: number; readonly mostMinutes: number };
  /** Hears, every ten seconds, how far it is. */
  readonly say: (line: string) => void;
};

export type ChaosResult = Verdict & {
  /** Kept when something was found; undefined when all was well. */
  readonly logFolder: string | undefined;
};

const MIB = 1024 * 1024;
/** What the machine is given to carry, on average. Two cores that are killed all the time carry this. */
const BYTES_PER_SECOND = 16 * MIB;
const LARGEST_BYTES = 512 * MIB;
const WORKERS = 3;
const COORDINATORS = 2;
/** Few, so that a short run fills them. */
const SLOTS = 4;
/** One worker was given the secret of before: the store refuses all that it sends. */
const MISCONFIGURED = { LOCAL_STORE_SECRET_KEY: "the-secret-of-before" };

/**
 * Starts a cluster in a folder of its own, deals out the blows of the seed while jobs come in, and
 * judges what is left. Everything that was started has ended when this finalizes.
 */
export async function runChaos(request: ChaosRequest, signal: AbortSignal): Promise<ChaosResult> {
  const { result: verdict, logFolder } = await inRunFolder(
    { name: "chaos", signal },
    (places) => runIn(places, request, signal),
    ({ report }) => isClean(report),
  );
  return { ...verdict, logFolder };
}

async function runIn(
  { folder, logFolder }: RunFolder,
  { minutes, seed, killsPerMinute, extension, redis = "single", say }: ChaosRequest,
  signal: AbortSignal,
): Promise<Verdict> {
  const filesFolder = join(folder, "files");
  const clockFolder = join(folder, "clocks");
  await mkdir(filesFolder);
  await mkdir(clockFolder);
  await mkdir(logFolder, { recursive: true });
  const mostBytes = Math.min(LARGEST_BYTES, Math.round((minutes * 60 * BYTES_PER_SECOND) / 8));
  const sources = await makeSources(filesFolder, { seed, mostBytes });
  const redisFsync = redis !== "single" || seed % 2 === 0 ? "everysec" : "always";
  const log = (line: string) => {
    const at = new Date(systemClock.nowMs()).toISOString();
    appendFileSync(join(logFolder, "chaos.log"), `${at} ${line}\n`);
  };
  await using cleanUp = new AsyncDisposableStack();
  const web = await startFlappingWeb(filesFolder, seededRandom(seed + 3));
  cleanUp.defer(() => web.stop());
  const topology = await startTopology(redis);
  cleanUp.defer(async () => topology?.close());
  const cluster = await startCluster(
    {
      ...(topology !== undefined && { redisUrl: topology.url }),
      dataFolder: join(folder, "data"),
      workers: WORKERS,
      coordinators: COORDINATORS,
      apiPort: 0,
      connections: {
        files: { provider: "file", root: filesFolder },
        web: { provider: "http", baseUrl: web.url },
      },
      extraRoles: { "worker-misconfigured": { role: "worker", environment: MISCONFIGURED } },
      redisFsync,
      environment: {
        PENSTOCK_JOURNAL: join(folder, "journal"),
        PENSTOCK_SLOTS: String(SLOTS),
        NODE_OPTIONS: `--import=${import.meta.resolve("./step-clock.ts")}`,
        CHAOS_CLOCKS: clockFolder,
      },
      hasStoreControl: true,
      restarts: true,
      longestRestartPauseMs: 1000,
      say: log,
    },
    signal,
  );
  const plan = {
    minutes,
    seed,
    killsPerMinute,
    redis,
    redisFsync,
    topology,
    bytesPerSecond: BYTES_PER_SECOND,
    misconfiguredWorkers: 1,
    leastRecovered: extension?.leastRecovered ?? 0,
    mostMinutes: extension?.mostMinutes ?? minutes,
  } as const;
  cleanUp.defer(() => cluster.stop());
  return await assault(cluster, { ...plan, sources, web, clockFolder, say, log }, signal);
}

/** Undefined where the cluster brings its own. */
async function startTopology(redis: RedisKind): Promise<Topology | undefined> {
  switch (redis) {
    case "single":
      return undefined;
    case "sentinel":
      return startSentinels();
    case "cluster":
      return startRedisCluster();
    default:
      return redis satisfies never;
  }
}
