import {
  type BulkSpec,
  type Connections,
  PenstockError,
  STORE_PROFILES,
  type StoreProfile,
} from "@penstock/core";
import {
  ManualClock,
  MemoryJournal,
  MemoryLedger,
  MemoryObjectStore,
  MemorySource,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { beforeEach, describe, expect, test } from "vitest";
import { submitBulkJob } from "./submit-bulk-job.ts";

const SIGNAL = new AbortController().signal;
const TENANT = "default";

const SPEC: BulkSpec = {
  verb: "copy",
  selection: {
    ...{ kind: "prefix", connection: "from", prefix: "logs/" },
    filter: { include: [], exclude: [] },
  },
  destination: { connection: "to", template: "{key}" },
  options: {
    ...{ overwrite: "if_different", compare: "content", verify: "part", onMissing: "fail" },
    ...{ attributePolicy: "preserve", attributes: { metadata: {} }, allowEmpty: false },
  },
};

let ledger: MemoryLedger;
let journal: MemoryJournal;
let queue: MemoryTaskQueue;
let source: MemorySource;

beforeEach(() => {
  ledger = new MemoryLedger(new ManualClock());
  journal = new MemoryJournal();
  queue = new MemoryTaskQueue();
  source = new MemorySource();
});

function engine(profile: StoreProfile = STORE_PROFILES.aws) {
  const connections: Connections = {
    store: () => new MemoryObjectStore(profile),
    source: () => source,
    lister: () => source.lister,
    serverSideCopySource: () => undefined,
    probe: () => expect.fail("nothing is tested"),
  };
  const system = { clock: new ManualClock(), random: seededRandom(1), log: silentLog };
  return { ...system, ledger, journal, queue, connections };
}

function requestOf(spec = SPEC) {
  return { tenant: TENANT, name: "nightly", labels: {}, spec };
}

describe("a bulk job", () => {
  test("is in the journal and the ledger, with its list to be continued, when it is accepted", async () => {
    const { job, counts } = await submitBulkJob(engine(), requestOf(), SIGNAL);

    const ref = { tenant: TENANT, jobId: job.id };
    expect(await journal.readJob(ref)).toEqual({ job, transfers: [] });
    expect(await ledger.listings.readListing(TENANT, job.id)).toMatchObject({
      epoch: 1,
      shards: [{ after: "" }],
    });
    expect(queue.listings).toEqual([ref]);
    expect(counts).toEqual((await ledger.jobs.readJob(TENANT, job.id))?.counts);
  });

  test("is refused with one sentence where there is no journal", async () => {
    const without = { ...engine(), journal: undefined };

    await expect(submitBulkJob(without, requestOf(), SIGNAL)).rejects.toMatchObject({
      code: "journal-required",
      message: expect.stringContaining("PENSTOCK_JOURNAL"),
    });
    expect(queue.listings).toEqual([]);
  });

  test("is forgotten again where the ledger does not take it", async () => {
    const error = new PenstockError("ledger-unavailable", "it is away");
    const listings = { ...ledger.listings, openListing: () => Promise.reject(error) };
    const away = { ...engine(), ledger: { ...ledger, listings } };

    await expect(submitBulkJob(away, requestOf(), SIGNAL)).rejects.toBe(error);

    expect(await journal.jobs()).toEqual([]);
  });

  test("is accepted where only the queue is away: the sweep asks again", async () => {
    const error = new PenstockError("ledger-unavailable", "it is away");
    const away = { ...engine(), queue: { addListing: () => Promise.reject(error) } };

    const { job } = await submitBulkJob(away, requestOf(), SIGNAL);

    expect(await ledger.listings.readListing(TENANT, job.id)).toBeDefined();
  });

  test.each([
    ["ordered", false],
    ["unordered", true],
  ] as const)(
    "that compares with a place that lists %s is one way: %s",
    async (listing, isOneWay) => {
      const check = { reads: "unclear", samplePercent: 100, isOneWay: false } as const;
      const spec = { ...SPEC, verb: "check", check } as const;

      const { job } = await submitBulkJob(
        engine({ ...STORE_PROFILES.aws, listing }),
        requestOf(spec),
        SIGNAL,
      );

      expect(job.bulk?.check).toEqual({ ...check, isOneWay });
    },
  );

  test("keeps the version of its manifest, so that another one is not read in its middle", async () => {
    source.put("list.csv", new TextEncoder().encode("key\na\n"));
    const manifest = { connection: "from", key: "list.csv", format: "csv" } as const;
    const selection: BulkSpec["selection"] = {
      kind: "manifest",
      connection: "from",
      manifest: { ...manifest, onBrokenLine: "refuse" },
    };

    const { job } = await submitBulkJob(engine(), requestOf({ ...SPEC, selection }), SIGNAL);

    expect(job.bulk?.selection).toMatchObject({
      manifest: { version: { sizeBytes: 6, validator: { kind: "etag", etag: '"v1"' } } },
    });
  });
});
