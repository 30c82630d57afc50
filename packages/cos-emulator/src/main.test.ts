import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { BUCKET, beginCos, clientsOf, initiate, MIB, SECRETS, sendPart } from "./test-client.ts";

const MAIN = new URL("./main.ts", import.meta.url).pathname;

/** @param command what runs `node`, given its arguments */
function start(args: readonly string[], command: readonly string[] = []): ChildProcess {
  const [file = "", ...rest] = [...command, process.execPath, MAIN, ...args];
  const child = spawn(file, rest);
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return child;
}

async function startServing(
  command: readonly string[] = [],
): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const dataDir = await mkdtemp(join(tmpdir(), "cos-emulator-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const secrets = ["--secret-id", SECRETS.secretId, "--secret-key", SECRETS.secretKey];
  const child = start(
    ["--port=0", `--data=${dataDir}`, ...secrets, `--bucket=${BUCKET}`, "--region=r"],
    command,
  );
  const [line] = child.stdout === null ? [] : await once(child.stdout, "data");
  const port = /^ready http:\/\/127\.0\.0\.1:(\d+)\n$/.exec(String(line))?.[1];
  return { child, port: Number(port) };
}

test.each(["SIGTERM", "SIGINT"] as const)("serves until %s", async (signal) => {
  const { child, port } = await startServing();
  const put = await clientsOf(port).cos({ method: "PUT", path: "/x", body: "x" });

  child.kill(signal);
  const [exitCode] = await once(child, "exit");

  expect(put.status).toBe(200);
  expect(exitCode).toBe(0);
});

test.each([
  ["without arguments", [], "is missing"],
  ["with an unknown argument", ["--colour"], "--colour"],
  ["with a port that is none", ["--port=x"], "--port must be"],
  [
    "with a bucket that has no APPID",
    ["--port=0", "--data=/nowhere", "--secret-id=a", "--secret-key=b", "--bucket=x", "--region=r"],
    '"x" is no bucket',
  ],
])("ends with 2 %s and says why", async (_what, args, reason) => {
  const child = start(args);

  const [said, [exitCode]] = await Promise.all([
    child.stderr === null ? "" : text(child.stderr),
    once(child, "exit"),
  ]);

  expect(exitCode).toBe(2);
  expect(said).toContain(reason);
});

test("lives through a disk that takes no more", async () => {
  // Files of more than a few MiB cannot be written, as on a disk that is full.
  const limited = ["sh", "-c", 'trap "" XFSZ; ulimit -f 8192; exec "$@"', "sh"];
  const { child, port } = await startServing(limited);
  const path = "/big";
  const uploadId = await initiate(clientsOf(port).cos, { path });

  const headers = { "content-length": String(64 * MIB) };
  const sending = beginCos(port, {
    method: "PUT",
    path,
    query: { partNumber: "1", uploadId },
    headers,
  });
  const ended = new Promise<number | undefined>((resolve) => {
    sending.once("response", ({ statusCode }) => resolve(statusCode));
    // It may as well hang up on a body that it cannot keep.
    sending.once("error", () => resolve(undefined));
  });
  sending.end(Buffer.alloc(64 * MIB));
  const status = await ended;
  sending.destroy();
  const after = await clientsOf(port).cos({ method: "PUT", path: "/small", body: "x" });

  expect([500, undefined]).toContain(status);
  expect(after.status).toBe(200);
  expect(child.exitCode).toBeNull();
});

test("ends with 1 when the port is taken", async () => {
  const { port } = await startServing();
  const folder = join(tmpdir(), `cos-emulator-${port}`);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const secrets = ["--secret-id=a", "--secret-key=b", `--bucket=${BUCKET}`, "--region=r"];

  const second = start([`--port=${port}`, `--data=${folder}`, ...secrets]);
  const [exitCode] = await once(second, "exit");

  expect(exitCode).toBe(1);
});

test("a part of 256 MiB takes no more memory than one of 1 MiB", async () => {
  const { child, port } = await startServing();
  const rssMiB = () => residentKib(child.pid ?? 0) / 1024;
  const path = "/big";
  const uploadId = await initiate(clientsOf(port).cos, { path });
  const block = Buffer.alloc(MIB, "ab");
  await sendPart(clientsOf(port).cos, { path, uploadId, number: 1, body: block });
  const before = rssMiB();

  const query = { partNumber: "2", uploadId };
  const headers = { "content-length": String(256 * MIB) };
  const sending = beginCos(port, { method: "PUT", path, query, headers });
  const answered = once(sending, "response");
  let peak = before;
  for (let sent = 0; sent < 256; sent += 1) {
    peak = sent % 16 === 0 ? Math.max(peak, rssMiB()) : peak;
    if (!sending.write(block)) {
      await once(sending, "drain");
    }
  }
  sending.end();
  const [response] = await answered;

  expect(response.statusCode).toBe(200);
  // The garbage collector lets some tens of MiB of 64 KiB chunks pile up before it runs.
  expect(peak - before).toBeLessThan(96);
  sending.destroy();
});

/** From /proc where there is one: a small Debian machine has no `ps`. */
function residentKib(pid: number): number {
  const status = `/proc/${pid}/status`;
  return existsSync(status)
    ? Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(status, "utf8"))?.[1])
    : Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)]));
}
