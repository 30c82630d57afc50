import { text } from "node:stream/consumers";
import {
  type EventPage,
  type EventTail,
  type Kept,
  newJobId,
  PenstockError,
  Repetitions,
  type TenantEvent,
} from "@penstock/core";
import { eventually, ManualClock, MemoryLedger, seededRandom, silentLog } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";
import { EventFeed } from "./event-feed.ts";
import { EventStream } from "./event-stream.ts";

type ReadPage = () => Promise<EventPage<TenantEvent>>;

function feedOf(openTail: () => Promise<EventTail<TenantEvent>>): EventFeed {
  const clock = new ManualClock();
  const repeats = new Repetitions({ clock, random: seededRandom(1) });
  const feed = new EventFeed({ name: "a tenant", openTail, log: silentLog, repeats });
  onTestFinished(() => feed.stop());
  return feed;
}

/** A feed that has read up to here, and reads no further. */
async function feedAt(position: string): Promise<EventFeed> {
  const never = new AbortController();
  const feed = feedOf(async () => ({
    newest: async () => position,
    next: () => new Promise((_, reject) => never.signal.addEventListener("abort", reject)),
    close: () => never.abort(),
  }));
  await eventually(() => feed.position === position);
  return feed;
}

function eventOf(id: string): Kept<TenantEvent> {
  return {
    ...{ id, atMs: 0 },
    kind: "job",
    jobId: newJobId(0, new Uint8Array(10)),
    state: "paused",
  };
}

function streamOf(feed: EventFeed, readPage: ReadPage, after: string): EventStream {
  const asked = { filter: { types: [] }, after, isAllowed: async () => true };
  return new EventStream({ feed, readPage }, asked, () => undefined);
}

test("a stream ends at the next heartbeat once its key is worth nothing, and has no listener then", async () => {
  const { events } = new MemoryLedger(new ManualClock());
  const feed = feedOf(() => events.tailOfTenant("a"));
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

test("a stream that read ahead of its feed sends nothing twice", async () => {
  const feed = await feedAt("1-0");
  const [second, third] = [eventOf("2-0"), eventOf("3-0")];
  const readAhead = async () => ({ events: [second, third], cursor: "3-0", hasGap: false });
  const stream = streamOf(feed, readAhead, "1-0");
  await eventually(() => stream.body.readableLength > 100);

  stream.take({ events: [second], position: "2-0", isReset: false });
  stream.take({ events: [third], position: "3-0", isReset: false });
  stream.end();

  expect((await text(stream.body)).match(/^id: .*$/gm)).toEqual(["id: 2-0", "id: 3-0"]);
});

test("a stream that is ended while its client catches up ends after what was read", async () => {
  const feed = await feedAt("9-0");
  let pages = 1;
  const readPage = async () => {
    pages += 1;
    const events = Array.from({ length: 400 }, (_, index) => eventOf(`${pages}-${index}`));
    return { events, cursor: `${pages}-399`, hasGap: false };
  };
  const stream = streamOf(feed, readPage, "1-0");
  await eventually(() => stream.body.readableLength > stream.body.readableHighWaterMark);

  stream.end();

  expect((await text(stream.body)).match(/^id: .*$/gm)).toHaveLength(400 * (pages - 1));
});

test("a feed that is stopped while it waits for events leaves no failure that explains a job", async () => {
  const repeats = new Repetitions({ clock: new ManualClock(), random: seededRandom(1) });
  const closed = Promise.withResolvers<never>();
  const waiting = Promise.withResolvers<void>();
  const tail: EventTail<TenantEvent> = {
    newest: async () => "1-0",
    next: () => {
      waiting.resolve();
      return closed.promise;
    },
    close: () => closed.reject(new PenstockError("ledger-unavailable", "Connection is closed.")),
  };
  const feed = new EventFeed({
    ...{ name: "a tenant", openTail: async () => tail },
    ...{ log: silentLog, repeats },
  });
  await waiting.promise;

  await feed.stop();

  expect(repeats.list()).toEqual([]);
});
