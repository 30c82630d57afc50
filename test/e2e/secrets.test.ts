import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { eventually, startHttpServer } from "@penstock/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster, type TestCluster } from "../support/test-cluster.ts";
import { textsBelow } from "../support/texts-below.ts";

const MIB = 1024 * 1024;
const CANARY_ID = "canaryid0123456789abcdef";
const CANARY_KEY = "canarykey0123456789abcdef";
const CANARY_TOKEN = "canarytoken0123456789abcdef";

/** A store or source that refuses, and repeats in its response all that it was sent. */
function echo({ method = "", url = "", headers }: IncomingMessage, response: ServerResponse): void {
  const received = `${method} ${url} ${JSON.stringify(headers)}`.replaceAll(/[<>&]/g, "");
  // What names no request is no store's rejection, but that of something between: it is waited for.
  const requestId = "NWU4NzE2ZTdfZWNobw";
  response.writeHead(403, {
    "content-type": "application/xml",
    "x-amz-request-id": requestId,
    "x-cos-request-id": requestId,
  });
  response.end(
    method === "HEAD"
      ? undefined
      : `<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code><Message>${received}</Message><RequestId>${requestId}</RequestId></Error>`,
  );
}

/** A job whose upload is open, at a cluster without a worker. */
async function submitLate(up: TestCluster): Promise<void> {
  const { id } = await up.client.submitJob({
    source: { connection: "files", key: "large.bin" },
    destination: { connection: "local", key: "late.bin" },
    options: { partSize: "1MiB" },
  });
  await eventually(async () => {
    const { data } = await up.client.listTransfers(id);
    return data[0]?.state === "uploading";
  });
}

describe("secrets", () => {
  let up: TestCluster;
  let echoing: Awaited<ReturnType<typeof startHttpServer>>;
  let folder: string;
  const received: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "penstock-e2e-secrets-"));
    const reference = async (name: string, secret: string) => {
      await writeFile(join(folder, name), `${secret}\n`);
      return `file:${join(folder, name)}`;
    };
    const credentials = {
      accessKeyId: await reference("id", CANARY_ID),
      secretAccessKey: await reference("key", CANARY_KEY),
      sessionToken: await reference("token", CANARY_TOKEN),
    };
    echoing = await startHttpServer((request, response) => {
      received.push(JSON.stringify(request.headers));
      echo(request, response);
    });
    const [endpoint, region] = [echoing.url, "local"];
    up = await startTestCluster({
      workers: 1,
      connections: {
        cos: { provider: "cos", bucket: "x-1250000000", region, endpoint, credentials },
        s3: { provider: "minio", bucket: "x", region, endpoint, credentials },
        site: { provider: "http", baseUrl: echoing.url },
      },
    });
  });

  afterAll(async () => {
    await up.close();
    await echoing.close();
    await rm(folder, { recursive: true });
  });

  test("are in no response, output, log, receipt or journal, and not in Redis, even when a store repeats them", async () => {
    await up.addFile("small.bin", sampleBytes(1000, "small"));
    await up.addFile("large.bin", sampleBytes(6 * MIB, "large"));
    const seen: string[] = [];
    const exitCodes: unknown[] = [];
    for (const [source, destination, partSize = "5MiB"] of [
      ["files:small.bin", "local:small.bin"],
      ["files:large.bin", "local:large.bin"],
      ["files:small.bin", "cos:small.bin"],
      ["files:large.bin", "cos:large.bin"],
      ["files:small.bin", "s3:small.bin"],
      ["files:large.bin", "s3:large.bin"],
      ["cos:any.bin", "local:any.bin"],
      ["s3:any.bin", "local:any.bin"],
      ["site:any.bin", "local:any.bin"],
      // The rest is refused when it is sent: no S3 takes such parts, and no key has such members.
      ["files:large.bin", "s3:large.bin", "1MiB"],
      ["cos:../any.bin", "local:any.bin"],
      ["site:any.bin", "s3:../any.bin"],
    ] as const) {
      const { exitCode, stdout, stderr } = await up.penstock(
        "cp",
        source,
        destination,
        "--part-size",
        partSize,
      );
      exitCodes.push(exitCode);
      seen.push(stdout, stderr);
    }
    expect(exitCodes).toEqual([0, 0, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2]);
    const jobs = await up.client.listJobs();
    for (const { id } of jobs.data) {
      seen.push(JSON.stringify(await up.client.listTransfers(id)));
      seen.push((await up.penstock("receipts", id)).stdout);
    }
    expect(seen.filter((text) => text.includes('"signature"'))).toHaveLength(2);
    seen.push(JSON.stringify([jobs, await up.client.listConnections()]));
    expect(jobs.data.map(({ state }) => state)).toEqual([
      ...Array.from({ length: 7 }, () => "failed"),
      "succeeded",
      "succeeded",
    ]);
    expect(received.join()).toContain(CANARY_ID);
    expect(received.join()).toContain(CANARY_TOKEN);
    // The journal keeps what is unfinished, and this one is never finished.
    await up.cluster.member("worker-1").kill();
    await submitLate(up);
    await up.cluster.stop();

    // Logs, the file of Redis, the records of the store.
    const all = await textsBelow(dirname(up.cluster.configPath));
    // The files that hold secrets, as they have to.
    const kept = [...all].filter(
      ([path]) => !/\/(store-credentials|receipt-key|sealing-key)$/.test(path),
    );
    const files = kept.map(([path]) => path);
    expect(files.map((path) => path.replace(/.*\//, ""))).toEqual(
      expect.arrayContaining(["api.log", "worker-1.log", "coordinator.log", "store.log"]),
    );
    expect(files.some((path) => path.endsWith(".aof"))).toBe(true);
    expect(files.some((path) => path.includes("/journal/") && path.includes("tr_"))).toBe(true);
    const { LOCAL_STORE_SECRET_ID = "", LOCAL_STORE_SECRET_KEY = "" } = up.cluster.environment;
    const [, receiptKey = ""] = [...all].find(([path]) => path.endsWith("/receipt-key")) ?? [];
    const secrets = [CANARY_ID, CANARY_KEY, CANARY_TOKEN].concat([
      LOCAL_STORE_SECRET_ID,
      LOCAL_STORE_SECRET_KEY,
      receiptKey.trim(),
    ]);

    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(20);
      expect(seen.filter((text) => text.includes(secret))).toEqual([]);
      expect(kept.filter(([, text]) => text.includes(secret))).toEqual([]);
    }
  });
});
