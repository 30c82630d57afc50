import { BullmqTaskQueue, consumeSettle } from "@penstock/adapter-bullmq";
import { checkRedis, connectRedis, RedisLedger } from "@penstock/adapter-redis";
import { openConnections } from "@penstock/connections";
import { type Engine, settleTransfer, sweepOnce } from "@penstock/engine";
import {
  type RoleContext,
  type RunningRole,
  startHealthServer,
  startLoop,
  systemClock,
  systemRandom,
} from "@penstock/process";

/** How long a lost hand-over stays unseen at most, beside the ages that the sweep itself waits for. */
const SWEEP_EVERY_MS = 5000;
/** Settling is waiting for the store's answers; a merge of one object must not hold up the others. */
const SETTLES_AT_ONCE = 16;
const CLOSE_MS = 5000;

/** Settings -> adapters -> consumer and sweep -> drain. */
export async function startCoordinator(context: RoleContext<"coordinator">): Promise<RunningRole> {
  const { settings, log, secrets, processId } = context;
  const redis = connectRedis(settings.redisUrl, { role: "service", log });
  for (const warning of await checkRedis(redis)) {
    log.warn({}, warning);
  }
  const connections = await openConnections(settings.configPath, { secrets, clock: systemClock });
  const queue = new BullmqTaskQueue({ connection: redis });
  const engine: Engine = {
    ledger: new RedisLedger(redis),
    queue,
    connections,
    clock: systemClock,
    random: systemRandom,
    log,
    processId,
  };
  const consumer = consumeSettle({
    connection: redis,
    concurrency: SETTLES_AT_ONCE,
    process: (ref, { signal }) => settleTransfer(engine, ref, signal),
    clock: systemClock,
    log,
  });
  const health = await startHealthServer({
    listen: settings.healthListen,
    whyNotReady: async () => (consumer.isHealthy() ? [] : ["no contact with the queue"]),
  });
  consumer.start();
  const sweeping = startLoop({
    everyMs: SWEEP_EVERY_MS,
    run: () => sweepOnce(engine),
    onError: (error) => log.error({ err: error }, "a sweep failed"),
  });

  const drainMs = settings.drainSeconds * 1000;
  return {
    url: health.url,
    phases: [
      {
        name: "finish settling",
        timeoutMs: drainMs + CLOSE_MS,
        run: async () => {
          await Promise.all([sweeping.stop(), consumer.stop(drainMs)]);
        },
      },
      {
        name: "close connections",
        timeoutMs: CLOSE_MS,
        run: async () => {
          connections.close();
          await Promise.all([health.close(), queue.close()]);
          await redis.quit();
        },
      },
    ],
  };
}
