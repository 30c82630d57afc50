import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import type { RedisClient } from "@penstock/adapter-redis";

const END = "all commands until here";

/** The names of the commands that clients of a server send while something runs; what a script does inside is none. */
export async function commandsDuring(
  redis: RedisClient,
  url: string,
  run: () => Promise<unknown>,
): Promise<readonly string[]> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write("MONITOR\r\n");
  const lines = createInterface({ input: socket });
  await once(lines, "line");
  const commands: string[] = [];
  const ended = Promise.withResolvers<void>();
  lines.on("line", (line) => {
    // +1795383043.200288 [0 127.0.0.1:40000] "EVALSHA" …, or [0 lua] for what a script does.
    const [, name] = /^\+\S+ \[\d+ [^l]\S+\] "([^"]+)"/.exec(line) ?? [];
    if (line.includes(END)) {
      ended.resolve();
    } else if (name !== undefined) {
      commands.push(name.toLowerCase());
    }
  });
  try {
    await run();
    await redis.echo(END);
    await ended.promise;
  } finally {
    socket.destroy();
  }
  return commands;
}
