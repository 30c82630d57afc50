import {
  ALL_KEYS,
  checkedPage,
  type Entry,
  type Job,
  type Journal,
  type Ledger,
  type Lister,
  newJobId,
  PenstockError,
  type Random,
  type RowArchive,
} from "@penstock/core";
import { MemoryJournal, MemoryRowArchive, MemoryTaskQueue, seededRandom } from "@penstock/testkit";
import { spread } from "../run/chance.ts";
import { goodTrip, lostTrip, request, type Trip, twiceTrip } from "../run/request.ts";
import { Scheduler } from "../run/scheduler.ts";
import { invoke, remote, SimLedger } from "../run/sim-ledger.ts";
import { type Ground, SimProcess } from "../run/sim-process.ts";
import { Swarm } from "../run/swarm.ts";
import { drawEntries, type Fate } from "./bulk-load.ts";
import { BulkQueue } from "./bulk-queue.ts";

export const TENANT = "default";
const PUT_MS = 10;
/** Reports that arrive twice: the second time up to a minute later. */
const TWICE = 0.05;

/** One bulk job, its source and its store, and all that may go wrong around them. */
export class BulkWorld {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly swarm: Swarm;
  readonly ground: Ground;
  readonly ledger: SimLedger;
  readonly queue: BulkQueue;
  readonly archive = new MemoryRowArchive();
  readonly journal = new MemoryJournal();
  /** Planners and workers come by themselves: what is asked of them is not needed. */
  readonly tasks = new MemoryTaskQueue();
  /** What a write takes: some journals lie far away. */
  readonly #journalMs: number;
  readonly job: Job;
  readonly entries: readonly Entry[];
  readonly fates: ReadonlyMap<string, Fate>;
  /** How often each key was put. */
  readonly puts = new Map<string, number>();
  flushes = 0;
  /** What no process expects, if one met it. */
  bug: unknown;

  constructor(seed: number, trace?: (line: string) => void) {
    this.scheduler = new Scheduler(trace);
    this.random = seededRandom(seed * 104_729 + 2);
    this.swarm = new Swarm(seed, (fault) => this.scheduler.note(`! ${fault}`));
    const draw = seededRandom(seed * 104_729);
    const { scheduler, swarm, random } = this;
    this.ground = { scheduler, swarm, random, slowness: spread(draw, 1, 20) };
    const ignore = () => undefined;
    const watch = { onSent: ignore, onCall: async () => undefined, onStopped: ignore };
    this.#journalMs = spread(draw, 2, 2000);
    this.ledger = new SimLedger(this.ground, { ...watch, onLoss: ignore });
    this.queue = new BulkQueue(this.ground);
    const { entries, fates } = drawEntries(draw);
    this.entries = entries.toSorted((one, other) => compareBytes(one.key, other.key));
    this.fates = fates;
    this.job = newJob(draw, scheduler.nowMs());
  }

  /** Whether the journal still holds the job: from its acceptance until all its rows are recorded. */
  async isOpen(): Promise<boolean> {
    return (await this.journal.jobs()).length > 0;
  }

  newProcess(name: string): SimProcess {
    return new SimProcess(name, this.ground);
  }

  /** As one process sees it. */
  ports(process: SimProcess): Ledger {
    return this.ledger.port(process, (name) => this.#trip(name));
  }

  /** The journal as one process sees it. */
  rowArchive(process: SimProcess): RowArchive {
    return this.#distant(process, "archive", this.archive);
  }

  journalOf(process: SimProcess): Journal {
    return this.#distant(process, "journal", this.journal);
  }

  #distant<Port extends object>(process: SimProcess, what: string, port: Port): Port {
    const away = () => new PenstockError("journal-unavailable", "the journal is away");
    return remote(port, (name, args) =>
      request(process, {
        what: `${what}.${name}`,
        trip: this.swarm.strikes("the journal is unavailable")
          ? lostTrip(this.ground, away())
          : goodTrip(this.ground, this.#journalMs),
        effect: () => invoke(port, name, args),
      }),
    );
  }

  lister(process: SimProcess): Lister {
    const lister = storeLister(this.entries);
    return remote(lister, (name, args) =>
      request(process, {
        what: `lister.${name}`,
        trip: goodTrip(this.ground, PUT_MS),
        effect: () => invoke(lister, name, args),
      }),
    );
  }

  put(process: SimProcess, key: string): Promise<void> {
    return request(process, {
      what: `put ${key}`,
      trip: goodTrip(this.ground, PUT_MS),
      effect: async () => {
        this.puts.set(key, (this.puts.get(key) ?? 0) + 1);
      },
    });
  }

  /** What lives in Redis is gone: the ledger and the queue. */
  flush(): void {
    this.scheduler.note("FLUSHALL");
    this.flushes += 1;
    this.ledger.flush();
    this.queue.clear();
  }

  async accept(): Promise<void> {
    await this.journal.writeJob(this.job, []);
    await this.ledger.truth.listings.openListing(this.job, {
      ...{ epoch: 1, shards: [ALL_KEYS], transfers: [] },
      recorded: {
        counts: { stored: 0, skipped: 0, failed: 0, aborted: 0 },
        ...{ coveredBytes: 0, extra: 0, segments: 0 },
      },
    });
  }

  #trip(name: string): Trip {
    const trip = this.ledger.trip();
    const mayComeTwice = name === "batches.reportBatch" || name === "listings.addListed";
    return mayComeTwice && this.random.unit() < TWICE && !this.swarm.isOver
      ? twiceTrip(this.ground, trip)
      : trip;
  }
}

/** In the order of bytes, as a store has it, whatever the code under test believes of order. */
function storeLister(entries: readonly Entry[]): Lister {
  return {
    async page(query, limit, signal) {
      signal.throwIfAborted();
      const { after, to } = query;
      const rest = entries.filter(
        ({ key }) =>
          compareBytes(key, after) > 0 && (to === undefined || compareBytes(key, to) <= 0),
      );
      const isTruncated = rest.length > limit;
      return checkedPage(query, { entries: rest.slice(0, limit), isTruncated });
    },
  };
}

function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function newJob(random: Random, createdAtMs: number): Job {
  return {
    ...{ id: newJobId(createdAtMs, random.bytes(10)), tenant: TENANT, name: "bulk", labels: {} },
    createdAtMs,
    bulk: {
      verb: "copy",
      selection: {
        ...{ kind: "prefix", connection: "from", prefix: "" },
        filter: { include: [], exclude: [] },
      },
      destination: { connection: "to", template: "{relativeKey}" },
      options: {
        ...{ overwrite: "always", compare: "content", verify: "part", onMissing: "fail" },
        ...{ attributePolicy: "preserve", attributes: { metadata: {} }, allowEmpty: false },
      },
    },
  };
}
