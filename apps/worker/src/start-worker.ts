import { setFlagsFromString } from "node:v8";
import { BullmqTaskQueue, consumeWork } from "@penstock/adapter-bullmq";
import {
  checkRedis,
  connectRedis,
  RedisConfigStore,
  RedisLedger,
  RedisStopSignals,
  readRedisTime,
  whyRedisFails,
} from "@penstock/adapter-redis";
import { FollowedConnections, openConnections } from "@penstock/connections";
import { isBatchTask, isHedge, WorkMeter } from "@penstock/core";
import {
  type BatchEngine,
  Breakers,
  BufferPool,
  CONFIG_LOOK_EVERY_MS,
  ConfigView,
  hedgePart,
  isStoppedBy,
  Lanes,
  moveBatches,
  openSlots,
  SignedSources,
  slotBounds,
  transferParts,
} from "@penstock/engine";
import {
  countCalls,
  growYoungGeneration,
  type HealthServer,
  openSharedClock,
  type RoleContext,
  type RunningRole,
  redisTlsOf,
  startHealthServer,
  startPatientLoop,
  startPresence,
  systemClock,
  systemHashing,
  systemRandom,
  systemRepetitions,
  traceBatch,
  tracePart,
  watchLoop,
} from "@penstock/process";
import { CONNECTIONS, rowLines } from "@penstock/wire";
import { type Limits, openLimits } from "./open-limits.ts";
import { TaskCount } from "./task-count.ts";
import { type WorkerDrain, workerDrain } from "./worker-drain.ts";

/** The ledger forgets a worker that was silent for 15 s: two words may get lost. */
const ANNOUNCE_EVERY_MS = 5000;
const CLOSE_MS = 5000;

/**
 * V8 lets its heap grow to four times of what lives in it. A part's objects outlive the young
 * generation, so in a worker that is 140 MiB of garbage, which belong to the parts' buffers. Collecting
 * earlier costs microseconds for each part. V8 reads the flag at each collection.
 */
const HEAP_GROWTH = "--heap-growing-percent=25";

/**
 * For the entries that are in flight: an object of 10 KiB costs a quarter less so than with 4 MiB, for as much memory. Without
 * a bound the process holds 30 MiB more.
 */
const YOUNG_BYTES = 32 * 1024 * 1024;

/** Settings -> adapters -> consumer -> drain. What a part needs is in the engine's `transferParts`, and what a batch needs in `moveBatches`. */
export async function startWorker(context: RoleContext<"worker">): Promise<RunningRole> {
  setFlagsFromString(HEAP_GROWTH);
  const { settings, meters } = context;
  const opened = await openWorker(context);
  const { connections, redis, engine } = opened;
  const limits = await openLimits(context, engine, redis);
  const uploading = startUploading(context, opened, limits);
  const { consumer, slots, draining } = uploading;
  meters.onScrape(() => {
    meters.set("penstock_redis_up", redis.status === "ready" ? 1 : 0);
    meters.set("penstock_worker_slots", draining.isWorking() ? slots.count() : 0);
  });
  const loopShare = watchLoop();
  const presence = startPresence("worker", engine, {
    about: () => ({
      worker: {
        ...{ slots: slots.count(), busy: engine.meter.busy, loopShare: loopShare() },
        moving: engine.meter.moving(),
        bytesPerSecond: engine.meter.bytesPerSecond,
      },
      heldBack: limits.heldBack(),
      ...drainOf(draining),
    }),
    onAskedToDrain: () => draining.ask(),
  });
  const stops = new RedisStopSignals(redis);
  await stops.onStopped((signal) => consumer.cancel((task) => isStoppedBy(task, signal)));
  const health = await startHealthServer({
    listen: settings.healthListen,
    remarks: async () => [...presence.remarks(), ...(await connections.whyUnusable())],
    whyNotReady: async () => {
      const failures = await whyRedisFails(redis);
      if (!draining.isWorking()) {
        return [...failures, `${draining.state()}: this worker takes no more tasks`];
      }
      return failures.length > 0 || consumer.isHealthy() ? failures : ["no contact with the queue"];
    },
    meters,
  });
  consumer.start();

  return {
    url: health.url,
    facts: { slots: slots.count(), ...sizesOf(settings), connections: connections.names() },
    phases: phasesOf(context, opened, { ...uploading, limits, presence, stops, health }),
  };
}

