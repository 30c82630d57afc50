import { BullmqDeliveryQueue, consumeDeliveries } from "@penstock/adapter-bullmq";
import type { RedisConfigStore } from "@penstock/adapter-redis";
import { createPoster } from "@penstock/connections";
import { type DeliveringEngine, deliver, type Engine } from "@penstock/engine";
import { type RoleContext, systemClock } from "@penstock/process";
import { WEBHOOK_FORMS } from "@penstock/wire";
import { signMessage } from "./sign-message.ts";

/** Delivering is waiting for receivers, up to 15 s each. */
const AT_ONCE = 32;

type Redis = Parameters<typeof consumeDeliveries>[0]["connection"];

type Opening = {
  readonly config: RedisConfigStore;
  readonly connection: Redis;
  readonly sealing: RoleContext<"coordinator">["sealing"];
  /** Inside, and open to the addresses of webhooks. */
  readonly allowNetworks: readonly string[];
};

/** What attempts deliveries, and what the leader makes them with. */
export function openWebhooks(engine: Engine, opening: Opening) {
  const { config, connection, sealing, allowNetworks } = opening;
  const poster = createPoster(allowNetworks);
  const deliveryQueue = new BullmqDeliveryQueue({ connection });
  const routing = { ...engine, config, sealing, forms: WEBHOOK_FORMS, deliveryQueue };
  const delivering: DeliveringEngine = {
    ...routing,
    post: (request, signal) => poster.post(request, signal),
    sign: signMessage,
  };
  const consumer = consumeDeliveries({
    connection,
    concurrency: AT_ONCE,
    process: (ref, { signal }) => deliver(delivering, ref, signal),
    repeats: engine.repeats,
    clock: systemClock,
    log: engine.log,
  });
  const close = async () => {
    poster.close();
    await deliveryQueue.close();
  };
  return { routing, consumer, close };
}

export type Webhooks = ReturnType<typeof openWebhooks>;
