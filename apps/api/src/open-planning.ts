// What plans: an engine of its own Redis connection, and its consumer. The api has one as well as the planner.

import { BullmqTaskQueue, consumePlanning } from "@penstock/adapter-bullmq";
import {
  checkRedis,
  connectRedis,
  RedisConfigStore,
  RedisLedger,
  type RedisRole,
  readRedisTime,
} from "@penstock/adapter-redis";
import { FollowedConnections, openConnections } from "@penstock/connections";
import { isListingTask } from "@penstock/core";
import {
  Breakers,
  CONFIG_LOOK_EVERY_MS,
  ConfigView,
  KnownTests,
  type ListingEngine,
  runPlan,
  SignedSources,
} from "@penstock/engine";
import {
  openJobArchive,
  openJournal,
  openManifestStore,
  openRowArchive,
  watchJournal,
} from "@penstock/journal";
import {
  countCalls,
  growYoungGeneration,
  holdYoungGeneration,
  openSharedClock,
  type RoleContext,
  redisTlsOf,
  startPatientLoop,
  startPresence,
  systemClock,
  systemHashing,
  systemPause,
  systemRandom,
  systemRepetitions,
} from "@penstock/process";
import { CONNECTIONS, rowLines } from "@penstock/wire";

/** Planning is waiting for a source and a store; a slow source must not hold up the others. */
const PLANS_AT_ONCE = 16;

/** For the pages of lists: 40 % of an api's time went into collecting them. */
const YOUNG_BYTES = 16 * 1024 * 1024;

type PlanningContext = RoleContext<"api"> | RoleContext<"planner">;

/** All that planning needs. */
export async function openPlanning(context: PlanningContext) {
  const { settings, log, meters, secrets, processId } = context;
  const connections = await openConnections(settings.configPath, {
    ...{ secrets, clock: systemClock, log, sealing: context.sealing },
    allowNetworks: settings.allowNetworks,
    observe: countCalls(meters),
  });
  const opening = { log, random: systemRandom, connections, pause: systemPause };
  const journal = await openJournal(settings.journal, opening);
  const redis = await reachRedis(context, "service", journal !== undefined);
  const repeats = systemRepetitions();
  const clock = await openSharedClock({
    own: systemClock,
    readMs: () => readRedisTime(redis),
    repeats,
    log,
  });
  const shared = {
    journal,
    archive: openJobArchive(settings.journal, opening),
    rowArchive: openRowArchive(settings.journal, opening),
    manifests: openManifestStore(settings.journal, opening),
    connections,
    clock,
    random: systemRandom,
    hashing: systemHashing,
    signedSources: new SignedSources(context.sealing),
    log,
    processId,
  };
  const queue = new BullmqTaskQueue({ connection: redis });
  const place = settings.journal;
  const copy = { ...shared, secrets, journal: undefined };
  const view = new ConfigView(new RedisConfigStore(redis, copy), CONNECTIONS);
  const followed = new FollowedConnections({ connections, view, clock });
  const engine: ListingEngine = {
    ...shared,
    connections: followed.patient,
    // What no list may name: the journal holds what others submitted.
    ...(place !== undefined && { ownKeysOf: (name) => connections.keysInOwnPlace(name, place) }),
    breakers: new Breakers(),
    repeats,
    ledger: new KnownTests(systemClock).through(new RedisLedger(redis, log)),
    queue,
    rowLines,
  };
  const whyNoJournal = watchJournal(settings.journal, opening);
  const following = startPatientLoop({
    what: "the look at the connections",
    everyMs: CONFIG_LOOK_EVERY_MS,
    repeats: engine.repeats,
    run: () => followed.refreshOnce(),
    onError: (error) => log.error({ err: error }, "the connections could not be read"),
  });
  return { shared, connections, followed, following, whyNoJournal, redis, queue, clock, engine };
}

export type OpenPlanning = Awaited<ReturnType<typeof openPlanning>>;

/** Takes plan tasks, and says that it does. */
export function startPlanning({ redis, engine }: OpenPlanning) {
  const consumer = consumePlanning({
    connection: redis,
    concurrency: PLANS_AT_ONCE,
    process: async (task, delivery) => {
      if (!isListingTask(task)) {
        return runPlan(engine, task, delivery);
      }
      growYoungGeneration(YOUNG_BYTES);
      try {
        return await runPlan(engine, task, delivery);
      } finally {
        holdYoungGeneration();
      }
    },
    repeats: engine.repeats,
    clock: engine.clock,
    log: engine.log,
  });
  const presence = startPresence("planner", engine);
  return {
    start: () => consumer.start(),
    isHealthy: () => consumer.isHealthy(),
    remarks: () => presence.remarks(),
    stop: async (graceMs: number) => {
      await consumer.stop(graceMs);
      await presence.stop();
    },
  };
}

export type Planning = ReturnType<typeof startPlanning>;

/** Without a journal what Redis loses is lost, so that it has to keep what it acknowledged. */
export async function reachRedis(
  { settings, log }: PlanningContext,
  role: RedisRole,
  hasJournal: boolean,
) {
  const redis = connectRedis(settings.redisUrl, { role, log, tls: redisTlsOf(settings) });
  for (const warning of await checkRedis(redis, hasJournal ? "advised" : "required")) {
    log.warn({}, warning);
  }
  return redis;
}
