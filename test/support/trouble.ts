import {
  type Ledger,
  type ObjectStore,
  type OpenUpload,
  PenstockError,
  type Random,
  type SourceReader,
  type TaskQueue,
} from "@penstock/core";
import { interceptLedger, interceptPort, seededRandom } from "@penstock/testkit";
import { flipBit } from "./flip-bit.ts";
import { storeWith } from "./store-with.ts";

/** The process dies at this call: before it took effect, or after. */
export class Crash extends PenstockError {
  constructor() {
    super("ledger-unavailable", "killed: whatever follows in this process does not happen");
  }
}

/** One seed's share of each kind of trouble, drawn anew for every seed. */
export class Trouble {
  readonly #random: Random;
  readonly #crash: number;
  readonly #lose: number;
  readonly #store: number;
  readonly #repeat: number;
  readonly #flip: number;
  isOver = false;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    this.#crash = this.#random.unit() * 0.05;
    this.#lose = this.#random.unit() * 0.2;
    this.#store = this.#random.unit() * 0.15;
    this.#repeat = this.#random.unit() * 0.2;
    this.#flip = this.#random.unit() * 0.05;
  }

  /** A process that dies around its calls to the ledger. */
  ledger(ledger: Ledger): Ledger {
    return interceptLedger(ledger, ({ run }) => this.#try(run, this.#crash, () => new Crash()));
  }

  /** A store whose requests, or their responses, get lost, or whose parts are corrupted on their way. */
  store(store: ObjectStore): ObjectStore {
    const failure = () => new PenstockError("store-unreachable", "the connection was cut");
    const corrupting = storeWith(() => ({
      uploadPart: (upload, number, body, ...rest) => {
        const chunks = this.#corrupt(body.chunks, body.lengthBytes);
        return store.uploadPart(upload, number, { ...body, chunks }, ...rest);
      },
    }))(store);
    const wrapped = this.#wrap(corrupting, this.#store, failure);
    // A list is no promise, and cannot be wrapped as one.
    return storeWith(() => ({ listUploads: (...args) => this.#list(store, ...args) }))(wrapped);
  }

  /** A source that hangs up, and corrupts what can be found out: the bytes of which it says a checksum. */
  source(source: SourceReader): SourceReader {
    return {
      stat: (...args) => source.stat(...args),
      read: (key, sourceVersion, range, signal) => {
        if (this.#strikes(this.#store)) {
          throw new PenstockError("source-unreachable", "the source hung up");
        }
        const chunks = source.read(key, sourceVersion, range, signal);
        return sourceVersion.checksum === undefined
          ? chunks
          : this.#corrupt(chunks, range.lengthBytes);
      },
    };
  }

  /** A queue that loses tasks, as a crash between the ledger and the queue does, or that is away. */
  queue(queue: TaskQueue): TaskQueue {
    const unlessLost = async (add: () => Promise<void>) => {
      if (this.#strikes(this.#lose / 2)) {
        throw new PenstockError("ledger-unavailable", "the queue is away");
      }
      if (!this.#strikes(this.#lose)) {
        await add();
      }
    };
    return {
      addPlan: (transfer) => unlessLost(() => queue.addPlan(transfer)),
      addParts: (tasks) => unlessLost(() => queue.addParts(tasks)),
      addBatches: (tasks) => unlessLost(() => queue.addBatches(tasks)),
      addListing: (task) => unlessLost(() => queue.addListing(task)),
      addFinalize: (task) => unlessLost(() => queue.addFinalize(task)),
    };
  }

  isRepeated(): boolean {
    return this.#strikes(this.#repeat);
  }

  async *#list(
    store: ObjectStore,
    ...args: Parameters<ObjectStore["listUploads"]>
  ): AsyncIterable<OpenUpload> {
    if (this.#strikes(this.#store)) {
      throw new PenstockError("store-unreachable", "the connection was cut");
    }
    yield* store.listUploads(...args);
  }

  #corrupt(chunks: AsyncIterable<Uint8Array>, lengthBytes: number): AsyncIterable<Uint8Array> {
    return this.#strikes(this.#flip)
      ? flipBit(chunks, Math.floor(this.#random.unit() * lengthBytes))
      : chunks;
  }

  #strikes(rate: number): boolean {
    return !this.isOver && this.#random.unit() < rate;
  }

  /** Every method fails sometimes, half of the times after it did its work. */
  #wrap<Port extends object>(port: Port, rate: number, failure: () => Error): Port {
    return interceptPort(port, ({ run }) => this.#try(run, rate, failure));
  }

  async #try(run: () => Promise<unknown>, rate: number, failure: () => Error): Promise<unknown> {
    if (this.#strikes(rate / 2)) {
      throw failure();
    }
    const result = await run();
    if (this.#strikes(rate / 2)) {
      throw failure();
    }
    return result;
  }
}
