import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ExpiringSource, startExpiringSource } from "../support/expiring-source.ts";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster, type TestCluster } from "../support/test-cluster.ts";
import { textsBelow } from "../support/texts-below.ts";

const LIST = "key,destinationKey\na.bin,\nb.bin,renamed.bin\n";
const SIGNATURE = "canarysignature0123456789list";
const OLD = "canarysignature0123456789old";

let up: TestCluster;
let lists: ExpiringSource;

beforeAll(async () => {
  lists = await startExpiringSource(new TextEncoder().encode(LIST));
  up = await startTestCluster({
    workers: 1,
    environment: { PENSTOCK_ALLOW_NETWORKS: "127.0.0.0/8" },
  });
  await up.addFile("a.bin", sampleBytes(1000, "a"));
  await up.addFile("b.bin", sampleBytes(2000, "b"));
});

afterAll(async () => {
  await up.close();
  await lists.close();
});

function urlBy(signature: string): string {
  return `${lists.url}/lists/list.csv?X-Amz-Signature=${signature}`;
}

describe("a manifest that is a file of the caller", () => {
  test("is sent by cp, and read by the planners", async () => {
    await up.addFile("list.csv", new TextEncoder().encode(LIST));
    const places = ["files:", "local:sent/", "--manifest", "list.csv", "--json"];

    const planned = await up.penstock("plan", ...places);
    const copied = await up.penstock("cp", ...places, "--overwrite", "always");

    expect(JSON.parse(planned.stdout)).toMatchObject({ objects: 2, isComplete: true });
    expect(copied.exitCode).toBe(0);
    expect(await up.readObject("sent/a.bin")).toEqual(Buffer.from(sampleBytes(1000, "a")));
    expect(await up.readObject("renamed.bin")).toEqual(Buffer.from(sampleBytes(2000, "b")));
  });

  test("moves nothing where a line is broken, which is named by its number", async () => {
    const file = new Blob(['{"key": "a.bin"}\n{"key": 7}\n']);
    const { id: upload } = await up.client.uploadManifest(file, "jsonl");
    const { id } = await up.client.submitJob({
      source: { connection: "files", manifest: { upload } },
      destination: { connection: "local", key: "broken/{relativeKey}" },
    });

    const ended = await up.client.waitForJob(id);

    expect(ended).toMatchObject({ state: "failed", list: { source: { name: upload } } });
    expect(ended.list?.brokenBy?.code).toBe("manifest-invalid");
    expect(ended.list?.brokenBy?.message).toContain("line 2");
  });

  test.each([
    ["none.csv", "cannot be read"],
    ["list.txt", "no known format"],
    ["manifest.json", "files lie beside it"],
  ])("%s is refused before anything is sent: %s", async (file, hint) => {
    const { exitCode, stderr } = await up.penstock("cp", "files:", "local:x/", "--manifest", file);

    expect(exitCode).toBe(2);
    expect(stderr).toContain(hint);
  });

  test("is refused where it is too large", async () => {
    await up.addFile("large.csv", new Uint8Array(64 * 1024 * 1024 + 1));
    const manifest = ["--manifest", "large.csv"];

    const { exitCode, stderr } = await up.penstock("cp", "files:", "local:x/", ...manifest);

    expect(exitCode).toBe(2);
    expect(stderr).toContain("64 MiB");
  });
});

describe("a manifest that is a signed URL", () => {
  const seen: string[] = [];

  async function submit(url: string, folder: string) {
    const job = await up.client.submitJob({
      source: { connection: "files", manifest: { url, format: "csv" } },
      destination: { connection: "local", key: `${folder}/{relativeKey}` },
    });
    const ended = await up.client.waitForJob(job.id);
    seen.push(JSON.stringify([job, ended]), (await up.penstock("show", job.id)).stdout);
    return ended;
  }

  test("names what is moved, and is shown without its query", async () => {
    lists.accept(SIGNATURE);

    const ended = await submit(urlBy(SIGNATURE), "by-url");

    expect(ended.state).toBe("succeeded");
    expect(ended.list?.source).toEqual({
      connection: "files",
      kind: "manifest",
      name: `${lists.url}/lists/list.csv`,
    });
    expect(await up.readObject("renamed.bin")).toEqual(Buffer.from(sampleBytes(2000, "b")));
  });

  test("is taken by cp and plan", async () => {
    lists.accept(SIGNATURE);
    const manifest = ["--manifest", urlBy(SIGNATURE)];

    const planned = await up.penstock("plan", "files:", "local:by-cp/", "--json", ...manifest);
    const copied = await up.penstock("cp", "files:", "local:by-cp/", ...manifest);

    seen.push(planned.stdout, planned.stderr, copied.stdout, copied.stderr);
    expect(JSON.parse(planned.stdout)).toMatchObject({ objects: 2, isComplete: true });
    expect(copied).toMatchObject({ exitCode: 0 });
    expect(await up.readObject("by-cp/a.bin")).toEqual(Buffer.from(sampleBytes(1000, "a")));
  });

  test("ends its job where it expires while it is read, and its submission before", async () => {
    lists.accept(OLD, 1);

    const ended = await submit(urlBy(OLD), "late");
    const refused = submit(urlBy(OLD), "too-late");

    await expect(refused).rejects.toMatchObject({ problem: { code: "manifest-url-expired" } });
    await refused.catch((error: unknown) => seen.push(JSON.stringify(error), String(error)));
    expect(ended.state).toBe("failed");
    expect(ended.list?.brokenBy?.code).toBe("manifest-url-expired");
  });

  test.each([
    ["http://169.254.169.254/list.csv", "csv", "address-blocked"],
    ["https://lists.example.org/manifest.json", "s3-inventory", "request-invalid"],
    ["ftp://lists.example.org/list.csv", "csv", "request-invalid"],
  ] as const)("%s as %s is refused: %s", async (url, format, code) => {
    const refused = up.client.submitJob({
      source: { connection: "files", manifest: { url, format } },
      destination: { connection: "local", key: "{relativeKey}" },
    });

    await expect(refused).rejects.toMatchObject({ problem: { code } });
  });

  test("is refused in a schedule", async () => {
    const manifest = { url: urlBy(SIGNATURE), format: "csv" } as const;
    const scheduled = up.client.createSchedule({
      ...{ name: "signed", every: "1h" },
      job: {
        source: { connection: "files", manifest },
        destination: { connection: "local", key: "{relativeKey}" },
      },
    });

    await expect(scheduled).rejects.toMatchObject({ problem: { code: "request-invalid" } });
    await scheduled.catch((error: unknown) => seen.push(JSON.stringify(error)));
  });

  test("has its query in no response, output, log, metric, in Redis and in the journal", async () => {
    expect(lists.refused.join()).toContain(OLD);
    seen.push(await (await fetch(`${up.cluster.apiUrl}/metrics`)).text());
    await up.cluster.stop();

    const kept = [...(await textsBelow(dirname(up.cluster.configPath)))];

    expect(kept.some(([path]) => path.endsWith(".aof"))).toBe(true);
    expect(kept.some(([, text]) => text.includes("sealed:v1:"))).toBe(true);
    for (const secret of [SIGNATURE, OLD]) {
      expect(seen.filter((text) => text.includes(secret))).toEqual([]);
      expect(kept.filter(([, text]) => text.includes(secret))).toEqual([]);
    }
  });
});
