import {
  type BodyPace,
  type Connections,
  type EntryReader,
  type EntryReaders,
  isPenstockError,
  type JobId,
  type ObjectStore,
  type PartBody,
  type SourceReader,
} from "@penstock/core";
import type { WorkScope } from "./limit-book.ts";
import type { RateLimiter } from "./rate-limiter.ts";

type Work = { readonly tenant: string; readonly jobId: JobId };

/** What a request, or bytes, of one task have to wait for. */
class Gate implements BodyPace {
  readonly #limiter: RateLimiter;
  readonly #clock: { nowMs(): number };
  #scope: WorkScope;
  #heldMs = 0;

  constructor(limiter: RateLimiter, clock: { nowMs(): number }, work: Work) {
    this.#limiter = limiter;
    this.#clock = clock;
    this.#scope = { tenant: work.tenant, jobId: work.jobId, connections: [] };
  }

  /** The bytes of a task count for each connection that it names. */
  name(connection: string): void {
    const { connections } = this.#scope;
    if (!connections.includes(connection)) {
      this.#scope = { ...this.#scope, connections: [...connections, connection] };
    }
  }

  take(bytes: number, signal: AbortSignal): Promise<void> | undefined {
    const wait = this.#limiter.take("bytesPerSecond", this.#scope, bytes, signal);
    return wait && this.#held(wait);
  }

  pieceBytes(): number {
    return this.#limiter.pieceBytes(this.#scope);
  }

  heldMs(): number {
    return this.#heldMs;
  }

  /** One request to a connection, and what became of it. */
  async request<Result>(
    connection: string,
    signal: AbortSignal,
    run: () => Promise<Result>,
  ): Promise<Result> {
    await this.turn(connection, signal);
    try {
      const result = await run();
      this.noteAccepted(connection);
      return result;
    } catch (error) {
      this.noteFailure(connection, error);
      throw error;
    }
  }

  turn(connection: string, signal: AbortSignal): Promise<void> | undefined {
    const scope = { ...this.#scope, connections: [connection] };
    return this.#limiter.take("requestsPerSecond", scope, 1, signal);
  }

  noteAccepted(connection: string): void {
    this.#limiter.noteResponse(connection, false);
  }

  noteFailure(connection: string, error: unknown): void {
    if (isPenstockError(error, "store-throttled", "source-throttled")) {
      const { retryAfterMs } = error.details;
      const pauseMs = typeof retryAfterMs === "number" ? retryAfterMs : undefined;
      this.#limiter.noteResponse(connection, true, pauseMs);
    }
  }

  async #held(wait: Promise<void>): Promise<void> {
    const fromMs = this.#clock.nowMs();
    try {
      await wait;
    } finally {
      this.#heldMs += this.#clock.nowMs() - fromMs;
    }
  }
}

/** The same connections for one task: its requests and its bytes wait for what its limits allow. */
export function pacedConnections(
  connections: Connections & EntryReaders,
  limiter: RateLimiter,
  clock: { nowMs(): number },
  work: Work,
): Connections & EntryReaders {
  const gate = new Gate(limiter, clock, work);
  return {
    store: (name) => {
      gate.name(name);
      return new PacedStore(connections.store(name), name, gate);
    },
    source: (name) => {
      gate.name(name);
      return pacedSource(connections.source(name), name, gate);
    },
    entryReader: (name) => {
      gate.name(name);
      return pacedReader(connections.entryReader(name), name, gate);
    },
    lister: (name) => connections.lister(name),
    serverSideCopySource: (source, destination) =>
      connections.serverSideCopySource(source, destination),
    probe: (name, variant) => connections.probe(name, variant),
  };
}

