import {
  type Connections,
  type Journal,
  type LeaderLease,
  type NewObject,
  type PartNumber,
  type PartReport,
  PenstockError,
  type Random,
  Repetitions,
  type SourceReader,
  type TaskQueue,
  type UploadId,
  WorkMeter,
} from "@penstock/core";
import { Breakers, BufferPool, Leadership, type PartEngine } from "@penstock/engine";
import { systemHashing } from "@penstock/process";
import { MemoryJournal, MemoryLeaderLease, seededRandom, silentLog } from "@penstock/testkit";
import { spread } from "./chance.ts";
import { HedgeJudge } from "./judge-hedges.ts";
import { drawLoads, drawProfile, type Load, MIB, sampleBytes } from "./load.ts";
import { Oracle } from "./oracle.ts";
import { goodTrip, lostTrip, request } from "./request.ts";
import { Scheduler } from "./scheduler.ts";
import { invoke, remote, SimLedger } from "./sim-ledger.ts";
import type { Ground, SimProcess } from "./sim-process.ts";
import { SimQueue } from "./sim-queue.ts";
import { SimSource } from "./sim-source.ts";
import { LIVE, SimStore } from "./sim-store.ts";
import { Swarm } from "./swarm.ts";
import type { Witnesses } from "./witnesses.ts";

/** The token of objects that another writer writes. */
export const STRANGER = "another";
const CHUNKS_AT_ONCE = 8;
/** After an emptied Redis two may lead, until the older one asks again. */
const LEASE_MS = 8_000;
/** Each way. It draws nothing, so that what else happens does not depend on it. */
const LEASE_TRIP_MS = 3;
/** A limit of real time, which must never come: each request ends by itself, in virtual time. */
const NO_LIMIT_MS = 2 ** 31 - 1;

/** All that one seed makes: the outside world, its troubles, and who watches. */
export class World {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly swarm: Swarm;
  readonly ground: Ground;
  readonly oracle: Oracle;
  readonly #hedges: HedgeJudge;
  readonly ledger: SimLedger;
  readonly queue: SimQueue;
  readonly store: SimStore;
  readonly source: SimSource;
  readonly journal = new MemoryJournal();
  readonly lease: MemoryLeaderLease;
  readonly #leaderships: Leadership[] = [];
  #flushedAtMs = Number.NEGATIVE_INFINITY;
  readonly loads: readonly Load[];
  /** Parts above it are streamed, also where a checksum precedes them. */
  readonly #bufferBytes: number;

