import { type connectRedis, RedisConfigStore } from "@penstock/adapter-redis";
import { type BatchTask, type HeldBack, isBatchTask, type PartTask } from "@penstock/core";
import { type BatchEngine, LimitBook, RateLimiter, withPacedConnections } from "@penstock/engine";
import { type Loop, limitsOf, type RoleContext, startPatientLoop } from "@penstock/process";
import { LIMIT_FORMS } from "@penstock/wire";

/** As long as a slice of a limit lasts: four round trips a second, and one to look for changes. */
const TICK_EVERY_MS = 250;
/** A worker moves few jobs of many objects at a time. */
const MAX_KNOWN_JOBS = 1000;

export type Limits = Loop & {
  /** What waits for limits now, of all that is moved. */
  heldBack(): readonly HeldBack[];
  /**
   * Moves one task by the same engine: what it sends waits for what its limits allow. Those of a job that was just made
   * are looked for once.
   */
  move<Result>(
    task: PartTask | BatchTask,
    move: (engine: BatchEngine) => Promise<Result>,
  ): Promise<Result>;
};

/** What this worker may send, by every limit that there is. */
export async function openLimits(
  { settings, log, secrets, processId }: RoleContext<"worker">,
  engine: BatchEngine,
  redis: ReturnType<typeof connectRedis>,
): Promise<Limits> {
  const { clock, random, ledger } = engine;
  const config = new RedisConfigStore(redis, { journal: undefined, clock, random, log, secrets });
  const book = new LimitBook({ config, forms: LIMIT_FORMS, settings: limitsOf(settings) });
  const { repeats } = engine;
  const limiter = new RateLimiter({
    store: ledger.limits,
    book,
    clock,
    repeats,
    worker: processId,
  });
  await book.refreshOnce();
  const ticking = startPatientLoop({
    what: "the lease of limits",
    everyMs: TICK_EVERY_MS,
    fixedBecause: "what waits for a limit waits for the next slice",
    repeats,
    run: async () => limiter.tick(),
    onError: (error) => log.error({ err: error }, "the limits could not be leased"),
  });
  const known = new Set<string>();
  return {
    heldBack: () => limiter.heldBack(engine.meter.moving()),
    move: async (task, move) => {
      const mayBeLimited = isBatchTask(task) || task.isLimited === true;
      if (mayBeLimited && !known.has(task.jobId)) {
        await limiter.lookNow();
        if (known.size >= MAX_KNOWN_JOBS) {
          known.clear();
        }
        known.add(task.jobId);
      }
      const paced = { connections: engine.connections, limiter, clock };
      return await withPacedConnections(paced, task, (connections) =>
        move({ ...engine, connections }),
      );
    },
    stop: () => ticking.stop(),
  };
}
