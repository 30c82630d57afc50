// npm run fuzz:api -- [--requests 100000] [--seed 1] [--json FILE]

import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster } from "../support/test-cluster.ts";
import { fuzzApi } from "./fuzz-api.ts";

const KEY = "the-admin-key-of-the-fuzzer-0123456789";
const MIB = 1024 * 1024;

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    json: { type: "string" },
  },
});
const up = await startTestCluster({
  workers: 1,
  environment: { PENSTOCK_ADMIN_KEY: KEY, PENSTOCK_RATE_LIMIT: "1000000" },
});
try {
  await up.addFile("video/master.mov", sampleBytes(1000));
  const { pid } = up.cluster.member("api").child();
  const options = { url: up.cluster.apiUrl, key: KEY, seed: Number(values.seed) };
  const warm = Math.min(2000, Math.ceil(Number(values.requests) / 5));
  await fuzzApi({ ...options, requests: warm, seed: options.seed + 1_000_000 });
  const before = await residentBytes(pid);
  const result = await fuzzApi({ ...options, requests: Number(values.requests) });
  const rssGrowthMiB = Math.round(((await residentBytes(pid)) - before) / MIB);
  const text = `${JSON.stringify({ "fuzz-api": { ...result, rssGrowthMiB } }, undefined, 2)}\n`;
  process.stdout.write(text);
  if (values.json !== undefined) {
    await writeFile(values.json, text);
  }
  process.exitCode = result.status5xx + result.crashes === 0 ? 0 : 1;
} finally {
  await up.close();
}

async function residentBytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}
