import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { endWithParent } from "./end-with-parent.ts";
import { findRedisServer } from "./find-redis-server.ts";
import type { RedisServer } from "./redis-server.ts";
import { whenReady } from "./when-ready.ts";

export type LocalRedisOptions = {
  /** Made when missing. Holds the append-only file: start again with the same folder to find the data again. */
  readonly dataDir: string;
  /** Hears, in words for a person, when the server has to be fetched first. */
  readonly say?: (line: string) => void;
  /** Hears the server's own lines. */
  readonly log?: (line: string) => void;
  /** `always`: no acknowledged write is lost with the process. Default `everysec`. */
  readonly appendFsync?: "everysec" | "always";
  /** Default: a free one. */
  readonly port?: number;
  /** Further arguments of the server, which win over ours. */
  readonly args?: readonly string[];
  /** See `findRedisServer`. */
  readonly cacheDir?: string;
};

export type LocalRedis = {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves when the process has ended, for whatever reason. */
  readonly exited: Promise<void>;
  /** Lets the server flush its file, and waits for its end. May be called again. */
  stop(): Promise<void>;
  /** Sends any signal; `exited` tells when it ended the server. */
  kill(signal: NodeJS.Signals): void;
};

const HOST = "127.0.0.1";

/** Another process can take the free port between our look and the server's start: rare, so few tries. */
const PORT_TRIES = 5;

/** A server that is asked to stop only has to flush one file. */
const STOP_TIMEOUT_MS = 10_000;

/**
 * Starts a Redis of our own on 127.0.0.1 and resolves when it answers. It never evicts, keeps every
 * write in an append-only file, and ends with this process, however this process ends.
 */
export async function startRedis(options: LocalRedisOptions): Promise<LocalRedis> {
  const server = await findRedisServer({
    ...(options.say === undefined ? {} : { say: options.say }),
    ...(options.cacheDir === undefined ? {} : { cacheDir: options.cacheDir }),
  });
  await mkdir(options.dataDir, { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    try {
      return await startOn(port, server, options);
    } catch (error) {
      if (options.port !== undefined || attempt === PORT_TRIES) {
        throw error;
      }
    }
  }
}

async function startOn(
  port: number,
  server: RedisServer,
  options: LocalRedisOptions,
): Promise<LocalRedis> {
  const { dataDir, log = () => undefined, appendFsync = "everysec" } = options;
  const args = [
    ...["--bind", HOST, "--port", String(port), "--dir", dataDir],
    ...["--appendonly", "yes", "--appendfsync", appendFsync, "--save", ""],
    ...["--maxmemory-policy", "noeviction"],
    ...(options.args ?? []),
  ];
  const { PATH } = process.env;
  const child = spawn(server.command, args, {
    // Nothing of our environment: it may hold secrets, and a locale that is not installed stops Redis.
    env: { PATH, LC_ALL: "C", ...server.env },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: Ctrl-C reaches this process first, which stops Redis last.
    detached: true,
  });
  const lastLines = listen(child, log);
  const exited = exitOf(child);
  const pid = child.pid;
  if (pid === undefined) {
    const [error] = await once(child, "error");
    throw new Error(`${server.command} did not start`, { cause: error });
  }
  const release = endWithParent(pid);
  void exited.then(release);
  const isReady = await Promise.race([whenReady(port, pid), exited.then(() => false)]);
  if (!isReady) {
    child.kill("SIGKILL");
    await exited;
    throw new Error(`Redis did not answer on port ${port}; it said: ${lastLines().join(" | ")}`);
  }
  return {
    url: `redis://${HOST}:${port}`,
    port,
    pid,
    exited,
    stop: () => stop(child, exited),
    kill: (signal) => {
      child.kill(signal);
    },
  };
}

async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill("SIGTERM");
  // One that was halted by SIGSTOP hears nothing before it continues.
  child.kill("SIGCONT");
  // One that is stuck on its disk hears no SIGTERM.
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}

function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
  });
}

/** Passes the server's lines on, and keeps the newest ones to explain a start that failed. */
function listen(
  child: { readonly stdout: Readable; readonly stderr: Readable },
  log: (line: string) => void,
): () => readonly string[] {
  const kept: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      kept.push(line.trim());
      kept.splice(0, kept.length - 3);
      log(line);
    });
  }
  return () => kept;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") {
    throw new Error("a TCP server has no port");
  }
  return address.port;
}
