import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startRedis } from "./start-redis.ts";

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "penstock-redis-"));
});

afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

/** Sends one inline command and resolves with everything that comes back. */
async function say(port: number, command: string): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port });
  let response = "";
  socket.setEncoding("utf8").on("data", (text) => {
    response += text;
  });
  socket.end(`${command}\r\nQUIT\r\n`);
  await once(socket, "close");
  return response;
}

describe("startRedis", () => {
  test("never evicts and keeps an append-only file", async () => {
    const redis = await startRedis({ dataDir, appendFsync: "always" });

    const policy = await say(redis.port, "CONFIG GET maxmemory-policy");
    const appendOnly = await say(redis.port, "CONFIG GET append*");
    await redis.stop();

    expect(policy).toContain("noeviction");
    expect(appendOnly).toMatch(/appendonly\r\n\$3\r\nyes/);
    expect(appendOnly).toMatch(/appendfsync\r\n\$6\r\nalways/);
  });

  test("finds its data again after a kill", async () => {
    const killed = await startRedis({ dataDir, appendFsync: "always" });
    await say(killed.port, "SET colour blue");
    killed.kill("SIGKILL");
    await killed.exited;

    const again = await startRedis({ dataDir, port: killed.port });
    const response = await say(again.port, "GET colour");
    await again.stop();

    expect(again.url).toBe(killed.url);
    expect(response).toContain("blue");
  });

  test("stops a server that was halted, and stops twice", async () => {
    const redis = await startRedis({ dataDir });
    redis.kill("SIGSTOP");

    await redis.stop();
    await redis.stop();

    await expect(redis.exited).resolves.toBeUndefined();
  });

  test("says what the server said when the port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;

    const started = startRedis({ dataDir, port });

    await expect(started).rejects.toThrow(/Address already in use/);
    other.close();
  });

  test("ends with a parent that is killed", async () => {
    const module = JSON.stringify(import.meta.resolve("./start-redis.ts"));
    const script = `
      const { startRedis } = await import(${module});
      const { port } = await startRedis({ dataDir: ${JSON.stringify(dataDir)} });
      process.stdout.write(port + "\\n");`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(createInterface({ input: parent.stdout }), "line");
    const socket = connect({ host: "127.0.0.1", port: Number(line) });
    await once(socket, "connect");

    parent.kill("SIGKILL");

    // The server closes its connections when it ends.
    await once(socket.resume(), "close");
  });
});