function pacedSource(source: SourceReader, name: string, gate: Gate): SourceReader {
  return {
    ...(source.kind !== undefined && { kind: source.kind }),
    stat: (key, signal) => gate.request(name, signal, () => source.stat(key, signal)),
    read: (key, sourceVersion, range, signal) => {
      const opened = {
        open: async () => {
          await gate.turn(name, signal);
          return source.read(key, sourceVersion, range, signal)[Symbol.asyncIterator]();
        },
        onOpened: () => gate.noteAccepted(name),
        onError: (error: unknown) => gate.noteFailure(name, error),
      };
      return new OpenedInTurn(opened);
    },
  };
}

type Opening = {
  readonly open: () => Promise<AsyncIterator<Uint8Array>>;
  readonly onOpened: () => void;
  readonly onError: (error: unknown) => void;
};

/** Chunks that are asked for only after their turn has come; once they flow nothing is added to them. */
class OpenedInTurn implements AsyncIterable<Uint8Array> {
  readonly #how: Opening;

  constructor(how: Opening) {
    this.#how = how;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    const { open, onOpened, onError } = this.#how;
    let inner: AsyncIterator<Uint8Array> | undefined;
    return {
      next: async () => {
        try {
          if (inner !== undefined) {
            return await inner.next();
          }
          inner = await open();
          const first = await inner.next();
          onOpened();
          return first;
        } catch (error) {
          onError(error);
          throw error;
        }
      },
      return: async () => (await inner?.return?.()) ?? { done: true, value: undefined },
    };
  }
}

function pacedReader(reader: EntryReader, name: string, gate: Gate): EntryReader {
  return {
    open: async (key, sourceVersion, signal) => {
      const opened = await gate.request(name, signal, () =>
        reader.open(key, sourceVersion, signal),
      );
      return { ...opened, pace: gate };
    },
  };
}

/** Each method is one request, or a few of which the first one waits. */
class PacedStore implements ObjectStore {
  readonly profile: ObjectStore["profile"];
  readonly #store: ObjectStore;
  readonly #name: string;
  readonly #gate: Gate;

  constructor(store: ObjectStore, name: string, gate: Gate) {
    this.profile = store.profile;
    this.#store = store;
    this.#name = name;
    this.#gate = gate;
  }

  initiate: ObjectStore["initiate"] = (object, signal) =>
    this.#ask(signal, () => this.#store.initiate(object, signal));

  uploadPart: ObjectStore["uploadPart"] = (upload, number, body, algorithm, signal) =>
    this.#ask(signal, () =>
      this.#store.uploadPart(upload, number, this.#paced(body), algorithm, signal),
    );

  copyPart: ObjectStore["copyPart"] = (upload, number, source, algorithm, signal) =>
    this.#ask(signal, () => this.#store.copyPart(upload, number, source, algorithm, signal));

  complete: ObjectStore["complete"] = (upload, parts, whole, signal) =>
    this.#ask(signal, () => this.#store.complete(upload, parts, whole, signal));

  abort: ObjectStore["abort"] = (upload, signal) =>
    this.#ask(signal, () => this.#store.abort(upload, signal));

  listParts: ObjectStore["listParts"] = (upload, signal) =>
    this.#ask(signal, () => this.#store.listParts(upload, signal));

  listUploads: ObjectStore["listUploads"] = (prefix, signal) =>
    this.#store.listUploads(prefix, signal);

  put: ObjectStore["put"] = (object, body, signal) =>
    this.#ask(signal, () => this.#store.put(object, this.#paced(body), signal));

  copyObject: ObjectStore["copyObject"] = (copy, signal) =>
    this.#ask(signal, () => this.#store.copyObject(copy, signal));

  head: ObjectStore["head"] = (key, algorithm, signal) =>
    this.#ask(signal, () => this.#store.head(key, algorithm, signal));

  #ask<Result>(signal: AbortSignal, run: () => Promise<Result>): Promise<Result> {
    return this.#gate.request(this.#name, signal, run);
  }

  #paced(body: PartBody): PartBody {
    return { ...body, pace: this.#gate };
  }
}
