import { BullmqTaskQueue, consumePlan } from "@penstock/adapter-bullmq";
import {
  checkRedis,
  connectRedis,
  RedisLedger,
  type RedisRole,
  readRedisMemory,
  whyRedisFails,
} from "@penstock/adapter-redis";
import { type OpenConnections, openConnections } from "@penstock/connections";
import { Breakers, type Engine, planTransfer } from "@penstock/engine";
import {
  type JournalPlace,
  nameOfJournal,
  openJobArchive,
  openJournal,
  watchJournal,
} from "@penstock/journal";
import {
  type HealthServer,
  type RoleContext,
  type RunningRole,
  startHealthServer,
  startPresence,
  systemClock,
  systemHashing,
  systemPause,
  systemRandom,
  systemRepetitions,
  urlOf,
} from "@penstock/process";
import { createAdmission } from "./http/admission.ts";
import type { HttpDependencies } from "./http/http-dependencies.ts";
import { createHttpServer } from "./http/http-server.ts";
import { oneListener } from "./http/one-listener.ts";

/** Planning is waiting for a source and a store; a slow source must not hold up the others. */
const PLANS_AT_ONCE = 16;
const CLOSE_MS = 5000;

type HealthOptions = Parameters<typeof startHealthServer>[0];

/** Settings -> adapters -> HTTP server and planner -> drain. */
export async function startApi(context: RoleContext<"api">): Promise<RunningRole> {
  const { settings, log } = context;
  const opened = await openApi(context);
  const { shared, connections, serving, planner } = opened;
  const consumer = consumePlan({
    connection: opened.planning,
    concurrency: PLANS_AT_ONCE,
    process: (ref, { signal }) => planTransfer(planner, ref, signal),
    repeats: planner.repeats,
    clock: shared.clock,
    log,
  });
  const whyNotReady = async () => {
    const failures = [...(await whyRedisFails(serving)), ...(await opened.whyNoJournal())];
    return failures.length > 0 || consumer.isHealthy() ? failures : ["no contact with the queue"];
  };
  const presence = startPresence("planner", planner);

  const app = createHttpServer({
    ...shared,
    ...guardOf(settings.journal, connections),
    ledger: new RedisLedger(serving, log),
    queue: opened.httpQueue,
    ...{ receiptKey: settings.receiptKey, retention: settings.retention },
    assertCapacity: createAdmission({ ...shared, readMemory: () => readRedisMemory(serving) }),
    whyNotReady,
    origin: { listenHost: settings.listen.host, publicUrl: settings.publicUrl },
  });
  await app.listen(await oneListener(settings.listen));
  const health = await startOwnHealth(settings.healthListen, {
    whyNotReady,
    remarks: async () => [...presence.remarks(), ...(await connections.whyUnusable())],
  });
  consumer.start();

  return {
    url: urlOf(app.server.address()),
    facts: { journal: nameOfJournal(settings.journal), connections: connections.names() },
    phases: phasesOf(settings.drainSeconds * 1000, opened, { app, consumer, presence, health }),
  };
}

/** All that the routes and the planner need. */
async function openApi(context: RoleContext<"api">) {
  const { settings, log, secrets, processId } = context;
  const clock = systemClock;
  const connections = await openConnections(settings.configPath, { secrets, clock, log });
  const opening = { log, random: systemRandom, connections, pause: systemPause };
  const journal = await openJournal(settings.journal, opening);
  const whyNoJournal = watchJournal(settings.journal, opening);
  const appendOnly = journal === undefined ? "required" : "advised";
  // A client waits for a response, the planner for Redis: they need different patience.
  const planning = await reachRedis(context, "service", appendOnly);
  const serving = await reachRedis(context, "client", appendOnly);
  const shared = {
    journal,
    archive: openJobArchive(settings.journal, opening),
    connections,
    clock,
    random: systemRandom,
    hashing: systemHashing,
    log,
    processId,
  };
  const planQueue = new BullmqTaskQueue({ connection: planning });
  const planner: Engine = {
    ...shared,
    breakers: new Breakers(),
    repeats: systemRepetitions(),
    ledger: new RedisLedger(planning, log),
    queue: planQueue,
  };
  const httpQueue = new BullmqTaskQueue({ connection: serving });
  return {
    ...{ shared, connections, whyNoJournal, planner },
    ...{ planning, planQueue, serving, httpQueue },
  };
}

type OpenApi = Awaited<ReturnType<typeof openApi>>;

type Running = {
  readonly app: ReturnType<typeof createHttpServer>;
  readonly consumer: ReturnType<typeof consumePlan>;
  readonly presence: ReturnType<typeof startPresence>;
  readonly health: HealthServer | undefined;
};

/** Finishes what is under way, and closes what it opened. */
function phasesOf(
  drainMs: number,
  { connections, planning, planQueue, serving, httpQueue }: OpenApi,
  { app, consumer, presence, health }: Running,
): RunningRole["phases"] {
  return [
    { name: "finish requests", timeoutMs: CLOSE_MS, run: () => app.close() },
    {
      name: "finish plans",
      timeoutMs: drainMs + CLOSE_MS,
      run: () => consumer.stop(drainMs).then(() => presence.stop()),
    },
    {
      name: "close connections",
      timeoutMs: CLOSE_MS,
      run: async () => {
        connections.close();
        await health?.close();
        await Promise.all([httpQueue.close(), planQueue.close()]);
        await Promise.all([serving.quit(), planning.quit()]);
      },
    },
  ];
}

/** What no job may name: the journal holds what others submitted, and what makes up for a lost Redis. */
function guardOf(
  place: JournalPlace | undefined,
  connections: OpenConnections,
): Pick<HttpDependencies, "isInJournal"> {
  return place === undefined
    ? {}
    : { isInJournal: (address) => connections.isInOwnPlace(address, place) };
}

/** A port of its own for probes, where one is wanted. */
async function startOwnHealth(
  listen: HealthOptions["listen"],
  options: Omit<HealthOptions, "listen">,
): Promise<HealthServer | undefined> {
  return listen.port === 0 ? undefined : startHealthServer({ listen, ...options });
}

async function reachRedis(
  { settings, log }: RoleContext<"api">,
  role: RedisRole,
  appendOnly: "required" | "advised",
) {
  const redis = connectRedis(settings.redisUrl, { role, log });
  for (const warning of await checkRedis(redis, appendOnly)) {
    log.warn({}, warning);
  }
  return redis;
}