/** All that parts are uploaded with. */
async function openWorker(context: RoleContext<"worker">) {
  const { settings, log, meters, secrets, processId } = context;
  const connections = await openConnections(settings.configPath, {
    ...{ secrets, clock: systemClock, log, sealing: context.sealing },
    allowNetworks: settings.allowNetworks,
    observe: countCalls(meters),
  });
  const redis = await reachRedis(context);
  const queue = new BullmqTaskQueue({ connection: redis });
  const repeats = systemRepetitions();
  const clock = await openSharedClock({
    own: systemClock,
    readMs: () => readRedisTime(redis),
    repeats,
    log,
  });
  const bounds = slotBounds(settings);
  const copy = { journal: undefined, clock, random: systemRandom, log, secrets };
  const view = new ConfigView(new RedisConfigStore(redis, copy), CONNECTIONS);
  const followed = new FollowedConnections({ connections, view, clock });
  const engine: BatchEngine = {
    ledger: new RedisLedger(redis, log),
    queue,
    connections: followed.patient,
    breakers: new Breakers(),
    repeats,
    clock,
    random: systemRandom,
    log,
    processId,
    hashing: systemHashing,
    rowLines,
    lanes: new Lanes(watchLoop()),
    signedSources: new SignedSources(context.sealing),
    buffers: new BufferPool(bounds.bufferBytes),
    meter: new WorkMeter(systemClock, processId),
  };
  const following = startPatientLoop({
    what: "the look at the connections",
    everyMs: CONFIG_LOOK_EVERY_MS,
    repeats: engine.repeats,
    run: () => followed.refreshOnce(),
    onError: (error) => log.error({ err: error }, "the connections could not be read"),
  });
  return { connections, following, redis, queue, clock, bounds, engine };
}

type OpenWorker = Awaited<ReturnType<typeof openWorker>>;

function drainOf(draining: WorkerDrain) {
  const state = draining.state();
  return state === "working" ? {} : { drain: state };
}

/** The consumer, as many parts at once as its slots allow, and the word of them to the ledger. */
function startUploading(
  { settings, log, meters, processId }: RoleContext<"worker">,
  { redis, bounds, engine }: OpenWorker,
  limits: Limits,
) {
  const slots = openSlots(bounds.slots, systemClock, async (count) => {
    consumer.setConcurrency(count);
    log.debug({ slots: count }, "another number of parts is uploaded at once");
    if (draining.isWorking()) {
      await announce().catch(onSilenced);
    }
  });
  const announce = () =>
    engine.ledger.workers.announceWorker({ id: processId, slots: slots.count() });
  const onSilenced = (error: unknown) =>
    log.warn({ err: error }, "the worker could not announce itself");
  const tasks = new TaskCount(meters);
  const consumer = consumeWork({
    connection: redis,
    concurrency: slots.count(),
    process: (task, delivery) =>
      tasks.watch(isBatchTask(task) ? "batch" : "part", () =>
        engine.meter.watch(task.jobId, () =>
          limits.move(task, (limited) =>
            isBatchTask(task)
              ? moveBatches(limited, task, delivery, (move, { start }) => {
                  growYoungGeneration(YOUNG_BYTES);
                  return slots.watch(() => traceBatch(task, start.job, move));
                })
              : isHedge(task)
                ? slots.watch(() => tracePart(task, () => hedgePart(limited, task, delivery)))
                : transferParts(limited, task, delivery, (carry, part) =>
                    slots.watch(() => tracePart(part, carry)),
                  ),
          ),
        ),
      ),
    repeats: engine.repeats,
    clock: systemClock,
    log,
  });
  const announcing = startPatientLoop({
    what: "the announcement of this worker",
    everyMs: ANNOUNCE_EVERY_MS,
    fixedBecause: "others take a worker that is silent for 15 s for dead",
    repeats: engine.repeats,
    run: announce,
    onError: onSilenced,
  });
  const draining = workerDrain({
    finish: () => consumer.stop(settings.drainSeconds * 1000),
    leave: async () => {
      await announcing.stop();
      await engine.ledger.workers.retireWorker(processId);
    },
    log,
  });
  return { consumer, slots, draining };
}

type Running = ReturnType<typeof startUploading> & {
  readonly limits: Limits;
  readonly presence: ReturnType<typeof startPresence>;
  readonly stops: RedisStopSignals;
  readonly health: HealthServer;
};

/** Finishes what is under way, says that it leaves, and closes what it opened. */
function phasesOf(
  { settings }: RoleContext<"worker">,
  { connections, following, redis, queue, clock }: OpenWorker,
  { draining, limits, presence, stops, health }: Running,
): RunningRole["phases"] {
  return [
    {
      name: "finish parts",
      timeoutMs: settings.drainSeconds * 1000 + CLOSE_MS,
      run: () => draining.begin("stopping"),
    },
    {
      name: "leave",
      timeoutMs: CLOSE_MS,
      run: async () => {
        await Promise.all([limits.stop(), presence.stop()]);
      },
    },
    {
      name: "close connections",
      timeoutMs: CLOSE_MS,
      run: async () => {
        connections.close();
        stops.close();
        await Promise.all([following.stop(), clock.stop(), health.close(), queue.close()]);
        await redis.quit();
      },
    },
  ];
}

async function reachRedis({ settings, log }: RoleContext<"worker">) {
  const redis = connectRedis(settings.redisUrl, {
    role: "service",
    log,
    tls: redisTlsOf(settings),
  });
  // Whether Redis may lose what it holds is for those to say who accept jobs.
  for (const warning of await checkRedis(redis, "advised")) {
    log.warn({}, warning);
  }
  return redis;
}

function sizesOf({ memoryBytes, bufferBytes }: RoleContext<"worker">["settings"]) {
  return { memoryBytes, bufferBytes };
}
