import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  BUCKET,
  beginCos,
  clientsOf,
  complete,
  initiate,
  MIB,
  SECRETS,
  sendPart,
  startOn,
} from "./test-client.ts";

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

async function startServing({
  command = [],
  more = [],
}: {
  readonly command?: readonly string[];
  readonly more?: readonly string[];
} = {}): Promise<{
  readonly child: ChildProcess;
  readonly port: number;
  readonly dataDir: string;
}> {
  const dataDir = await mkdtemp(join(tmpdir(), "cos-emulator-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const secrets = ["--secret-id", SECRETS.secretId, "--secret-key", SECRETS.secretKey];
  const child = start(
    ["--port=0", `--data=${dataDir}`, ...secrets, `--bucket=${BUCKET}`, "--region=r", ...more],
    command,
  );
  const [line] = child.stdout === null ? [] : await once(child.stdout, "data");
  const port = /^ready http:\/\/127\.0\.0\.1:(\d+)\n$/.exec(String(line))?.[1];
  return { child, port: Number(port), dataDir };
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
  ["with a duration that is none", ["--port=0", "--complete-ms=x"], "--complete-ms must be"],
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
  const { child, port } = await startServing({ command: limited });
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

describe("a second emulator", () => {
  const rest = ["--secret-id=a", "--secret-key=b", `--bucket=${BUCKET}`, "--region=r"];

  async function endOf(child: ChildProcess): Promise<readonly [exitCode: number, said: string]> {
    const said = child.stderr === null ? "" : text(child.stderr);
    const [exitCode] = await once(child, "exit");
    return [exitCode, await said];
  }

  test("ends with 1 on the same port, and says so", async () => {
    const { port } = await startServing();
    const folder = join(tmpdir(), `cos-emulator-${port}`);
    onTestFinished(() => rm(folder, { recursive: true, force: true }));

    const ended = await endOf(start([`--port=${port}`, `--data=${folder}`, ...rest]));

    expect(ended).toEqual([1, expect.stringContaining(`port ${port} is taken`)]);
  });

  test("ends with 1 on the same data folder, and says so", async () => {
    const { dataDir } = await startServing();

    const ended = await endOf(start(["--port=0", `--data=${dataDir}`, ...rest]));

    expect(ended).toEqual([1, expect.stringContaining(`uses the data folder ${dataDir}`)]);
  });

  test("takes the data folder of one that was killed", async () => {
    const { child, dataDir, port } = await startServing();
    await clientsOf(port).cos({ method: "PUT", path: "/x", body: "kept" });
    child.kill("SIGKILL");
    await once(child, "exit");

    const again = await startOn(dataDir);

    expect((await clientsOf(again.port).cos({ method: "GET", path: "/x" })).text).toBe("kept");
  });
});

test("the switches turn on control, strict signatures and slow merges", async () => {
  const { port } = await startServing({ more: ["--control", "--strict", "--complete-ms=80"] });
  const { cos } = clientsOf(port);
  const path = "/x";
  const uploadId = await initiate(cos, { path });
  const part = await sendPart(cos, { path, uploadId, number: 1, body: "x" });

  const beganMs = performance.now();
  await complete(cos, { path, uploadId, parts: [[1, part.headers.etag ?? ""]] });
  const tookMs = performance.now() - beganMs;
  const unsignedHeaders = { "x-cos-meta-a": "1" };
  const lax = await cos({ method: "PUT", path, body: "x", unsignedHeaders });
  const summary = await fetch(`http://127.0.0.1:${port}/_penstock/summary`);

  expect(tookMs).toBeGreaterThanOrEqual(75);
  expect(lax.status).toBe(403);
  expect(await summary.json()).toMatchObject({ objects: 1 });
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
  const responded = once(sending, "response");
  let peak = before;
  for (let sent = 0; sent < 256; sent += 1) {
    peak = sent % 16 === 0 ? Math.max(peak, rssMiB()) : peak;
    if (!sending.write(block)) {
      await once(sending, "drain");
    }
  }
  sending.end();
  const [response] = await responded;

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
