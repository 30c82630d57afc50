import { BullmqTaskQueue, consumeFinalize } from "@penstock/adapter-bullmq";
import {
  checkRedis,
  connectRedis,
  RedisConfigStore,
  RedisLeaderLease,
  RedisLedger,
  readRedisMemory,
  readRedisTime,
  whyRedisFails,
} from "@penstock/adapter-redis";
import { FollowedConnections, type OpenConnections, openConnections } from "@penstock/connections";
import {
  Breakers,
  CONFIG_LOOK_EVERY_MS,
  ConfigView,
  type Engine,
  finalizeTransfer,
  LimitBook,
} from "@penstock/engine";
import {
  nameOfJournal,
  openConfigJournal,
  openJobArchive,
  openJournal,
  openManifestStore,
  openRowArchive,
  watchJournal,
} from "@penstock/journal";
import {
  countCalls,
  type HealthServer,
  limitsOf,
  openSharedClock,
  type RoleContext,
  type RunningRole,
  redisTlsOf,
  startHealthServer,
  startPatientLoop,
  startPresence,
  systemClock,
  systemHashing,
  systemPause,
  systemRandom,
  systemRepetitions,
  traceFinalizing,
} from "@penstock/process";
import { CONNECTIONS, LIMIT_FORMS } from "@penstock/wire";
import { LedgerFigures } from "./ledger-figures.ts";
import { openSchedules, type Schedules } from "./open-schedules.ts";
import { openWebhooks, type Webhooks } from "./open-webhooks.ts";
import { type Leading, startLeading } from "./start-leading.ts";
import { startSweeps } from "./start-sweeps.ts";

/** Finalizing is waiting for the store's responses; a merge of one object must not hold up the others. */
const FINALIZES_AT_ONCE = 16;
const CLOSE_MS = 5000;

/** Settings -> adapters -> consumer and sweep -> drain. */
export async function startCoordinator(context: RoleContext<"coordinator">): Promise<RunningRole> {
  const { settings, log, meters, processId, sealing } = context;
  const opened = await openCoordinator(context);
  const { connections, whyNoJournal, redis, queue, engine } = opened;
  const consumer = consumeFinalize({
    connection: redis,
    concurrency: FINALIZES_AT_ONCE,
    process: (ref, { signal }) => finalizeTransfer(engine, ref, signal, traceFinalizing),
    repeats: engine.repeats,
    clock: systemClock,
    log,
  });
  const presence = startPresence("coordinator", engine);
  const config = openConfig(context, redis, connections);
  const schedules = openSchedules(engine, config, redis);
  const webhooks = openWebhooks(engine, {
    ...{ config, sealing, connection: redis, allowNetworks: settings.allowNetworks },
  });
  const consumers = [consumer, schedules.consumer, webhooks.consumer];
  const figures = new LedgerFigures(meters, systemClock, () => writableNames(connections));
  const readMemory = () => readRedisMemory(redis);
  const limitBook = new LimitBook({ config, forms: LIMIT_FORMS, settings: limitsOf(settings) });
  const sweeping = {
    queue,
    retention: settings.retention,
    figures,
    readMemory,
    limitBook,
    connectionNames: () => connections.describe().map(({ name }) => name),
  };
  const leading = startLeading({
    lease: new RedisLeaderLease(redis),
    ...{ holder: processId, log },
    repeats: engine.repeats,
    begin: (term) =>
      startSweeps({ ...schedules.scheduling, ...sweeping, webhooks: webhooks.routing }, term),
  });
  meters.onScrape(() => meters.set("penstock_redis_up", redis.status === "ready" ? 1 : 0));
  const health = await startHealthServer({
    listen: settings.healthListen,
    remarks: async () => [...presence.remarks(), ...(await connections.whyUnusable())],
    whyNotReady: async () => {
      const failures = [...(await whyRedisFails(redis)), ...(await whyNoJournal())];
      const isHealthy = failures.length > 0 || consumers.every((each) => each.isHealthy());
      return isHealthy ? failures : ["no contact with the queue"];
    },
    facts: () => ({ leader: leaderView(leading.leader(), processId) }),
    meters,
  });
  for (const each of consumers) {
    each.start();
  }

  return {
    url: health.url,
    facts: { journal: nameOfJournal(settings.journal), connections: connections.names() },
    phases: phasesOf(settings.drainSeconds * 1000, opened, {
      ...{ consumers, schedules, webhooks, presence, leading, health },
    }),
  };
}

