import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { Redis } from "ioredis";

/** What Redis did so far, by its own account. */
export type RedisMeter = {
  /** User and system time, without that of its children. */
  cpuSeconds(): Promise<number>;
  /** In and out, since it started. */
  netBytes(): Promise<number>;
  /** Counts what clients send (what a script does inside is no call) until the response is called, which tells. */
  countCalls(): Promise<() => number>;
  /** Of the whole server, now. */
  usedBytes(): Promise<number>;
  /** Memory of the keys that match. */
  memoryBytes(pattern: string): Promise<number>;
  close(): void;
};

export async function meterRedis(url: string): Promise<RedisMeter> {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  const sumOf = async (section: string, fields: readonly RegExp[]) => {
    const text = await redis.info(section);
    return fields.reduce((sum, field) => sum + Number(field.exec(text)?.[1]), 0);
  };
  return {
    cpuSeconds: () => sumOf("cpu", [/^used_cpu_user:([\d.]+)/m, /^used_cpu_sys:([\d.]+)/m]),
    netBytes: () =>
      sumOf("stats", [/^total_net_input_bytes:(\d+)/m, /^total_net_output_bytes:(\d+)/m]),
    countCalls: () => countCalls(url),
    usedBytes: () => sumOf("memory", [/^used_memory:(\d+)/m]),
    memoryBytes: async (pattern) => {
      let bytes = 0;
      for await (const keys of redis.scanStream({ match: pattern, count: 1000 })) {
        for (const key of keys) {
          bytes += (await redis.memory("USAGE", key, "SAMPLES", 0)) ?? 0;
        }
      }
      return bytes;
    },
    close: () => redis.disconnect(),
  };
}

/** By MONITOR, on a plain socket: ioredis trips over lines that come together with its OK. */
async function countCalls(url: string): Promise<() => number> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write("MONITOR\r\n");
  const lines = createInterface({ input: socket });
  await once(lines, "line");
  let calls = 0;
  lines.on("line", (line) => {
    // +1795383043.200288 [0 127.0.0.1:40000] "EVALSHA" …, or [0 lua] for what a script does.
    calls += line.slice(0, 40).includes(" lua]") ? 0 : 1;
  });
  return () => {
    socket.destroy();
    return calls;
  };
}
