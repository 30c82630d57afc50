import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { BenchCluster, startBenchCluster } from "./bench-cluster.ts";
import type { NullPlanner } from "./control-plane/null-planner.ts";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The ratio to the earlier commit among those of the results. */
export const BEFORE = "before";

/** What ours of this name is called at the earlier commit. */
export function beforeOf(name: string): string {
  return `${name}-${BEFORE}`;
}

/**
 * An earlier commit, in a worktree with an install of its own. Its contenders are its own modules,
 * under the paths that they have here, so a bench that moved cannot be compared with older ones.
 */
export type Before = {
  /** The address of this bench module as it was then. */
  module(url: string): string;
  /** As the lab's own shared cluster, of processes as they were then. */
  cluster(): Promise<BenchCluster>;
  nullPlanner(redisUrl: string, slots: number): Promise<NullPlanner>;
  stop(): Promise<void>;
};

type Place = {
  readonly folder: string;
  /** Starts a cluster as the lab's own, by the code of either version. */
  readonly startShared: (start: typeof startBenchCluster) => Promise<BenchCluster>;
};

/** @throws Error when git does not know the commit, or its packages cannot be installed */
export async function checkOutBefore(
  commit: string,
  { folder, startShared }: Place,
): Promise<Before> {
  const root = join(folder, BEFORE);
  process.stderr.write(`installing ${commit} beside this version\n`);
  await run("git", ["worktree", "add", "--detach", root, commit], { cwd: ROOT });
  try {
    await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: root });
  } catch (error) {
    await removeWorktree(root);
    throw error;
  }
  const moduleOf = (url: string) =>
    pathToFileURL(join(root, fileURLToPath(url).slice(ROOT.length))).href;
  let cluster: Promise<BenchCluster> | undefined;
  return {
    module: moduleOf,
    cluster: () => {
      cluster ??= startCluster();
      return cluster;
    },
    nullPlanner: (redisUrl, slots) =>
      plannerOf(moduleOf(import.meta.resolve("./control-plane/null-planner.ts")), redisUrl, slots),
    stop: async () => {
      await (await cluster)?.stop();
      await removeWorktree(root);
    },
  };

  async function startCluster(): Promise<BenchCluster> {
    const href = moduleOf(import.meta.resolve("./bench-cluster.ts"));
    const module: typeof import("./bench-cluster.ts") = await import(href);
    return startShared(module.startBenchCluster);
  }
}

/** In a process of its own: it shares packages with ours that may be loaded only once. */
async function plannerOf(module: string, redisUrl: string, slots: number): Promise<NullPlanner> {
  const server = fileURLToPath(import.meta.resolve("./control-plane/serve-planner.ts"));
  const child = fork(server, [module, redisUrl, String(slots)]);
  const untilAnswered = async () => {
    const ended = new AbortController();
    const { signal } = ended;
    try {
      await Promise.race([
        once(child, "message", { signal }),
        once(child, "exit", { signal }).then(() => {
          throw new Error("the earlier planner ended");
        }),
      ]);
    } finally {
      ended.abort();
    }
  };
  await untilAnswered();
  return {
    plan: async (parts) => {
      child.send(parts);
      await untilAnswered();
    },
    close: async () => {
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}

async function removeWorktree(root: string): Promise<void> {
  await run("git", ["worktree", "remove", "--force", root], { cwd: ROOT });
}
