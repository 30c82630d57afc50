import { expect, test } from "vitest";
import { fuzzApi } from "../../fuzz/fuzz-api.ts";
import { sampleBytes } from "../../support/sample-bytes.ts";
import { startTestCluster } from "../../support/test-cluster.ts";

const KEY = "the-admin-key-of-the-fuzzer-0123456789";
const REQUESTS = 5000;

test("five thousand requests made of the API's own description meet no error of the API", async () => {
  const up = await startTestCluster({
    workers: 1,
    environment: { PENSTOCK_ADMIN_KEY: KEY, PENSTOCK_RATE_LIMIT: "1000000" },
  });
  try {
    await up.addFile("video/master.mov", sampleBytes(1000));
    const { pid } = up.cluster.member("api").child();

    const result = await fuzzApi({
      ...{ url: up.cluster.apiUrl, key: KEY },
      ...{ requests: REQUESTS, seed: 17 },
    });

    expect(result.samples).toEqual([]);
    expect(result.requests).toBe(REQUESTS);
    // Not refused all alike: some got through to what they ask for.
    expect(result.statuses["200"]).toBeGreaterThan(REQUESTS / 10);
    expect(up.cluster.member("api").child().pid).toBe(pid);
  } finally {
    await up.close();
  }
});