  constructor(seed: number, trace?: (line: string) => void) {
    const draw = seededRandom(seed * 7919);
    this.scheduler = new Scheduler(trace);
    this.lease = new MemoryLeaderLease(this.scheduler);
    this.random = seededRandom(seed * 7919 + 2);
    this.swarm = new Swarm(seed, (fault) => this.scheduler.note(`! ${fault}`));
    const { scheduler, swarm, random } = this;
    this.ground = { scheduler, swarm, random, slowness: spread(draw, 1, 40) };
    const profile = drawProfile(draw);
    this.#bufferBytes = draw.unit() < 0.7 ? MIB : MIB / 2;
    this.loads = drawLoads(draw, swarm, profile);
    const witnesses: Witnesses = {
      ledger: () => this.ledger.truth,
      store: () => this.store.truth,
      loadOf: (key) => this.loadOf(key),
      partEngines: (part) => this.queue.partEngines(part),
      nowMs: () => scheduler.nowMs(),
      stranger: STRANGER,
    };
    this.oracle = new Oracle(witnesses);
    this.#hedges = new HedgeJudge(witnesses, this.oracle);
    this.ledger = this.#makeLedger();
    this.queue = this.#makeQueue();
    this.store = new SimStore(profile, this.ground, this.#storeWatch());
    this.source = new SimSource(profile.checksum, {
      onRead: (key, sourceVersion, { startByte, lengthBytes }) =>
        this.oracle.onRead(key, sourceVersion, startByte, lengthBytes),
      onTrouble: (key) => this.#failsAt(key),
      onCorrupted: (key) => this.#corruptsAt(key),
    });
  }

  loadOf(key: string): Load | undefined {
    return this.loads.find((load) => load.key === key || load.source.key === key);
  }

  /** What an app's composition root makes, for one life of one process. */
  engine(process: SimProcess): PartEngine {
    const { scheduler, random } = this;
    const ledger = this.ledger.port(process);
    return {
      ledger,
      journal: this.#journal(process),
      queue: this.#queue(process),
      connections: this.#connections(process),
      breakers: new Breakers(NO_LIMIT_MS),
      repeats: new Repetitions({ clock: scheduler, random }),
      clock: scheduler,
      random,
      log: silentLog,
      processId: process.name,
      hashing: systemHashing,
      buffers: new BufferPool(this.#bufferBytes),
      meter: new WorkMeter(scheduler, process.name),
    };
  }

  /** For one life of a coordinator. While Redis knows of every term, one coordinator leads at a time. */
  leadership(process: SimProcess): Leadership {
    const { scheduler, lease, oracle } = this;
    const ask = remote<LeaderLease>(lease, async (name, args) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      process.after(LEASE_TRIP_MS, `lease.${name}`, resolve);
      await promise;
      if (this.ledger.isAway) {
        throw new PenstockError("ledger-unavailable", "the ledger is away");
      }
      return invoke(lease, name, args);
    });
    const leadership = new Leadership({
      lease: ask,
      holder: `${process.name}, start ${this.#leaderships.length}`,
      monotonicMs: () => scheduler.nowMs(),
      log: silentLog,
      begin: ({ fence }) => {
        scheduler.note(`${process.name} leads, term ${fence}`);
        const other = this.#leaderships.find((each) => each !== leadership && each.isLeading());
        if (other !== undefined && scheduler.nowMs() - this.#flushedAtMs > LEASE_MS) {
          oracle.breaks("one coordinator leads at a time", `${process.name}, term ${fence}`);
        }
        return { stop: async () => undefined };
      },
    });
    this.#leaderships.push(leadership);
    return leadership;
  }

  /** A new version of a source, past all trouble. */
  async renew({ origin, source }: Load, name: number, sizeBytes: number): Promise<void> {
    const bytes = sampleBytes(name, sizeBytes);
    if (origin === "source") {
      this.source.renew(source, bytes);
      return;
    }
    const etag = await this.write(source.key, bytes);
    source.versions.push({ etag: `"${etag}"`, bytes });
  }

  /** Another writer writes to the bucket. */
  async write(key: string, bytes: Uint8Array): Promise<string> {
    const object = {
      key,
      attributes: { metadata: {} },
      token: STRANGER,
      checksum: "md5",
    } as const;
    const chunks = (async function* () {
      yield bytes;
    })();
    const { etag } = await this.store.truth.put(
      object,
      { lengthBytes: bytes.length, chunks },
      LIVE,
    );
    return etag;
  }

  /** Redis is emptied: the ledger and the queues. */
  flush(): void {
    this.ledger.flush();
    this.queue.flush();
    this.lease.flush();
    this.#flushedAtMs = this.scheduler.nowMs();
  }

  async fallBack(calls: number): Promise<void> {
    await this.ledger.fallBack(calls);
    this.queue.fallBack();
  }

  #makeLedger(): SimLedger {
    return new SimLedger(this.ground, {
      onSent: (process, name, args) => {
        if (name === "parts.dispatch" && args[1] !== undefined) {
          const report = args[1] as PartReport;
          this.oracle.onReport(report, this.queue.runsOf(process, report));
        }
      },
      onCall: async (name, args, result) => {
        await this.oracle.onLedgerCall(name, args, result);
        await this.#hedges.onLedgerCall(name, args, result);
      },
      onStopped: (signal) => {
        this.#hedges.onStopped(signal);
        this.queue.stop(signal);
      },
      onLoss: () => {
        this.oracle.onLoss();
        this.#hedges.onLoss();
      },
    });
  }

