import { connectRedis, RedisLedger } from "@penstock/adapter-redis";
import { ALL_KEYS, compareKeys } from "@penstock/core";
import { silentLog, useRedis } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";
import { entryOf, ListingWorld, listerOf } from "../support/listing-world.ts";

const MIB = 1024 * 1024;
const server = useRedis();

test("two planners add every key once to the ledger in Redis, and split its list", async () => {
  const connection = connectRedis(server.url, { role: "service", log: silentLog });
  onTestFinished(() => connection.disconnect());
  const keys = [
    "a.b",
    "a/b",
    "a0",
    "😀",
    "\uff5e",
    ...Array.from({ length: 55 }, (_, n) => `x/${n}`),
  ];
  const entries = keys.map((key, at) => entryOf(key, at % 9 === 0 ? 20 * MIB : at));
  const world = new ListingWorld({ lister: listerOf(entries, 3) });
  const { listings } = new RedisLedger(connection);
  world.listings = listings;
  await listings.openListing(world.job, {
    ...{ epoch: 1, shards: [ALL_KEYS], transfers: [] },
    recorded: {
      counts: { stored: 0, skipped: 0, failed: 0, aborted: 0 },
      ...{ coveredBytes: 0, extra: 0, segments: 0 },
    },
  });

  await Promise.all([world.listAll(), world.listAll()]);

  expect(world.keys).toEqual(keys.toSorted(compareKeys));
  expect(new Set(world.added.map(({ shard }) => shard)).size).toBeGreaterThan(1);
});
