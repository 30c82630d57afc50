import { text } from "node:stream/consumers";
import { Repetitions } from "@penstock/core";
import { eventually, ManualClock, MemoryLedger, seededRandom, silentLog } from "@penstock/testkit";
import { expect, test } from "vitest";
import { EventFeed } from "./event-feed.ts";
import { EventStream } from "./event-stream.ts";

type Request = Parameters<MemoryLedger["events"]["ofTenant"]>[1];

const filter = { types: [] };

function start() {
  const clock = new ManualClock();
  const { events } = new MemoryLedger(clock);
  const feed = new EventFeed({
    name: "a tenant",
    openTail: () => events.tailOfTenant("a"),
    ...{ log: silentLog, repeats: new Repetitions({ clock, random: seededRandom(1) }) },
  });
  const readPage = (request: Request) => events.ofTenant("a", request);
  return { events, feed, readPage };
}

test("a stream that ends while it reads what its client has not seen ends without an error", async () => {
  const { events, feed, readPage } = start();
  for (const schedule of ["seen", "missed"]) {
    await events.note("a", { kind: "schedule", schedule, state: "paused" });
  }
  const after = (await readPage({ limit: 1 })).cursor;
  await eventually(() => feed.position !== undefined);
  const { promise: isRead, resolve: read } = Promise.withResolvers<void>();
  const readLate = async (request: Request) => {
    await isRead;
    return readPage(request);
  };
  const asked = { filter, after, isAllowed: async () => true };
  const stream = new EventStream({ feed, readPage: readLate }, asked, () => undefined);

  stream.end();
  read();
  await readPage({ limit: 1 });
  const sent = await text(stream.body);
  await feed.stop();

  expect(sent).toBe("retry: 2000\n\n");
});

test("a stream ends at the next heartbeat once its key is worth nothing, and has no listener then", async () => {
  const { feed, readPage } = start();
  let isAllowed = true;
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
