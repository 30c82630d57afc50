import type { DeliveryRef, DeliveryStore, WebhookDelivery, WebhookRef } from "@penstock/core";
import { tenantPrefix } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";
import { Script } from "../script.ts";
import { parseDelivery } from "./parse-delivery.ts";

const add = new Script("webhooks/add-delivery");
const save = new Script("webhooks/save-delivery");

const WEEK_MS = 7 * 86_400_000;
/** Of a webhook: a few megabytes at most. */
const KEPT = 1000;

type Reader = Parameters<DeliveryStore["readCursor"]>[0];

export class RedisDeliveryStore implements DeliveryStore {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  async add(delivery: WebhookDelivery): Promise<boolean> {
    const { nextAttemptAtMs } = delivery;
    const args = [...argumentsOf(delivery), nextAttemptAtMs, WEEK_MS, KEPT];
    return (await this.#calls.run(add, delivery.tenant, args)) === 1;
  }

  async read({ tenant, id }: DeliveryRef): Promise<WebhookDelivery | undefined> {
    const key = `${tenantPrefix(tenant)}delivery:${id}`;
    const json = await this.#calls.ask((redis) => redis.get(key));
    return parseDelivery(json, this.#calls.damage);
  }

  async save(delivery: WebhookDelivery): Promise<void> {
    const due = delivery.state === "pending" ? delivery.nextAttemptAtMs : "";
    await this.#calls.run(save, delivery.tenant, [...argumentsOf(delivery), due, WEEK_MS]);
  }

  async forget({ tenant, id }: DeliveryRef): Promise<void> {
    await this.#calls.ask((redis) => redis.zrem(`${tenantPrefix(tenant)}deliveriesDue`, id));
  }

  async due(tenant: string, nowMs: number, limit: number): Promise<readonly string[]> {
    const key = `${tenantPrefix(tenant)}deliveriesDue`;
    return this.#calls.ask((redis) =>
      redis.zrangebyscore(key, "-inf", String(Math.floor(nowMs)), "LIMIT", 0, limit),
    );
  }

  async newest({ tenant, id }: WebhookRef, limit: number): Promise<readonly WebhookDelivery[]> {
    const prefix = tenantPrefix(tenant);
    const ids = await this.#calls.ask((redis) =>
      redis.zrevrange(`${prefix}deliveries:${id}`, 0, limit - 1),
    );
    if (ids.length === 0) {
      return [];
    }
    const keys = ids.map((each) => `${prefix}delivery:${each}`);
    const texts = await this.#calls.ask((redis) => redis.mget(keys));
    return texts
      .map((text) => parseDelivery(text, this.#calls.damage))
      .filter((delivery) => delivery !== undefined);
  }

  async oldestPendingMs({ tenant, id }: WebhookRef): Promise<number | undefined> {
    const key = `${tenantPrefix(tenant)}deliveriesPending:${id}`;
    const [, score] = await this.#calls.ask((redis) =>
      redis.zrangebyscore(key, "-inf", "+inf", "WITHSCORES", "LIMIT", 0, 1),
    );
    return score === undefined ? undefined : Number(score);
  }

  async readCursor(reader: Reader): Promise<string | undefined> {
    return (await this.#calls.ask((redis) => redis.get(cursorKey(reader)))) ?? undefined;
  }

  async writeCursor(reader: Reader, cursor: string): Promise<void> {
    await this.#calls.ask((redis) => redis.set(cursorKey(reader), cursor));
  }
}

function argumentsOf(delivery: WebhookDelivery): readonly (string | number)[] {
  return [delivery.id, JSON.stringify(delivery), delivery.webhookId, delivery.createdAtMs];
}

function cursorKey({ tenant, of }: Reader): string {
  return `${tenantPrefix(tenant)}${of === "tenant" ? "webhookCursor" : "webhookSystemCursor"}`;
}
