import { RedisLedger } from "@penstock/adapter-redis";
import type { WebhookDelivery } from "@penstock/core";
import { useRedis } from "@penstock/testkit";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";

const WEEK_MS = 7 * 86_400_000;

const server = useRedis();
let redis: Redis;

beforeAll(() => {
  redis = new Redis(server.url);
});

afterAll(() => {
  redis.disconnect();
});

test("a week after its last message nothing of a webhook is left, although it was deleted meanwhile", async () => {
  const tenant = server.newName();
  const { deliveries } = new RedisLedger(redis);
  const delivery: WebhookDelivery = {
    ...{ tenant, webhookId: "whk_1", id: "dlv_1", messageId: "evt_1", type: "job.completed" },
    ...{ body: "{}", state: "pending", createdAtMs: 1000, nextAttemptAtMs: 1000 },
    ...{ attempts: [], attemptsBefore: 0 },
  };
  const keys = ["delivery:dlv_1", "deliveriesDue", "deliveriesPending:whk_1", "deliveries:whk_1"];
  const timesLeft = () => Promise.all(keys.map((key) => redis.pttl(`penstock:{${tenant}}:${key}`)));

  await deliveries.add(delivery);
  const added = await timesLeft();
  await redis.persist(`penstock:{${tenant}}:deliveriesDue`);
  await deliveries.save({ ...delivery, nextAttemptAtMs: 9000 });
  const saved = await timesLeft();

  for (const timeLeft of [...added, ...saved]) {
    expect(timeLeft).toBeGreaterThan(WEEK_MS - 60_000);
    expect(timeLeft).toBeLessThanOrEqual(WEEK_MS);
  }
});
