import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { type LocalRedis, startRedis } from "@penstock/local-redis";
import { Redis } from "ioredis";

export const HOST = "127.0.0.1";

/** A server among others, which keeps its port and its folder when it dies and comes back. */
export class RedisNode {
  readonly port: number;
  readonly #dataDir: string;
  readonly #args: readonly string[];
  #server: LocalRedis;

  private constructor(dataDir: string, args: readonly string[], server: LocalRedis) {
    this.port = server.port;
    this.#dataDir = dataDir;
    this.#args = args;
    this.#server = server;
  }

  static async start(dataDir: string, args: readonly string[] = []): Promise<RedisNode> {
    return new RedisNode(dataDir, args, await startRedis({ dataDir, args }));
  }

  get pid(): number {
    return this.#server.pid;
  }

  /** As a crash does. */
  async end(): Promise<void> {
    this.#server.kill("SIGKILL");
    await this.#server.exited;
  }

  /** It keeps its connections, and does nothing. */
  halt(): void {
    this.#server.kill("SIGSTOP");
  }

  resume(): void {
    this.#server.kill("SIGCONT");
  }

  async comeBack(): Promise<void> {
    const { port } = this;
    this.#server = await startRedis({ dataDir: this.#dataDir, args: this.#args, port });
  }

  ask(command: string, ...args: readonly string[]): Promise<unknown> {
    return askRedis(this.port, command, ...args);
  }

  /** It follows a primary, and has all that this one has. */
  async isReplica(): Promise<boolean> {
    return String(await this.ask("INFO", "replication")).includes("master_link_status:up");
  }
}

/** On a connection of its own, so that none is left over when the server dies. */
export async function askRedis(
  port: number,
  command: string,
  ...args: readonly string[]
): Promise<unknown> {
  const redis = new Redis({ host: HOST, port, lazyConnect: true, retryStrategy: () => null });
  redis.on("error", () => undefined);
  try {
    await redis.connect();
    return await redis.call(command, ...args);
  } finally {
    redis.disconnect();
  }
}

export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** All taken at once, so that none is given twice. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, HOST));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(
    servers.map(async (server) => {
      server.close();
      await once(server, "close");
    }),
  );
  return ports;
}
