import { createClient, type EventMessage } from "@penstock/client";
import { eventually, seededRandom } from "@penstock/testkit";
import type { Redis } from "ioredis";
import { startDroppingProxy } from "./dropping-proxy.ts";

export const EVENTS_KEY = "penstock:{default}:events";

/** Follows the events until it leaves. */
export function followEvents(baseUrl: string, after: string | undefined) {
  const leaving = new AbortController();
  const messages: EventMessage[] = [];
  const reading = (async () => {
    for await (const message of createClient({ baseUrl }).events(
      after === undefined ? {} : { after },
      leaving.signal,
    )) {
      messages.push(message);
    }
  })().catch(() => undefined);
  const leave = async () => {
    leaving.abort();
    await reading;
  };
  return { messages, leave };
}

/** Further events of the form in which the scripts write them. */
export async function addEvents(redis: Redis, count: number): Promise<void> {
  const pipeline = redis.pipeline();
  for (let number = 0; number < count; number += 1) {
    const fields = ["v", "1", "kind", "job", "job", `job_${number}`, "state", "created"];
    pipeline.xadd(EVENTS_KEY, "MAXLEN", "~", "100000", "*", ...fields);
  }
  await pipeline.exec();
}

const CLIENTS = 3;
const AT_ONCE = 2000;

/**
 * So many events, for clients whose connections break off at random places. Counts what they did not get and what came
 * twice, of all of them together.
 */
export async function loseConnections(
  { redis, apiUrl }: { readonly redis: Redis; readonly apiUrl: string },
  { events, seed }: { readonly events: number; readonly seed: number },
) {
  await addEvents(redis, 1);
  const [first] = await redis.xrevrange(EVENTS_KEY, "+", "-", "COUNT", 1);
  const after = first?.[0] ?? "";
  const proxy = await startDroppingProxy(apiUrl, {
    random: seededRandom(seed),
    mostBytes: 200_000,
  });
  const clients = Array.from({ length: CLIENTS }, () => followEvents(proxy.url, after));
  try {
    for (let added = 0; added < events; added += AT_ONCE) {
      await addEvents(redis, Math.min(AT_ONCE, events - added));
      // So that some are read from the log and others as they come.
      await eventually(() => clients.every(({ messages }) => messages.length > added / 2));
    }
    proxy.stopDropping();
    const kept = (await redis.xrange(EVENTS_KEY, `(${after}`, "+")).map(([id]) => id);
    const seen = () => clients.map(({ messages }) => messages.map(({ id }) => id));
    await eventually(() => seen().every((ids) => ids.at(-1) === kept.at(-1)));
    return {
      lost: seen().reduce((sum, ids) => sum + missingIn(ids, kept), 0),
      repeated: seen().reduce((sum, ids) => sum + ids.length - new Set(ids).size, 0),
      signals: clients.flatMap(({ messages }) => messages.filter(({ kind }) => kind !== "event")),
      drops: proxy.drops(),
    };
  } finally {
    await Promise.all(clients.map(({ leave }) => leave()));
    await proxy.close();
  }
}

function missingIn(seen: readonly string[], kept: readonly string[]): number {
  const ids = new Set(seen);
  return kept.filter((id) => !ids.has(id)).length;
}
