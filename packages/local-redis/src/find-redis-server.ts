import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import type { RedisServer } from "./redis-server.ts";
import { unpackRedisTools } from "./unpack-redis-tools.ts";

export type FindOptions = {
  /** Where an unpacked server is kept for the next time. Default: XDG_CACHE_HOME or ~/.cache, + /penstock. */
  readonly cacheDir?: string;
  /** Hears, in one line or two, when a server is fetched or taken from the cache. */
  readonly say?: (line: string) => void;
  /** Folders that are searched for programs, as in PATH. */
  readonly searchPath?: string;
};

const WHAT_TO_DO =
  "install one (apt-get install redis-server, brew install redis), or run one in a container and set PENSTOCK_REDIS_URL: " +
  "docker run -p 127.0.0.1:6379:6379 redis:7 redis-server --appendonly yes --maxmemory-policy noeviction";

/**
 * Finds a Redis server: `redis-server` or `valkey-server` on PATH; else, on Debian and Ubuntu, the
 * one that the package redis-tools holds, fetched into the cache folder without root and without a
 * change to the system. May run in any number of processes at once.
 *
 * Rejects with an Error that says what to install.
 */
export async function findRedisServer(options: FindOptions = {}): Promise<RedisServer> {
  const { PATH = "" } = process.env;
  const { say = () => undefined, searchPath = PATH } = options;
  for (const name of ["redis-server", "valkey-server"]) {
    const command = await findProgram(name, searchPath);
    if (command !== undefined) {
      return { command, env: {} };
    }
  }
  const aptGet = await findProgram("apt-get", searchPath);
  const dpkgDeb = await findProgram("dpkg-deb", searchPath);
  if (aptGet === undefined || dpkgDeb === undefined) {
    throw new Error(`there is no redis-server on PATH: ${WHAT_TO_DO}`);
  }
  try {
    const cacheDir = options.cacheDir ?? defaultCacheDir();
    return await unpackRedisTools({ aptGet, dpkgDeb, cacheDir, say });
  } catch (error) {
    throw new Error(
      `there is no redis-server on PATH, and fetching the package redis-tools failed: ${WHAT_TO_DO}`,
      { cause: error },
    );
  }
}

async function findProgram(name: string, searchPath: string): Promise<string | undefined> {
  for (const folder of searchPath.split(delimiter).filter((entry) => entry !== "")) {
    const file = join(folder, name);
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) {
      return file;
    }
  }
  return undefined;
}

function defaultCacheDir(): string {
  const { XDG_CACHE_HOME = "" } = process.env;
  return join(XDG_CACHE_HOME === "" ? join(homedir(), ".cache") : XDG_CACHE_HOME, "penstock");
}
