// What the tests of the planner list: keys in memory, and a sink that keeps what was added.

import {
  type BulkOptions,
  type BulkSpec,
  type Connections,
  compareKeys,
  type Entry,
  isInRange,
  type ListedPiece,
  type Lister,
  newJobId,
  type PageQuery,
  PenstockError,
  type Selection,
  STORE_PROFILES,
  type TaskOutcome,
  type Transfer,
} from "@penstock/core";
import {
  Breakers,
  type BulkJob,
  continueListing,
  ListingCount,
  type ListingPlanner,
} from "@penstock/engine";
import { systemHashing } from "@penstock/process";
import {
  ManualClock,
  MemoryObjectStore,
  MemorySource,
  memoryLister,
  seededRandom,
  silentLog,
} from "@penstock/testkit";

export const TENANT = "default";
const SIGNAL = new AbortController().signal;

const ALL_OF_IT: Selection = {
  kind: "prefix",
  connection: "from",
  prefix: "",
  filter: { include: [], exclude: [] },
};

const OPTIONS: BulkOptions = {
  ...{ overwrite: "always", compare: "content", verify: "part", onMissing: "fail" },
  ...{ attributePolicy: "preserve", attributes: { metadata: {} }, allowEmpty: false },
};

export function entryOf(key: string, sizeBytes = 1): Entry {
  return { key, sizeBytes, validator: { kind: "etag", etag: `"${key}"` } };
}

/** Small pages, so that few keys are many pages. */
export function listerOf(keys: readonly (string | Entry)[], pageEntries = 1000): Lister {
  const entries = keys
    .map((key) => (typeof key === "string" ? entryOf(key) : key))
    .toSorted((a, b) => compareKeys(a.key, b.key));
  return {
    page: (query, limit, signal) => {
      const count = Math.min(limit, pageEntries);
      const first = firstAskedFor(entries, query);
      const window = entries.slice(first, first + count + 1);
      return memoryLister(() => window).page(query, count, signal);
    },
  };
}

/** A million entries are not all looked at for each page. */
function firstAskedFor(ordered: readonly Entry[], { prefix, after }: PageQuery): number {
  let [first, end] = [0, ordered.length];
  while (first < end) {
    const middle = Math.floor((first + end) / 2);
    const key = ordered[middle]?.key ?? "";
    if (compareKeys(key, after) > 0 && compareKeys(key, prefix) >= 0) {
      end = middle;
    } else {
      first = middle + 1;
    }
  }
  return first;
}

export function connectionsOf(lister: Lister): Connections {
  const store = new MemoryObjectStore(STORE_PROFILES.aws);
  const source = new MemorySource();
  return {
    store: () => store,
    source: () => source,
    lister: () => lister,
    serverSideCopySource: () => undefined,
    probe: () => {
      throw new PenstockError("not-implemented", "nothing is tested here");
    },
  };
}

export type ListingWorldOptions = {
  readonly lister: Lister;
  readonly selection?: Selection;
  readonly options?: Partial<BulkOptions>;
  readonly template?: string;
  readonly verb?: BulkSpec["verb"];
  /** The connection of the destination. */
  readonly to?: string;
};

/** One job, and what its planners add. */
export class ListingWorld {
  readonly clock = new ManualClock();
  readonly job: BulkJob;
  readonly sink: ListingCount;
  /** Where planners add: what only counts, unless a test sets it. */
  listings: ListingPlanner["listings"];
  readonly added: ListedPiece[] = [];
  readonly journalled: Transfer[] = [];
  readonly #random = seededRandom(1);
  readonly #lister: Lister;

  constructor(options: ListingWorldOptions) {
    const { lister, selection = ALL_OF_IT, template = "{key}", verb = "copy", to = "to" } = options;
    this.#lister = lister;
    const createdAtMs = this.clock.nowMs();
    this.job = {
      ...{ tenant: TENANT, name: "", labels: {}, createdAtMs },
      id: newJobId(createdAtMs, this.#random.bytes(10)),
      bulk: {
        verb,
        selection,
        destination: { connection: to, template },
        options: { ...OPTIONS, ...options.options },
      },
    };
    this.sink = new ListingCount(this.job, STORE_PROFILES.aws.limits);
    this.listings = this.sink;
  }

  planner(change: Partial<ListingPlanner> = {}): ListingPlanner {
    return {
      ...{ clock: this.clock, random: this.#random, log: silentLog, processId: "planner" },
      ...{
        hashing: systemHashing,
        breakers: new Breakers(50),
        connections: connectionsOf(this.#lister),
      },
      listings: {
        readListing: (...job) => this.listings.readListing(...job),
        addListed: async (tenant, jobId, piece) => {
          const isAdded = await this.listings.addListed(tenant, jobId, piece);
          if (isAdded) {
            this.added.push(piece);
          }
          return isAdded;
        },
        splitShard: (...split) => this.listings.splitShard(...split),
        noteUnlisted: (...failure) => this.listings.noteUnlisted(...failure),
        breakShard: (...broken) => this.listings.breakShard(...broken),
      },
      listedSoFar: async () => this.keys.length,
      keepLarge: async (transfers) => void this.journalled.push(...transfers),
      start: async () => undefined,
      ...change,
    };
  }

  turn(
    planner = this.planner(),
    mayContinue = () => true,
    signal: AbortSignal = SIGNAL,
  ): Promise<TaskOutcome> {
    const ref = { tenant: TENANT, jobId: this.job.id };
    return continueListing(planner, ref, { signal, mayContinue });
  }

  /** Turns until there is nothing left to list. */
  async listAll(planner = this.planner(), mayContinue = () => true): Promise<void> {
    while ((await this.listings.readListing(TENANT, this.job.id)) !== undefined) {
      await this.turn(planner, mayContinue);
    }
  }

  get entries(): readonly Entry[] {
    return this.added.flatMap(({ batches }) => batches.flatMap(({ entries }) => entries));
  }

  get large(): readonly Transfer[] {
    return this.added.flatMap(({ large }) => large);
  }

  /** All keys that were added, in order. */
  get keys(): readonly string[] {
    const keys = [...this.entries.map(({ key }) => key), ...this.large.map(keyOfLarge)];
    return keys.toSorted(compareKeys);
  }

  /** Entries that lie outside of the range of their batch. */
  get strays(): readonly string[] {
    return this.added
      .flatMap(({ batches }) => batches)
      .flatMap(({ range, entries }) => {
        return entries.filter(({ key }) => !isInRange(key, range)).map(({ key }) => key);
      });
  }
}

function keyOfLarge({ source }: Transfer): string {
  return source.key;
}