function writableNames(connections: OpenConnections): readonly string[] {
  return connections.describe().flatMap((each) => (each.isWritable ? [each.name] : []));
}

/** All that finalizing needs. */
async function openCoordinator(context: RoleContext<"coordinator">) {
  const { settings, log, meters, secrets, processId } = context;
  const connections = await openConnections(settings.configPath, {
    secrets,
    clock: systemClock,
    log,
    sealing: context.sealing,
    allowNetworks: settings.allowNetworks,
    observe: countCalls(meters),
  });
  const opening = { log, random: systemRandom, connections, pause: systemPause };
  const journal = await openJournal(settings.journal, opening);
  const archive = openJobArchive(settings.journal, opening);
  const rowArchive = openRowArchive(settings.journal, opening);
  const manifests = openManifestStore(settings.journal, opening);
  const whyNoJournal = watchJournal(settings.journal, opening);
  const redis = connectRedis(settings.redisUrl, {
    role: "service",
    log,
    tls: redisTlsOf(settings),
  });
  for (const warning of await checkRedis(redis, journal === undefined ? "required" : "advised")) {
    log.warn({}, warning);
  }
  const queue = new BullmqTaskQueue({ connection: redis });
  const repeats = systemRepetitions();
  const clock = await openSharedClock({
    own: systemClock,
    readMs: () => readRedisTime(redis),
    repeats,
    log,
  });
  const copy = { journal: undefined, clock: systemClock, random: systemRandom, log, secrets };
  const view = new ConfigView(new RedisConfigStore(redis, copy), CONNECTIONS);
  const followed = new FollowedConnections({ connections, view, clock: systemClock });
  const engine: Engine = {
    ledger: new RedisLedger(redis, log),
    journal,
    archive,
    rowArchive,
    manifests,
    queue,
    connections: followed.patient,
    breakers: new Breakers(),
    repeats,
    hashing: systemHashing,
    clock,
    random: systemRandom,
    log,
    processId,
  };
  const following = startPatientLoop({
    what: "the look at the connections",
    everyMs: CONFIG_LOOK_EVERY_MS,
    repeats: engine.repeats,
    run: () => followed.refreshOnce(),
    onError: (error) => log.error({ err: error }, "the connections could not be read"),
  });
  return { connections, following, whyNoJournal, redis, queue, clock, engine };
}

type OpenCoordinator = Awaited<ReturnType<typeof openCoordinator>>;

type Running = {
  readonly consumers: readonly Pick<ReturnType<typeof consumeFinalize>, "stop">[];
  readonly schedules: Schedules;
  readonly webhooks: Webhooks;
  readonly presence: ReturnType<typeof startPresence>;
  readonly leading: Leading;
  readonly health: HealthServer;
};

/** Finishes what is under way, and closes what it opened. */
function phasesOf(
  drainMs: number,
  { connections, following, redis, queue, clock }: OpenCoordinator,
  { consumers, schedules, webhooks, presence, leading, health }: Running,
): RunningRole["phases"] {
  return [
    {
      name: "finish finalizing",
      timeoutMs: drainMs + CLOSE_MS,
      run: async () => {
        await Promise.all([leading.stop(), ...consumers.map((each) => each.stop(drainMs))]);
        await presence.stop();
      },
    },
    {
      name: "close connections",
      timeoutMs: CLOSE_MS,
      run: async () => {
        connections.close();
        await Promise.all([following.stop(), clock.stop(), health.close(), queue.close()]);
        await Promise.all([schedules.close(), webhooks.close()]);
        await redis.quit();
      },
    },
  ];
}

function openConfig(
  { settings, log, secrets }: RoleContext<"coordinator">,
  redis: ReturnType<typeof connectRedis>,
  connections: OpenConnections,
): RedisConfigStore {
  const options = { log, random: systemRandom, connections };
  const journal = openConfigJournal(settings.journal, options);
  if (journal === undefined) {
    log.info(
      {},
      "without PENSTOCK_JOURNAL the configuration is kept in Redis only, and is lost with it",
    );
  }
  return new RedisConfigStore(redis, {
    ...{ journal, log, secrets },
    clock: systemClock,
    random: systemRandom,
  });
}

function leaderView(leader: ReturnType<Leading["leader"]>, processId: string) {
  return (
    leader && {
      process: leader.holder,
      fence: leader.fence,
      isThisProcess: leader.holder === processId,
    }
  );
}
