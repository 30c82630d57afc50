import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@penstock/testkit";
import { jobView } from "@penstock/wire";
import { afterEach, describe, expect, test } from "vitest";
import {
  failOver,
  startRedisCluster,
  startSentinels,
  type Topology,
} from "../../support/redis-topologies.ts";
import { sampleBytes } from "../../support/sample-bytes.ts";
import { startTestCluster, type TestCluster } from "../../support/test-cluster.ts";

const MIB = 1024 * 1024;
const OBJECTS = 6;
/** Keys of the queues, and of the ledger of a tenant: on a cluster they lie on two nodes. */
const QUEUES = "{penstock}";
const LEDGER = "{default}";
/** The leader looks twice whether a job of the journal is lost, and a busy machine takes its time. */
const RESTORED_WITHIN_MS = 5 * 60_000;

let redis: Topology | undefined;
let up: TestCluster | undefined;
let journal: string | undefined;

afterEach(async () => {
  await up?.close();
  await redis?.close();
  await (journal && rm(journal, { recursive: true }));
  journal = undefined;
});

describe.each([
  ["a primary that Sentinels watch", startSentinels, [LEDGER]],
  ["a cluster of three primaries", startRedisCluster, [LEDGER, QUEUES]],
] as const)("on %s", (_name, start, keys) => {
  test("jobs of two tenants end well although a primary dies under them", async () => {
    redis = await start();
    up = await startTestCluster({ workers: 2, coordinators: 2, redisUrl: redis.url });
    const { client, cluster } = up;
    const bytes = sampleBytes(24 * MIB);
    await up.addFile("big.bin", bytes);
    const submit = (tenant: string, key: string) =>
      fetch(`${cluster.apiUrl}/v1/jobs`, {
        method: "POST",
        headers: { "content-type": "application/json", "penstock-tenant": tenant },
        body: JSON.stringify({
          source: { connection: "files", key: "big.bin" },
          destination: { connection: "local", key },
          options: { partSize: "1MiB" },
        }),
      });

    const keys = Array.from({ length: OBJECTS }, (_, index) => `copy-${index}`);
    const accepted = await Promise.all(
      keys.map((key, index) => submit(index % 2 === 0 ? "default" : "other", key)),
    );
    const jobs = await Promise.all(accepted.map(async (each) => jobView.parse(await each.json())));
    const responses = await responsesDuring(failOverOf(redis, QUEUES), cluster.apiUrl);
    const ended = await Promise.all(
      jobs.filter((_, index) => index % 2 === 0).map(({ id }) => client.waitForJob(id)),
    );
    const others = await eventually(async () => {
      const states = await statesOfOther(cluster.apiUrl);
      return states.every((state) => state === "succeeded") && states;
    });

    expect(accepted.map(({ status }) => status)).toEqual(keys.map(() => 201));
    expect(ended.map(({ state }) => state)).toEqual(["succeeded", "succeeded", "succeeded"]);
    expect(others).toEqual(["succeeded", "succeeded", "succeeded"]);
    expect(responses.filter((each) => each !== "200" && each !== "503, again in 5 s")).toEqual([]);
    for (const key of keys) {
      expect((await up.readObject(key)).equals(bytes), key).toBe(true);
    }
    expect(await up.openUploads()).toEqual([]);
  });

  test.each(keys)("a job ends well of which only the dead primary of %s knew", async (key) => {
    redis = await start();
    journal = await mkdtemp(join(tmpdir(), "penstock-failover-"));
    up = await startTestCluster({
      ...{ workers: 2, coordinators: 2, redisUrl: redis.url },
      environment: { PENSTOCK_JOURNAL: journal },
    });
    const { client } = up;
    const bytes = sampleBytes(24 * MIB);
    await up.addFile("big.bin", bytes);
    let jobId = "";

    await failOverOf(redis, key, async () => {
      const job = await client.submitJob({
        source: { connection: "files", key: "big.bin" },
        destination: { connection: "local", key: "copy" },
        options: { partSize: "1MiB" },
      });
      jobId = job.id;
    });
    await eventually(async () => (await client.readJob(jobId)).state === "succeeded", {
      deadlineMs: RESTORED_WITHIN_MS,
    });

    expect((await up.readObject("copy")).equals(bytes)).toBe(true);
    // One whose Initiate was under way when its record was lost is found by the search for orphans.
    await eventually(async () => (await up?.openUploads())?.length === 0, {
      deadlineMs: RESTORED_WITHIN_MS,
    });
  });
});

async function failOverOf(
  topology: Topology,
  key: string,
  unheard?: () => Promise<unknown>,
): Promise<void> {
  await failOver(topology, await topology.ownerOf(key), unheard);
}

async function statesOfOther(apiUrl: string): Promise<readonly string[]> {
  const response = await fetch(`${apiUrl}/v1/jobs`, { headers: { "penstock-tenant": "other" } });
  const { data } = JSON.parse(await response.text());
  return data.map(({ state }: { state: string }) => state);
}

/** What the API responses meanwhile, one question after the other. */
async function responsesDuring(work: Promise<unknown>, apiUrl: string): Promise<readonly string[]> {
  const responses: string[] = [];
  let isOver = false;
  const over = work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const response = await fetch(`${apiUrl}/v1/jobs`);
    await response.body?.cancel();
    const again = response.headers.get("retry-after");
    responses.push(`${response.status}${again === null ? "" : `, again in ${again} s`}`);
  }
  await over;
  return responses;
}
