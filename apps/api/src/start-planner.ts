import { whyRedisFails } from "@penstock/adapter-redis";
import { nameOfJournal } from "@penstock/journal";
import { type RoleContext, type RunningRole, startHealthServer } from "@penstock/process";
import { openPlanning, startPlanning } from "./open-planning.ts";

const CLOSE_MS = 5000;

/** Settings -> adapters -> planner -> drain. The api without its HTTP: as many as the lists want. */
export async function startPlanner(context: RoleContext<"planner">): Promise<RunningRole> {
  const { settings, meters } = context;
  const opened = await openPlanning(context);
  const { connections, following, redis, queue, whyNoJournal } = opened;
  const planning = startPlanning(opened);
  meters.onScrape(() => meters.set("penstock_redis_up", redis.status === "ready" ? 1 : 0));
  const health = await startHealthServer({
    ...{ listen: settings.healthListen, meters },
    remarks: async () => [...planning.remarks(), ...(await connections.whyUnusable())],
    whyNotReady: async () => {
      const failures = [...(await whyRedisFails(redis)), ...(await whyNoJournal())];
      return failures.length > 0 || planning.isHealthy() ? failures : ["no contact with the queue"];
    },
  });
  planning.start();
  const drainMs = settings.drainSeconds * 1000;
  return {
    url: health.url,
    facts: { journal: nameOfJournal(settings.journal), connections: connections.names() },
    phases: [
      {
        name: "finish plans",
        timeoutMs: drainMs + CLOSE_MS,
        run: () => planning.stop(drainMs),
      },
      {
        name: "close connections",
        timeoutMs: CLOSE_MS,
        run: async () => {
          connections.close();
          await Promise.all([following.stop(), opened.clock.stop()]);
          await Promise.all([health.close(), queue.close()]);
          await redis.quit();
        },
      },
    ],
  };
}
