// What public reports say went wrong in other tools. Ten reports, ten numbers.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFileLister } from "@penstock/adapter-source";
import {
  checkedPage,
  compareKeys,
  type EntryReader,
  type ErrorCode,
  type Lister,
  PenstockError,
  type RawPage,
} from "@penstock/core";
import type { BatchEngine } from "@penstock/engine";
import { readListing } from "@penstock/transport";
import { describe, expect, onTestFinished, test } from "vitest";
import { BulkDeployment } from "../support/bulk-deployment.ts";
import { entryOf, ListingWorld, listerOf, TENANT } from "../support/listing-world.ts";
import { sampleBytes } from "../support/memory-deployment.ts";

const MIB = 1024 * 1024;
const SIGNAL = new AbortController().signal;
const NOTHING_RECORDED = {
  counts: { stored: 0, skipped: 0, failed: 0, aborted: 0 },
  ...{ coveredBytes: 0, extra: 0, segments: 0 },
};

function keysOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `k${String(index).padStart(7, "0")}`);
}

/** What a server says, whatever it is asked for. */
function saying(...pages: readonly RawPage[]): Lister {
  let calls = 0;
  return {
    page: async (query) => {
      const page = pages[Math.min(calls, pages.length - 1)] ?? { entries: [], isTruncated: false };
      calls += 1;
      return checkedPage(query, page);
    },
  };
}

function pageOf(keys: readonly string[], isTruncated: boolean): RawPage {
  return { entries: keys.map((key) => entryOf(key)), isTruncated };
}

/** Every call from this one on fails. */
function failingFrom(lister: Lister, first: number, code: ErrorCode): Lister {
  let calls = 0;
  return {
    page: async (query, limit, signal) => {
      calls += 1;
      if (calls >= first) {
        throw new PenstockError(code, `page ${calls}: as the test says`);
      }
      return await lister.page(query, limit, signal);
    },
  };
}

function withObjects(keys: readonly string[], reader?: (inner: EntryReader) => EntryReader) {
  const bulk = new BulkDeployment(reader === undefined ? {} : { reader });
  for (const [index, key] of keys.entries()) {
    bulk.deployment.source.put(key, sampleBytes(index, 100 + index));
  }
  return bulk;
}

async function outcomesOf(bulk: BulkDeployment, job: Awaited<ReturnType<typeof bulk.submit>>) {
  const rows = await bulk.rows(job);
  return Object.fromEntries(rows.map(({ key, outcome }) => [key, outcome]));
}

