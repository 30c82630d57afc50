import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, type TestContext, test } from "vitest";
import { expectSuccess, type HeldJobs, submitHeld } from "../support/held-jobs.ts";
import { bigKey, FREE, type HeldSource, startHeldSource } from "../support/held-source.ts";
import {
  ProcessDeployment,
  ROOT,
  type RoleName,
  sourcesOf,
} from "../support/process-deployment.ts";
import { unpackBaseline } from "./baseline.ts";

const COORDINATORS_FIRST: readonly RoleName[] = [
  ...(["coordinator-1", "coordinator-2"] as const),
  "api",
  ...(["worker-1", "worker-2"] as const),
];
const WORKERS_FIRST = COORDINATORS_FIRST.toReversed();

const baseline = join(tmpdir(), `penstock-baseline-${process.pid}`);

beforeAll(() => unpackBaseline(baseline));

afterAll(() => rm(baseline, { recursive: true }));

const VERSIONS = { baseline: sourcesOf(baseline), head: sourcesOf(ROOT) };

type Version = keyof typeof VERSIONS;

type World = { readonly source: HeldSource; readonly deployment: ProcessDeployment };

async function startAs(version: Version, { onTestFinished }: TestContext): Promise<World> {
  const source = await startHeldSource();
  onTestFinished(source.close);
  const deployment = await ProcessDeployment.prepare(source.url);
  onTestFinished(() => deployment.close());
  await deployment.startAll(VERSIONS[version]);
  return { source, deployment };
}

/** Restarts one process after the other. Each restart meets jobs that are under way, and the next one their end. */
async function roll(
  { source, deployment }: World,
  order: readonly RoleName[],
  version: Version,
): Promise<void> {
  let before: HeldJobs | undefined;
  for (const [step, name] of order.entries()) {
    const jobs = await submitHeld(deployment, `to-${version}-${step}`);
    await deployment.become(name, VERSIONS[version]);
    await endWell({ source, deployment }, before);
    before = jobs;
  }
  await endWell({ source, deployment }, before);
}

async function endWell({ source, deployment }: World, jobs: HeldJobs | undefined): Promise<void> {
  if (jobs === undefined) {
    return;
  }
  source.release(jobs.name);
  await expectSuccess(deployment, jobs);
  // What was uploaded before the restart is known to be: no version sends it again.
  const reads = Array.from({ length: FREE }, (_, part) =>
    source.reads.get(`${bigKey(jobs.name)} ${part}`),
  );
  expect(reads, jobs.name).toEqual(Array.from({ length: FREE }, () => 1));
  expect(deployment.store.openUploads().filter(({ key }) => key.startsWith(jobs.name))).toEqual([]);
}

test.concurrent.for([
  ["coordinators", COORDINATORS_FIRST],
  ["workers", WORKERS_FIRST],
] as const)(
  "a rolling upgrade from the baseline, %s first, and back the same way, ends every job well",
  async ([_name, order], context) => {
    const world = await startAs("baseline", context);

    await roll(world, order, "head");
    await roll(world, order, "baseline");
  },
);

test.concurrent.for([
  ["baseline", "head"],
  ["head", "baseline"],
] as const)(
  "jobs that the %s journalled are restored by the %s in an empty Redis",
  async ([from, to], context) => {
    const world = await startAs(from, context);
    const { deployment, source } = world;
    const jobs = await submitHeld(deployment, "lost");
    await deployment.stopAll();
    const redis = new Redis(deployment.redisUrl);
    await redis.flushall();
    redis.disconnect();

    await deployment.startAll(VERSIONS[to]);

    source.release(jobs.name);
    await expectSuccess(deployment, jobs);
  },
);
