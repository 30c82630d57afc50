import { dirname } from "node:path";
import { eventually } from "@penstock/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ExpiringSource, startExpiringSource } from "../support/expiring-source.ts";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster, type TestCluster } from "../support/test-cluster.ts";
import { textsBelow } from "../support/texts-below.ts";

const MIB = 1024 * 1024;
const PARTS = 12;
const OBJECT = sampleBytes(PARTS * MIB, "signed");
const FIRST = "canarysignature0123456789first";
const SECOND = "canarysignature0123456789second";
const OTHER = "canarycredential0123456789";

let up: TestCluster;
let source: ExpiringSource;

beforeAll(async () => {
  source = await startExpiringSource(OBJECT);
  up = await startTestCluster({
    workers: 1,
    environment: { PENSTOCK_ALLOW_NETWORKS: "127.0.0.0/8" },
  });
});

afterAll(async () => {
  await up.close();
  await source.close();
});

function urlBy(signature: string, path = "exports/a%20b.bin"): string {
  return `${source.url}/${path}?X-Amz-Credential=${OTHER}&X-Amz-Signature=${signature}`;
}

async function submit(url: string, key: string) {
  const options = { partSize: "1MiB" };
  return await up.client.submitJob({
    source: { url },
    destination: { connection: "local", key },
    options,
  });
}

describe("a job of a signed URL", () => {
  let seen: string[] = [];
  const look = async (text: Promise<unknown>) => seen.push(JSON.stringify(await text));

  beforeAll(() => {
    seen = [];
  });

  test("waits when it expires, and continues by a new one without losing parts", async () => {
    source.accept(FIRST, 4);
    const { id } = await submit(urlBy(FIRST), "signed.bin");
    await eventually(async () => {
      const { data } = await up.client.listTransfers(id);
      return data[0]?.failures.some(({ cause }) => cause.code === "source-url-expired") === true;
    });
    await look(up.client.listTransfers(id));
    await look(up.client.readJob(id));

    source.accept(SECOND);
    await look(up.client.changeJob(id, { source: { url: urlBy(SECOND) } }));
    const ended = await up.client.waitForJob(id);

    expect(ended.state).toBe("succeeded");
    expect(await up.readObject("signed.bin")).toEqual(Buffer.from(OBJECT));
    const parts = [...source.given].filter(([range]) => range !== "0-0");
    expect(parts).toHaveLength(PARTS);
    expect(parts.filter(([, times]) => times > 1)).toEqual([]);
    const { data } = await up.client.listTransfers(id);
    expect(data[0]?.source).toEqual({ connection: source.url, key: "exports/a%20b.bin" });
    seen.push(JSON.stringify([data, ended]), (await up.penstock("receipts", id)).stdout);
  });

  test("is what cp makes of one, and of another object it takes no URL", async () => {
    source.accept(FIRST);
    const { exitCode, stdout, stderr } = await up.penstock("cp", urlBy(FIRST), "local:by-cp/");
    source.accept(SECOND, 1);
    const { id } = await submit(urlBy(SECOND), "held.bin");
    const other = up.client.changeJob(id, { source: { url: urlBy(FIRST, "other.bin") } });

    await expect(other).rejects.toMatchObject({ problem: { code: "request-invalid" } });
    await other.catch((error: unknown) => seen.push(JSON.stringify(error), String(error)));
    expect(exitCode).toBe(0);
    expect(await up.readObject("by-cp/a b.bin")).toEqual(Buffer.from(OBJECT));
    seen.push(stdout, stderr, (await up.penstock("ls")).stdout);
    seen.push((await up.penstock("show", id)).stdout);
    const retried = await up.penstock("retry", id);
    seen.push(retried.stdout, retried.stderr);
  });

  test("leads to no address inside, unless its network is open", async () => {
    const { id } = await submit("http://169.254.169.254/latest/meta-data?a=1", "inside.bin");

    const ended = await up.client.waitForJob(id);

    expect(ended.state).toBe("failed");
    const { data } = await up.client.listTransfers(id);
    expect(data[0]?.cause?.code).toBe("address-blocked");
  });

  test("is refused in a schedule", async () => {
    const scheduled = up.client.createSchedule({
      name: "signed",
      every: "1h",
      job: { source: { url: urlBy(FIRST) }, destination: { connection: "local", key: "x" } },
    });

    await expect(scheduled).rejects.toMatchObject({ problem: { code: "request-invalid" } });
    await scheduled.catch((error: unknown) => seen.push(JSON.stringify(error)));
  });

  test("has its query in no response, output, log, metric, in Redis and in the journal", async () => {
    expect(source.refused.join()).toContain(FIRST);
    const metrics = await fetch(`${up.cluster.apiUrl}/metrics`);
    seen.push(await metrics.text());
    await up.cluster.stop();

    const kept = [...(await textsBelow(dirname(up.cluster.configPath)))];

    expect(kept.some(([path]) => path.endsWith(".aof"))).toBe(true);
    expect(kept.some(([, text]) => text.includes("sealed:v1:"))).toBe(true);
    for (const secret of [FIRST, SECOND, OTHER]) {
      expect(seen.filter((text) => text.includes(secret))).toEqual([]);
      expect(kept.filter(([, text]) => text.includes(secret))).toEqual([]);
    }
  });
});
