import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRedis } from "@penstock/local-redis";
import { afterAll, beforeAll } from "vitest";

export type TestRedis = {
  /** To be read in hooks and tests, not while the file is collected. */
  readonly url: string;
  /** A name that no other test uses, as key prefix or tenant: tests share the server, never keys. */
  newName(): string;
};

type RunningRedis = { readonly url: string; close(): Promise<void> };

/** The first start on a machine may have to fetch the server. */
const START_TIMEOUT_MS = 180_000;

/**
 * One Redis for the test file that calls it at its top: the one at `PENSTOCK_REDIS_URL`, else a
 * process of our own. It is closed behind the last test.
 */
export function useRedis(): TestRedis {
  let running: RunningRedis | undefined;

  beforeAll(async () => {
    running = await openRedis();
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await running?.close();
  });

  return {
    get url() {
      if (running === undefined) {
        throw new Error("Redis runs from beforeAll to afterAll only");
      }
      return running.url;
    },
    newName: () => `test-${randomUUID().replaceAll("-", "").slice(0, 12)}`,
  };
}

async function openRedis(): Promise<RunningRedis> {
  const { PENSTOCK_REDIS_URL = "" } = process.env;
  if (PENSTOCK_REDIS_URL !== "") {
    return { url: PENSTOCK_REDIS_URL, close: async () => undefined };
  }
  return openLocalRedis();
}

async function openLocalRedis(): Promise<RunningRedis> {
  const dataDir = await mkdtemp(join(tmpdir(), "penstock-test-redis-"));
  const removeData = () => rm(dataDir, { recursive: true, force: true });
  try {
    const redis = await startRedis({ dataDir });
    return {
      url: redis.url,
      close: async () => {
        await redis.stop();
        await removeData();
      },
    };
  } catch (error) {
    await removeData();
    throw error;
  }
}
