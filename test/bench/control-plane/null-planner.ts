import { BullmqTaskQueue } from "@penstock/adapter-bullmq";
import { connectRedis, RedisLedger } from "@penstock/adapter-redis";
import { Breakers, planTransfer, submitJob, sweepOnce } from "@penstock/engine";
import { systemClock, systemRandom } from "@penstock/process";
import { repetitions, silentLog } from "@penstock/testkit";
import { nullConnections, nullHashing } from "./null-connections.ts";

export type NullPlanner = {
  /** Submits a job of so many parts of 1 MiB and plans it as the API does, then sweeps as a coordinator does. */
  plan(parts: number): Promise<void>;
  close(): Promise<void>;
};

const TENANT = "default";

/** @param slots of the only worker: the sweep sets the in-flight limit by them */
export function nullPlanner(redisUrl: string, slots: number): NullPlanner {
  const redis = connectRedis(redisUrl, { role: "service", log: silentLog });
  const queue = new BullmqTaskQueue({ connection: redis });
  const ledger = new RedisLedger(redis);
  const engine = {
    ledger,
    queue,
    connections: nullConnections({ onPart: () => undefined }),
    hashing: nullHashing,
    breakers: new Breakers(),
    repeats: repetitions(),
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    processId: "null-planner",
  };
  const signal = new AbortController().signal;
  return {
    plan: async (parts) => {
      const key = String(parts);
      const { job } = await submitJob(engine, {
        tenant: TENANT,
        name: key,
        source: { connection: "null", key },
        destination: { connection: "null", key },
        options: {
          overwrite: "always",
          partSizeBytes: 1024 * 1024,
          attributes: { metadata: {} },
        },
        labels: {},
      });
      const { items } = await ledger.jobs.listTransfers(TENANT, job.id, { limit: 1 });
      for (const { id } of items) {
        await planTransfer(engine, { tenant: TENANT, transferId: id }, signal);
      }
      await ledger.workers.announceWorker({ id: "null-worker", slots });
      await sweepOnce(engine);
    },
    close: async () => {
      await queue.close();
      await redis.quit();
    },
  };
}
