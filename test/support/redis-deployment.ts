import {
  BullmqTaskQueue,
  consumeFinalize,
  consumeParts,
  consumePlan,
} from "@penstock/adapter-bullmq";
import { connectRedis, type RedisClient, RedisLedger } from "@penstock/adapter-redis";
import {
  type JobArchive,
  type JobId,
  type Journal,
  jobStateOf,
  type Ledger,
  type Log,
  type ObjectStore,
  type TaskQueue,
} from "@penstock/core";
import {
  finalizeTransfer,
  KnownTests,
  planTransfer,
  submitJob,
  sweepOnce,
  transferParts,
} from "@penstock/engine";
import { systemClock, systemRandom } from "@penstock/process";
import { eventually, repetitions, silentLog } from "@penstock/testkit";
import { MemoryDeployment, MIB, sampleBytes } from "./memory-deployment.ts";
import { storeWith } from "./store-with.ts";

const TENANT = "default";
const SHORT_LEASES = { lockMs: 1000, stalledCheckMs: 200 } as const;

type Request = {
  readonly redisUrl: string;
  /** Calls of the store that are made otherwise. */
  readonly change?: (store: ObjectStore) => Partial<ObjectStore>;
  readonly log?: Log;
  readonly journal?: Journal;
  readonly archive?: JobArchive;
  readonly ledger?: (ledger: Ledger) => Ledger;
  /** What stands between the engine and its queues. */
  readonly queue?: (queue: TaskQueue) => TaskQueue;
  /** How far a task goes: one part, as where parts take long, or all that it gets, on a busy machine too. Left out: as in production. */
  readonly slice?: "part" | "endless";
  /** Leases as in production, for a test that counts calls: short ones ask for much by the clock. */
  readonly hasLongLeases?: boolean;
};

/**
 * The engine in this process on a real Redis, ledger and queues, with source and store in memory: all
 * three consumers, and a sweep for tests that wait for a job.
 */
export function deployOnRedis(request: Request) {
  const { redisUrl, change = () => ({}), log = silentLog, slice } = request;
  const leases = request.hasLongLeases === true ? {} : SHORT_LEASES;
  const redis: RedisClient = connectRedis(redisUrl, { role: "service", log });
  const memory = new MemoryDeployment(1, { store: storeWith(change) });
  const bullmq = new BullmqTaskQueue({ connection: redis });
  const queue = request.queue?.(bullmq) ?? bullmq;
  const clock = systemClock;
  const inRedis = new KnownTests(clock).through(new RedisLedger(redis));
  const ledger = request.ledger?.(inRedis) ?? inRedis;
  const engine = {
    ...memory.engine,
    ...{ journal: request.journal, archive: request.archive },
    ledger,
    queue,
    clock,
    random: systemRandom,
    log,
  };
  const shared = {
    ...{ connection: redis, repeats: repetitions(clock), clock, log },
    ...{ concurrency: 4, ...leases },
  };
  const consumers = [
    consumePlan({ ...shared, process: (ref, { signal }) => planTransfer(engine, ref, signal) }),
    consumeParts({
      ...shared,
      process: (task, delivery) => {
        const mayContinue = () => slice === "endless";
        const turn = slice === undefined ? delivery : { ...delivery, mayContinue };
        return transferParts(engine, task, turn, (carry) => carry());
      },
    }),
    consumeFinalize({
      ...shared,
      process: (ref, { signal }) => finalizeTransfer(engine, ref, signal),
    }),
  ];
  for (const consumer of consumers) {
    consumer.start();
  }
  const submitBytes = async (key: string, sizeBytes: number): Promise<JobId> => {
    memory.source.put(key, sampleBytes(key.length, sizeBytes));
    const { job } = await submitJob(engine, {
      tenant: TENANT,
      name: key,
      labels: {},
      source: { connection: "source", key },
      destination: { connection: "store", key },
      options: { partSizeBytes: MIB, overwrite: "always", attributes: { metadata: {} } },
    });
    return job.id;
  };
  const stopConsumers = async () => {
    await Promise.all(consumers.map((consumer) => consumer.stop(0)));
  };
  return {
    redis,
    bullmq,
    engine,
    /** For a test that counts calls: they ask for tasks by the clock. */
    stopConsumers,
    store: memory.store,
    storedDigest: (key: string) => memory.storedDigest(key),
    submitBytes,
    submit: (key: string, parts: number): Promise<JobId> => submitBytes(key, parts * MIB),
    /** Sweeps as a coordinator does until the job is over, and tells how it ended. */
    finish: (jobId: JobId) =>
      eventually(async () => {
        await sweepOnce(engine);
        const record = await ledger.jobs.readJob(TENANT, jobId);
        return record?.finishedAtMs && jobStateOf(record.counts, record.isCancelled);
      }),
    record: (jobId: JobId) => ledger.jobs.readJob(TENANT, jobId),
    close: async () => {
      await stopConsumers();
      await bullmq.close();
      redis.disconnect();
    },
  };
}
