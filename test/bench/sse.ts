import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import { addEvents, followEvents, loseConnections } from "../support/event-clients.ts";
import type { Bench } from "./result.ts";
import { cpuSeconds } from "./tools/process-facts.ts";
import { rounded } from "./tools/statistics.ts";

const CLIENTS = 300;
const EVENTS_PER_SECOND = 4;
const EVENTS = 20_000;
/** Until everything that the clients' connections compiled and opened is over. */
const SETTLE_MS = 3000;

/** What streams of events cost the api process, and what of them clients lose whose connections break off. */
export const sse: Bench = {
  name: "sse",
  run: async (lab) => {
    const cluster = await lab.idleCluster();
    const redis = new Redis(cluster.redisUrl);
    try {
      const apiUrl = cluster.apiUrl;
      const { pid } = cluster.member("api").child();
      const seconds = lab.isQuick ? 10 : 30;
      const corePercent = await serveClients(redis, { apiUrl, pid, seconds });
      const { lost, repeated, drops } = await loseConnections(
        { redis, apiUrl },
        { events: EVENTS, seed: 1 },
      );
      const ours = rounded(corePercent);
      return [
        {
          ...{ name: "sse", unit: "% of a core", ours, corePercent: ours, lost, repeated, runs: 1 },
          note: `${CLIENTS} clients, ${EVENTS_PER_SECOND} events a second; ${EVENTS} events, ${drops} connections broken off`,
        },
      ];
    } finally {
      redis.disconnect();
    }
  },
};

type Served = { readonly apiUrl: string; readonly pid: number; readonly seconds: number };

async function serveClients(redis: Redis, { apiUrl, pid, seconds }: Served): Promise<number> {
  await addEvents(redis, 1);
  const clients = Array.from({ length: CLIENTS }, () => followEvents(apiUrl, undefined));
  try {
    while (!clients.every(({ messages }) => messages.length > 0)) {
      await pause(100);
    }
    await pause(SETTLE_MS);
    const [startedAtMs, before] = [performance.now(), cpuSeconds(pid)];
    for (let number = 0; number < seconds * EVENTS_PER_SECOND; number += 1) {
      await addEvents(redis, 1);
      await pause(1000 / EVENTS_PER_SECOND);
    }
    const tookSeconds = (performance.now() - startedAtMs) / 1000;
    return (100 * (cpuSeconds(pid) - before)) / tookSeconds;
  } finally {
    await Promise.all(clients.map(({ leave }) => leave()));
  }
}
