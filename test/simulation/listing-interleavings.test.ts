import { ALL_KEYS, compareKeys, type Lister, type Opening } from "@penstock/core";
import type { ListingPlanner } from "@penstock/engine";
import { MemoryLedger } from "@penstock/testkit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entryOf, ListingWorld, listerOf } from "../support/listing-world.ts";

const MIB = 1024 * 1024;

const OPENING: Opening = {
  ...{ epoch: 1, shards: [ALL_KEYS], transfers: [] },
  recorded: {
    counts: { stored: 0, skipped: 0, failed: 0, aborted: 0 },
    ...{ coveredBytes: 0, extra: 0, segments: 0 },
  },
};

/** What other tools list twice, or never. */
const ODD_KEYS = [
  "a.b",
  "a/b",
  "a0",
  "a//b",
  "//",
  "/a",
  "/",
  "a",
  "a/",
  "\uff5e",
  "\uffff",
  "😀",
  "😀/b",
];

const anyKey = fc.oneof(
  fc.constantFrom(...ODD_KEYS),
  fc.string({ unit: "binary", minLength: 1, maxLength: 4 }),
  fc.tuple(fc.constantFrom("x/", "x/y/", "x/y/z/"), fc.nat(99)).map(([folder, n]) => folder + n),
);

const anyKeys = fc.uniqueArray(anyKey, { minLength: 1, maxLength: 60 });

/** Every call waits for its turn, which comes in any order. */
function scheduled(scheduler: fc.Scheduler, planner: ListingPlanner): ListingPlanner {
  const { readListing, addListed, splitShard, noteUnlisted, breakShard } = planner.listings;
  return {
    ...planner,
    listings: {
      noteUnlisted,
      breakShard,
      readListing: scheduler.scheduleFunction(readListing),
      addListed: scheduler.scheduleFunction(addListed),
      splitShard: scheduler.scheduleFunction(splitShard),
    },
  };
}

function scheduledLister(scheduler: fc.Scheduler, lister: Lister): Lister {
  return { page: scheduler.scheduleFunction(lister.page) };
}

/** A ledger in memory, or what a dry run counts with. */
async function open(world: ListingWorld, where: "memory" | "count"): Promise<void> {
  if (where === "memory") {
    const { listings } = new MemoryLedger(world.clock);
    await listings.openListing(world.job, OPENING);
    world.listings = listings;
  }
}

describe("two planners of one job", () => {
  test.each(["memory", "count"] as const)(
    "add every key once, in whatever order their calls are made, in %s",
    async (where) => {
      await fc.assert(
        fc.asyncProperty(
          fc.scheduler(),
          anyKeys,
          fc.integer({ min: 1, max: 7 }),
          fc.infiniteStream(fc.nat(9)),
          async (scheduler, keys, pageEntries, chances) => {
            const sizes = keys.map((key, at) => entryOf(key, at % 9 === 0 ? 20 * MIB : at));
            const lister = scheduledLister(scheduler, listerOf(sizes, pageEntries));
            const world = new ListingWorld({ lister });
            await open(world, where);
            const mayContinue = () => chances.next().value !== 0;

            await scheduler.waitFor(
              Promise.all(
                [1, 2].map(() => world.listAll(scheduled(scheduler, world.planner()), mayContinue)),
              ),
            );

            expect(world.keys).toEqual(keys.toSorted(compareKeys));
            expect(world.strays).toEqual([]);
            const added = world.large.map(({ id }) => id);
            expect(world.journalled.map(({ id }) => id)).toEqual(expect.arrayContaining(added));
          },
        ),
        { numRuns: 150 },
      );
    },
    60_000,
  );
});

test("one planner splits a list, and adds every key once", async () => {
  await fc.assert(
    fc.asyncProperty(anyKeys, fc.integer({ min: 1, max: 5 }), async (keys, pageEntries) => {
      const world = new ListingWorld({ lister: listerOf(keys, pageEntries) });

      await world.listAll();

      expect(world.keys).toEqual(keys.toSorted(compareKeys));
    }),
  );
}, 30_000);
