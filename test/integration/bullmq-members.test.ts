import { useRedis } from "@penstock/testkit";
import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/**
 * Two members of BullMQ's worker that are no part of its API, and that `open-worker.ts` uses. After a change of
 * BullMQ's version, look at what is written here.
 */
describe("a worker of BullMQ", () => {
  const server = useRedis();
  let redis: Redis;
  let queue: Queue;
  let worker: Worker<unknown, void>;
  let running: PromiseWithResolvers<void>;

  beforeEach(() => {
    redis = new Redis(server.url, { maxRetriesPerRequest: null });
    const prefix = `{${server.newName()}}`;
    queue = new Queue("parts", { connection: redis, prefix });
    running = Promise.withResolvers<void>();
    worker = new Worker<unknown, void>("parts", () => running.promise, {
      connection: redis,
      prefix,
      autorun: false,
      lockDuration: 1000,
    });
  });

  afterEach(async () => {
    running.resolve();
    await Promise.all([worker.close(), queue.close()]);
    redis.disconnect();
  });

  test("renews the locks of its jobs through its own extendJobLocks", async () => {
    const renewed = Promise.withResolvers<readonly string[]>();
    const extend = worker.extendJobLocks.bind(worker);
    worker.extendJobLocks = async (jobIds, tokens, duration) => {
      renewed.resolve(jobIds);
      return extend(jobIds, tokens, duration);
    };

    const ended = worker.run();
    await queue.add("part", {}, { jobId: "tr_1-1-1" });

    expect(await renewed.promise).toEqual(["tr_1-1-1"]);
    running.resolve();
    await worker.close();
    await ended;
  });

  test("tells through getBackend().blockingClient whether its second connection stands", async () => {
    const ended = worker.run();
    await worker.waitUntilReady();

    const client = await worker.getBackend().blockingClient;

    expect(client?.status).toBe("ready");
    await worker.close();
    await ended;
  });
});
