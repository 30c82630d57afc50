import { execFile } from "node:child_process";
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { eventually } from "@penstock/testkit";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { expectSuccess, type HeldJobs, submitHeld } from "../../support/held-jobs.ts";
import { type HeldSource, startHeldSource } from "../../support/held-source.ts";
import { ProcessDeployment } from "../../support/process-deployment.ts";

const run = promisify(execFile);

type World = { readonly source: HeldSource; readonly deployment: ProcessDeployment };

async function start(): Promise<World> {
  const source = await startHeldSource();
  onTestFinished(source.close);
  const deployment = await ProcessDeployment.prepare(source.url);
  onTestFinished(() => deployment.close());
  await deployment.startAll();
  return { source, deployment };
}

/** For what docs/backup.md says by `redis-cli`. */
async function withRedis<Result>(
  { redisUrl }: ProcessDeployment,
  use: (redis: Redis) => Promise<Result>,
): Promise<Result> {
  const redis = new Redis(redisUrl);
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

function isOver(redis: Redis, what: "aof_rewrite_in_progress" | "rdb_bgsave_in_progress") {
  return eventually(async () => (await redis.info("persistence")).includes(`${what}:0`));
}

/** Of a Redis that keeps an append-only file, while it is written to. */
async function copyAppendOnlyFiles(deployment: ProcessDeployment, to: string): Promise<void> {
  await withRedis(deployment, async (redis) => {
    await redis.config("SET", "auto-aof-rewrite-percentage", "0");
    await isOver(redis, "aof_rewrite_in_progress");
    await cp(join(deployment.redisFolder, "appendonlydir"), to, { recursive: true });
    await redis.config("SET", "auto-aof-rewrite-percentage", "100");
  });
}

async function saveSnapshot(deployment: ProcessDeployment, to: string): Promise<void> {
  await withRedis(deployment, async (redis) => {
    await redis.bgsave();
    await isOver(redis, "rdb_bgsave_in_progress");
    await cp(join(deployment.redisFolder, "dump.rdb"), to);
  });
}

/** Twice, as docs/backup.md says: a job that ends while it is copied is then in one of the two places. */
async function copyJournal({ journalFolder }: ProcessDeployment, to: string): Promise<void> {
  await mkdir(to);
  for (const _ of ["first", "second"]) {
    // A file that is gone before it is copied is no mistake.
    await run("cp", ["-a", `${journalFolder}/.`, to]).catch(() => undefined);
  }
}

async function replace(folder: string, copy: string): Promise<void> {
  await rm(folder, { recursive: true });
  await cp(copy, folder, { recursive: true });
}

/** A job that has ended, and one whose source keeps its last bytes. */
async function endedAndRunning({ deployment, source }: World) {
  const ended = await submitHeld(deployment, "ended");
  source.release(ended.name);
  await expectSuccess(deployment, ended);
  return { ended, running: await submitHeld(deployment, "running") };
}

/** Once nothing holds the last one any more, all end well. */
async function expectAllWell(
  { deployment, source }: World,
  jobs: readonly HeldJobs[],
): Promise<void> {
  for (const job of jobs) {
    source.release(job.name);
    await expectSuccess(deployment, job);
  }
  await expect.poll(() => deployment.store.openUploads()).toEqual([]);
}

test("what was backed up while jobs ran is restored after the loss of everything but the store", async () => {
  const world = await start();
  const { deployment } = world;
  const { ended, running } = await endedAndRunning(world);
  const redisCopy = join(deployment.folder, "redis-copy");
  const journalCopy = join(deployment.folder, "journal-copy");
  await copyAppendOnlyFiles(deployment, redisCopy);
  await copyJournal(deployment, journalCopy);
  await deployment.killAll();

  await rm(deployment.redisFolder, { recursive: true });
  await cp(redisCopy, join(deployment.redisFolder, "appendonlydir"), { recursive: true });
  await replace(deployment.journalFolder, journalCopy);
  await deployment.startRedisAgain();
  await deployment.startAll();

  await expectAllWell(world, [running, ended]);
});

test("the journal alone is enough", async () => {
  const world = await start();
  const { deployment } = world;
  const { ended, running } = await endedAndRunning(world);
  const copy = join(deployment.folder, "journal-copy");
  await copyJournal(deployment, copy);
  await deployment.killAll();

  await rm(deployment.redisFolder, { recursive: true });
  await replace(deployment.journalFolder, copy);
  await deployment.startRedisAgain();
  await deployment.startAll();

  await expectAllWell(world, [running, ended]);
});

test("a Redis that is older than the journal loses nothing, and undoes nothing", async () => {
  const world = await start();
  const { deployment, source } = world;
  const older = await submitHeld(deployment, "older");
  const snapshot = join(deployment.folder, "snapshot.rdb");
  await saveSnapshot(deployment, snapshot);
  source.release(older.name);
  await expectSuccess(deployment, older);
  const newer = await submitHeld(deployment, "newer");
  await deployment.killAll();

  await rm(deployment.redisFolder, { recursive: true });
  await mkdir(deployment.redisFolder);
  await cp(snapshot, join(deployment.redisFolder, "dump.rdb"));
  await deployment.startRedisAgain({ args: ["--appendonly", "no"] });
  await withRedis(deployment, (redis) => redis.config("SET", "appendonly", "yes"));
  await deployment.startAll();

  await expectAllWell(world, [newer, older]);
});
