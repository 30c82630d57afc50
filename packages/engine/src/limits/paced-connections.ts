import type { Connections, EntryReader, EntryReaders, SourceReader } from "@penstock/core";
import { type End, Gate, type Work } from "./gate.ts";
import { PacedStore } from "./paced-store.ts";
import type { RateLimiter } from "./rate-limiter.ts";

type Paced = {
  readonly connections: Connections & EntryReaders;
  readonly limiter: RateLimiter;
  readonly clock: { nowMs(): number };
};

/** Moves one task by the same connections: its requests and its bytes wait for what its limits allow. */
export async function withPacedConnections<Result>(
  { connections, limiter, clock }: Paced,
  work: Work,
  move: (connections: Connections & EntryReaders) => Promise<Result>,
): Promise<Result> {
  const gate = new Gate(limiter, clock, work);
  limiter.begin(gate);
  try {
    return await move(pacedConnections(connections, gate));
  } finally {
    limiter.end(gate);
  }
}

function pacedConnections(
  connections: Connections & EntryReaders,
  gate: Gate,
): Connections & EntryReaders {
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
  const end: End = { side: "source", name };
  return {
    ...(source.kind !== undefined && { kind: source.kind }),
    stat: (key, signal) => gate.request(end, signal, () => source.stat(key, signal)),
    read: (key, sourceVersion, range, signal) => {
      const opened = {
        open: async () => {
          await gate.turn(name, signal);
          return source.read(key, sourceVersion, range, signal)[Symbol.asyncIterator]();
        },
        onOpened: () => gate.noteAccepted(name),
        onError: (error: unknown) => gate.noteFailure(end, error),
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
      const opened = await gate.request({ side: "source", name }, signal, () =>
        reader.open(key, sourceVersion, signal),
      );
      return { ...opened, pace: gate.pace() };
    },
  };
}