describe("what went wrong elsewhere", () => {
  test.each([
    ["its first page", [pageOf(["a", "foo/x", "foo.conda"], false)], 0],
    ["its second page", [pageOf(["a", "foo/x"], true), pageOf(["foo.conda"], false)], 2],
  ])(
    "1: a store that lists in the order of folders is refused on %s, and is no short list",
    async (_page, pages, kept) => {
      const world = new ListingWorld({ lister: saying(...pages) });

      await world.listAll();

      expect(world.sink.brokenBy?.code).toBe("listing-invalid");
      expect(world.keys).toHaveLength(kept);
    },
  );

  test("2: of a million keys the first batch is there after one page, and no more than 64 wait", async () => {
    const { deployment } = new BulkDeployment();
    const all = listerOf(keysOf(1_000_000).map((key) => key));
    let pages = 0;
    let pagesAtFirst = 0;
    const world = new ListingWorld({
      lister: {
        page: (...args) => {
          pages += 1;
          return all.page(...args);
        },
      },
    });
    world.listings = {
      ...bound(deployment.ledger.listings),
      addListed: async (tenant, jobId, piece) => {
        pagesAtFirst ||= pages;
        return await deployment.ledger.listings.addListed(tenant, jobId, piece);
      },
    };
    await deployment.ledger.listings.openListing(world.job, {
      ...{ epoch: 1, shards: [{ after: "" }], recorded: NOTHING_RECORDED, transfers: [] },
    });

    for (let turns = 0; turns < 50; turns += 1) {
      await world.turn();
    }

    // Others may be asked for at once with the first one, to split the list.
    expect(pagesAtFirst).toBeLessThanOrEqual(2);
    const listing = await deployment.ledger.listings.readListing(TENANT, world.job.id);
    expect(listing?.room.batches).toBe(0);
    expect(world.added.flatMap(({ batches }) => batches)).toHaveLength(64);
    expect(world.entries.length).toBeLessThan(64_000);
  });

  test("3: a list that is cut on page 930 is no success", async () => {
    const keys = keysOf(12_000);
    const world = new ListingWorld({
      lister: failingFrom(listerOf(keys, 10), 930, "source-unreachable"),
    });
    const never = 100;
    for (let turns = 0; turns < never && !world.sink.isComplete; turns += 1) {
      await world.turn();
    }

    expect(world.keys.length).toBeLessThan(keys.length);
    expect(world.sink.isComplete && world.sink.brokenBy === undefined).toBe(false);
  });

  test.each(
    (["source-forbidden", "source-missing", "source-response-invalid"] as const).flatMap((code) =>
      [1, 37, 50].map((page) => [code, page] as const),
    ),
  )("4: a list that ends in %s on page %i is no success", async (code, page) => {
    const world = new ListingWorld({ lister: failingFrom(listerOf(keysOf(500), 10), page, code) });

    await world.listAll();

    expect(world.sink.brokenBy?.code).toBe(code);
    expect(world.keys.length).toBeLessThan(500);
  });

  test("4: half of a document is no list", () => {
    const contents = `<Contents><Key>a</Key><Size>1</Size><ETag>"e"</ETag></Contents>`;
    const whole = `<ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`;

    for (let length = 0; length < whole.length; length += 1) {
      expect(
        readListing(Buffer.from(whole.slice(0, length)), { isPlusSpace: true }),
      ).toBeUndefined();
    }
    expect(readListing(Buffer.from(whole), { isPlusSpace: true })?.entries).toHaveLength(1);
  });

  test("5: an object that failed in a batch whose worker died is moved", async () => {
    let failures = 0;
    const bulk = withObjects(["a", "b", "c"], (inner) => ({
      open: async (key, ...rest) => {
        if (key === "b" && failures < 1) {
          failures += 1;
          throw new PenstockError("source-length-wrong", "as the test says");
        }
        return await inner.open(key, ...rest);
      },
    }));
    const job = await bulk.submit();
    await bulk.moveOnce();
    bulk.deployment.clock.advance(61_000);
    for (const task of await bulk.claimOrHeld()) {
      expect(await bulk.moveUnless(task, (key) => key === "b")).toBe(true);
    }
    bulk.deployment.clock.advance(61_000);
    for (const task of await bulk.claimOrHeld()) {
      await bulk.moveUnless(task, () => false);
    }

    expect(await outcomesOf(bulk, job)).toEqual({ a: "stored", b: "stored", c: "stored" });
  });

  test("6: an object that is deleted after it was listed is one row, and the rest is moved", async () => {
    const bulk = withObjects(["a", "b", "c"]);
    const job = await bulk.submit();
    bulk.deployment.source.remove("b");

    await bulk.move(job);

    expect(await outcomesOf(bulk, job)).toEqual({ a: "stored", b: "failed", c: "stored" });
    expect(await bulk.deployment.stateOf(job.id)).toBe("completed_with_errors");
  });

  test.each([
    ["says that more follows, and leads nowhere", [pageOf(["a"], true), pageOf([], true)], ["a"]],
    ["repeats its first page", [pageOf(["a", "b"], true), pageOf(["a", "b"], true)], ["a", "b"]],
  ])("7: a list that %s ends after one page more", async (_lie, pages, kept) => {
    const world = new ListingWorld({ lister: saying(...pages) });

    await world.listAll();

    expect([world.sink.brokenBy?.code, world.keys]).toEqual(["listing-invalid", kept]);
  });

  test("8: a folder and a store are listed in one order, so that nothing is moved twice", async () => {
    const root = await mkdtemp(join(tmpdir(), "penstock-order-"));
    onTestFinished(() => rm(root, { recursive: true }));
    const keys = ["a.b", "a/b", "a0", "a b", "b", "Ä/x"];
    await mkdir(join(root, "a"));
    await mkdir(join(root, "Ä"));
    for (const key of keys) {
      await writeFile(join(root, key), key);
    }
    const files = await createFileLister({ root }).page({ prefix: "", after: "" }, 1000, SIGNAL);
    const bulk = withObjects(keys);

    await bulk.move(await bulk.submit({ overwrite: "if_different" }));
    const again = await bulk.submit({ overwrite: "if_different" }, { perBatch: 2 });
    await bulk.move(again);

    expect(files.entries.map(({ key }) => key)).toEqual(keys.toSorted(compareKeys));
    expect(new Set(Object.values(await outcomesOf(bulk, again)))).toEqual(new Set(["skipped"]));
  });

  test("9: other bytes of the same size are moved, however old they are", async () => {
    const bulk = withObjects(["a", "b"]);
    await bulk.move(await bulk.submit({ overwrite: "if_different" }));
    const changed = sampleBytes(9, 100);
    bulk.deployment.source.put("a", changed);

    const job = await bulk.submit({ overwrite: "if_different" });
    await bulk.move(job);

    expect(await outcomesOf(bulk, job)).toEqual({ a: "stored", b: "skipped" });
    expect(bulk.deployment.store.objects.get("a")?.bytes).toEqual(Buffer.from(changed));
  });

  test("10: 16 objects of 10 MiB are moved by all of four workers", async () => {
    const bulk = new BulkDeployment();
    const keys = Array.from({ length: 16 }, (_, index) => `film${index}`);
    const bytes = sampleBytes(1, 10 * MIB);
    for (const key of keys) {
      bulk.deployment.source.put(key, bytes);
    }
    const selection = { kind: "prefix", connection: "source", prefix: "" } as const;
    const world = new ListingWorld({
      lister: bulk.deployment.source.lister,
      selection: { ...selection, filter: { include: [], exclude: [] } },
      to: "store",
    });
    const { listings } = bulk.deployment.ledger;
    world.listings = bound(listings);
    await listings.openListing(world.job, {
      ...{ epoch: 1, shards: [{ after: "" }], recorded: NOTHING_RECORDED, transfers: [] },
    });
    await world.listAll();
    const moved = new Map<string, number>();
    const workers = ["one", "two", "three", "four"].map((name) => counting(bulk, name, moved));

    await bulk.move(world.job, workers);

    expect(await bulk.deployment.stateOf(world.job.id)).toBe("succeeded");
    expect([...moved.keys()].toSorted()).toEqual(["four", "one", "three", "two"]);
  });
});

function bound(listings: BulkDeployment["deployment"]["ledger"]["listings"]) {
  return {
    readListing: listings.readListing.bind(listings),
    addListed: listings.addListed.bind(listings),
    splitShard: listings.splitShard.bind(listings),
    noteUnlisted: listings.noteUnlisted.bind(listings),
    breakShard: listings.breakShard.bind(listings),
  };
}

/** A worker that counts what it reads. */
function counting(bulk: BulkDeployment, name: string, moved: Map<string, number>): BatchEngine {
  const engine = bulk.engine(name);
  const { source } = bulk.deployment;
  const reader: EntryReader = {
    open: (...args) => {
      moved.set(name, (moved.get(name) ?? 0) + 1);
      return source.open(...args);
    },
  };
  return { ...engine, connections: { ...engine.connections, entryReader: () => reader } };
}
