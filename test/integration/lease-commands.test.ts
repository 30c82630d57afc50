import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectRedis, RedisLedger } from "@penstock/adapter-redis";
import { parseLimits } from "@penstock/core";
import { silentLog } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";
import { FLEET_FORMS, FLEET_SCOPE, Fleet } from "../simulation/run/rate-fleet.ts";
import { RedisNode } from "../support/redis-node.ts";

const SECONDS = 10;
const TICKS = 4;

async function ownRedis() {
  const folder = await mkdtemp(join(tmpdir(), "penstock-leases-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const node = await RedisNode.start(folder);
  onTestFinished(() => node.end());
  const redis = connectRedis(`redis://127.0.0.1:${node.port}`, { role: "service", log: silentLog });
  onTestFinished(() => redis.disconnect());
  return redis;
}

/** Calls that clients sent: what a script calls is counted under its own commands. */
async function callsOfScripts(redis: ReturnType<typeof connectRedis>): Promise<number> {
  const stats = await redis.info("commandstats");
  const calls = [...stats.matchAll(/^cmdstat_(?:eval|evalsha|fcall):calls=(\d+)/gm)];
  return calls.reduce((sum, [, count]) => sum + Number(count), 0);
}

test("a worker with limits on rates on every level sends Redis ten commands a second at most, for all of its leases", async () => {
  const redis = await ownRedis();
  const { limits } = new RedisLedger(redis);
  const fleet = new Fleet(1);
  let leased: ReturnType<typeof fleet.lease> | undefined;
  const budgets = new Set<string>();
  fleet.lease = (worker, requests) => {
    requests.forEach(({ budget }) => void budgets.add(budget));
    leased = limits.lease(worker, requests);
    return leased;
  };
  const scopes = ["cos", "s3", "web"].map((name) => ({ connections: ["files", name] }));
  for (const scope of scopes) {
    fleet.sender(0, scope);
  }
  const rates = { bytesPerSecond: "60MiB/s", requestsPerSecond: 10_000 };
  for (const name of ["deployment", "connection:files", "connection:cos", "connection:s3"]) {
    await fleet.set(name, rates);
  }
  const ofTenant = { limits: parseLimits(rates) };
  await fleet.config.write(FLEET_FORMS.tenants, "default", { revision: 0, value: ofTenant });
  await fleet.set(`default:${FLEET_SCOPE.jobId}`, rates, FLEET_FORMS.jobLimits);

  for (let tick = 0; tick < SECONDS * TICKS; tick += 1) {
    await fleet.pass(1000 / TICKS);
    await leased;
  }

  const calls = await callsOfScripts(redis);
  expect(budgets.size).toBe(6);
  expect(calls / SECONDS).toBeLessThanOrEqual(10);
  expect(calls).toBeGreaterThan(SECONDS);
});
