import { BullmqTaskQueue, CronCalendar } from "@penstock/adapter-bullmq";
import {
  RedisConfigStore,
  RedisLedger,
  RedisSessionStore,
  readRedisMemory,
  whyRedisFails,
} from "@penstock/adapter-redis";
import type { OpenConnections } from "@penstock/connections";
import { openDashboard } from "@penstock/dashboard";
import { KnownTenants } from "@penstock/engine";
import { type JournalPlace, nameOfJournal, openConfigJournal } from "@penstock/journal";
import {
  type HealthServer,
  limitsOf,
  type RoleContext,
  type RunningRole,
  startHealthServer,
  urlOf,
} from "@penstock/process";
import { LIMIT_FORMS, TENANTS } from "@penstock/wire";
import { type OpenAuth, openAuth } from "./auth/open-auth.ts";
import { createAdmission } from "./http/admission.ts";
import type { HttpDependencies } from "./http/http-dependencies.ts";
import { createHttpServer } from "./http/http-server.ts";
import { oneListener } from "./http/one-listener.ts";
import { openPlanning, type Planning, reachRedis, startPlanning } from "./open-planning.ts";
import { readPrices } from "./prices.ts";

const CLOSE_MS = 5000;

type HealthOptions = Parameters<typeof startHealthServer>[0];

/** Settings -> adapters -> HTTP server and planner -> drain. */
export async function startApi(context: RoleContext<"api">): Promise<RunningRole> {
  const { settings, log, meters, sealing } = context;
  const opened = await openApi(context);
  const { shared, connections, serving } = opened;
  const planning = settings.plans === "on" ? startPlanning(opened) : undefined;
  const whyNotReady = async () => {
    const failures = [...(await whyRedisFails(serving)), ...(await opened.whyNoJournal())];
    const isHealthy = failures.length > 0 || planning === undefined || planning.isHealthy();
    return isHealthy ? failures : ["no contact with the queue"];
  };

  const config = openConfig(context, opened);
  const { repeats } = opened.engine;
  const store = new RedisSessionStore(serving);
  const access = openAuth({ ...shared, settings, config, store, repeats });
  const ledger = new RedisLedger(serving, log);
  const app = createHttpServer({
    ...shared,
    ...guardOf(settings.journal, connections),
    ...{ ledger, config, sealing },
    queue: opened.httpQueue,
    repeats: opened.engine.repeats,
    ...(access.auth !== undefined && { auth: access.auth }),
    lookForConnections: () => opened.followed.refreshOnce(),
    tenants: new KnownTenants({ config, kind: TENANTS, clock: shared.clock }),
    calendar: new CronCalendar(),
    ...{ limits: limitsOf(settings), limitDesk: { config, limitForms: LIMIT_FORMS } },
    ...{ receiptKey: settings.receiptKey, retention: settings.retention },
    dashboard: openDashboard,
    prices: await readPrices(settings.pricesPath),
    assertCapacity: createAdmission({ ...shared, readMemory: () => readRedisMemory(serving) }),
    ...{ whyNotReady, meters },
    origin: { listenHost: settings.listen.host, publicUrl: settings.publicUrl },
  });
  await app.listen(await oneListener(settings.listen));
  meters.onScrape(() => meters.set("penstock_redis_up", serving.status === "ready" ? 1 : 0));
  const health = await startOwnHealth(settings.healthListen, {
    ...{ whyNotReady, meters },
    remarks: async () => [...(planning?.remarks() ?? []), ...(await connections.whyUnusable())],
  });
  planning?.start();

  return {
    url: urlOf(app.server.address()),
    facts: { journal: nameOfJournal(settings.journal), connections: connections.names() },
    phases: phasesOf(settings.drainSeconds * 1000, opened, { app, access, planning, health }),
  };
}

/** All that the routes and the planner need. */
async function openApi(context: RoleContext<"api">) {
  const opened = await openPlanning(context);
  // A client waits for a response, the planner for Redis: they need different patience.
  const serving = await reachRedis(context, "client", opened.shared.journal !== undefined);
  const httpQueue = new BullmqTaskQueue({ connection: serving });
  return { ...opened, serving, httpQueue };
}

/** On the connection that answers clients. */
function openConfig(
  { settings, log, secrets }: RoleContext<"api">,
  { shared, connections, serving }: OpenApi,
): RedisConfigStore {
  const { clock, random } = shared;
  const journal = openConfigJournal(settings.journal, { log, random, connections });
  return new RedisConfigStore(serving, { journal, log, secrets, clock, random });
}

type OpenApi = Awaited<ReturnType<typeof openApi>>;

type Running = {
  readonly app: ReturnType<typeof createHttpServer>;
  readonly access: OpenAuth;
  readonly planning: Planning | undefined;
  readonly health: HealthServer | undefined;
};

/** Finishes what is under way, and closes what it opened. */
function phasesOf(
  drainMs: number,
  { connections, following, redis, queue, clock, serving, httpQueue }: OpenApi,
  { app, access, planning, health }: Running,
): RunningRole["phases"] {
  return [
    { name: "finish requests", timeoutMs: CLOSE_MS, run: () => app.close() },
    {
      name: "finish plans",
      timeoutMs: drainMs + CLOSE_MS,
      run: async () => {
        await planning?.stop(drainMs);
      },
    },
    {
      name: "close connections",
      timeoutMs: CLOSE_MS,
      run: async () => {
        connections.close();
        await Promise.all([access.stop(), following.stop()]);
        await health?.close();
        await Promise.all([clock.stop(), httpQueue.close(), queue.close()]);
        await Promise.all([serving.quit(), redis.quit()]);
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
    : { isInJournal: ({ connection, key }) => connections.keysInOwnPlace(connection, place)(key) };
}

/** A port of its own for probes, where one is wanted. */
async function startOwnHealth(
  listen: HealthOptions["listen"],
  options: Omit<HealthOptions, "listen">,
): Promise<HealthServer | undefined> {
  return listen.port === 0 ? undefined : startHealthServer({ listen, ...options });
}