  #makeQueue(): SimQueue {
    return new SimQueue(this.ground, () => this.ledger.isAway, {
      onDone: (run) => void this.oracle.onDone(run),
      onRedelivery: (task) => {
        if (task.kind === "part") {
          this.#failsAt(task.part.destination.key);
        }
      },
      onBug: (error) => {
        const text = error instanceof Error ? `${error.stack}` : String(error);
        this.oracle.breaks("no use case throws what it does not expect", text);
      },
    });
  }

  #storeWatch() {
    const { oracle } = this;
    return {
      onTrouble: (key: string) => this.#failsAt(key),
      onCorrupted: (key: string) => {
        oracle.strikesAt(key, (troubles) => {
          troubles.isCorrupted = true;
        });
      },
      mayCorrupt: (key: string) => this.loadOf(key)?.verify !== "none",
      onInitiate: (object: NewObject, uploadId: UploadId) => {
        this.scheduler.note(`${uploadId} is open for ${object.key}`);
        oracle.onInitiate(object, uploadId);
      },
      onSlice: (signal: AbortSignal) => oracle.onSlice(this.queue.runOf(signal)),
      onSending: (signal: AbortSignal, number: PartNumber | undefined) => {
        this.queue.onSending(signal, number);
        oracle.onSending(signal, number !== undefined);
      },
      onComplete: oracle.onComplete.bind(oracle),
      onAbort: oracle.onAbort.bind(oracle),
      onVisible: oracle.onVisible.bind(oracle),
    };
  }

  #failsAt(key: string): void {
    this.oracle.strikesAt(key, (troubles) => {
      troubles.failures += 1;
    });
  }

  #corruptsAt(key: string): void {
    this.oracle.strikesAt(key, (troubles) => {
      troubles.failures += 1;
      troubles.corrupted += 1;
    });
  }

  #queue(process: SimProcess): TaskQueue {
    const adder = this.queue.adder();
    return remote<TaskQueue>(adder, (name, args) =>
      request(process, {
        what: `queue.${name}`,
        trip: this.ledger.trip(),
        effect: () => invoke(adder, name, args),
      }),
    );
  }

  #journal(process: SimProcess): Journal {
    const { journal, ground } = this;
    const away = () => new PenstockError("journal-unavailable", "the journal is away");
    return remote<Journal>(journal, (name, args) =>
      request(process, {
        what: `journal.${name}`,
        trip: ground.swarm.strikes("the journal is unavailable")
          ? lostTrip(ground, away())
          : goodTrip(ground, 2),
        effect: () => invoke(journal, name, args),
      }),
    );
  }

  #connections(process: SimProcess): Connections {
    const store = this.store.port(process);
    const sources: Readonly<Record<string, SourceReader>> = {
      source: this.source.port(process),
      store: this.#storedReader(process),
    };
    const unknown = (name: string) =>
      new PenstockError("connection-unknown", `there is no connection ${name}`);
    return {
      store: (name) => {
        if (name !== "store") {
          throw unknown(name);
        }
        return store;
      },
      source: (name) => {
        const source = sources[name];
        if (source === undefined) {
          throw unknown(name);
        }
        return source;
      },
      lister: (name) => {
        throw unknown(name);
      },
      serverSideCopySource: (from, to) => (from === to ? this.store.truth.bucket : undefined),
      probe: (name) => {
        throw unknown(name);
      },
    };
  }

  /** The store as a source, also for reading back what it stored. */
  #storedReader(process: SimProcess): SourceReader {
    const { ground, store } = this;
    const ask = <Result>(what: string, effect: () => Promise<Result>, signal: AbortSignal) =>
      request(process, { what: `stored.${what}`, trip: goodTrip(ground, 8), effect, signal });
    const read = async function* (
      ...[key, sourceVersion, range, signal]: Parameters<SourceReader["read"]>
    ) {
      let chunks = 0;
      for await (const chunk of store.truth.reader.read(key, sourceVersion, range, LIVE)) {
        if (chunks % CHUNKS_AT_ONCE === 0) {
          await ask(`read ${key}`, async () => {}, signal);
        }
        chunks += 1;
        yield chunk;
      }
    };
    return {
      stat: (key, signal) => ask(`stat ${key}`, () => store.truth.reader.stat(key, LIVE), signal),
      read: (key, sourceVersion, range, signal) => {
        this.oracle.onRead(key, sourceVersion, range.startByte, range.lengthBytes);
        return read(key, sourceVersion, range, signal);
      },
    };
  }
}
