import { eventually } from "@penstock/testkit";
import { jobView } from "@penstock/wire";
import { afterEach, describe, expect, test } from "vitest";
import { startRedisCluster, startSentinels, type Topology } from "../support/redis-topologies.ts";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster, type TestCluster } from "../support/test-cluster.ts";

const MIB = 1024 * 1024;
const OBJECTS = 6;

let redis: Topology | undefined;
let up: TestCluster | undefined;

afterEach(async () => {
  await up?.close();
  await redis?.close();
});

describe.each([
  ["a primary that Sentinels watch", startSentinels],
  ["a cluster of three primaries", startRedisCluster],
] as const)("on %s", (_name, start) => {
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
    const responses = await responsesDuring(redis.failOver(), cluster.apiUrl);
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
});

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
