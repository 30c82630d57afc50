import { text } from "node:stream/consumers";
import { Repetitions } from "@penstock/core";
import { ManualClock, MemoryLedger, seededRandom, silentLog } from "@penstock/testkit";
import { expect, test } from "vitest";
import { EventFeed } from "./event-feed.ts";
import { EventStream } from "./event-stream.ts";

test("a stream ends at the next heartbeat once its key is worth nothing, and has no listener then", async () => {
  const clock = new ManualClock();
  const { events } = new MemoryLedger(clock);
  const feed = new EventFeed({
    name: "a tenant",
    openTail: () => events.tailOfTenant("a"),
    ...{ log: silentLog, repeats: new Repetitions({ clock, random: seededRandom(1) }) },
  });
  let isAllowed = true;
  const readPage = (request: Parameters<typeof events.ofSystem>[0]) =>
    events.ofTenant("a", request);
  const filter = { types: [] };
  const asked = { filter, isAllowed: async () => isAllowed };
  const stream = new EventStream({ feed, readPage }, asked, () => undefined);
  const whole = text(stream.body);

  stream.beat();
  isAllowed = false;
  stream.beat();
  const sent = await whole;
  await feed.stop();

  expect(sent.match(/: ping/g)).toHaveLength(2);
  expect(feed.listeners.size).toBe(0);
});
