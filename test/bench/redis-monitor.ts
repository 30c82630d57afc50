import { Redis } from "ioredis";

/** Counts the commands that clients send to Redis; what a script does inside the server is not one. */
export type RedisMonitor = {
  /** Calls by command name since the last `take`. */
  take(): ReadonlyMap<string, number>;
  close(): void;
};

export async function monitorRedis(url: string): Promise<RedisMonitor> {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  const monitor = await redis.monitor();
  let calls = new Map<string, number>();
  monitor.on("monitor", (_time: string, command: readonly string[], source: string) => {
    if (source !== "lua") {
      const name = command[0]?.toLowerCase() ?? "";
      calls.set(name, (calls.get(name) ?? 0) + 1);
    }
  });
  return {
    take: () => {
      const taken = calls;
      calls = new Map();
      return taken;
    },
    close: () => {
      monitor.disconnect();
      redis.disconnect();
    },
  };
}

export function totalCalls(calls: ReadonlyMap<string, number>): number {
  return [...calls.values()].reduce((sum, count) => sum + count, 0);
}
