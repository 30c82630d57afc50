// Every call to a store or a source, timed and counted, whichever of them it is.

import {
  type EntryReader,
  isPenstockError,
  type Lister,
  type ObjectStore,
  type SourceReader,
} from "@penstock/core";

/** A call to a store or a source that is over. */
export type ObservedCall = {
  readonly connection: string;
  readonly side: "source" | "store";
  /** The method of the port, in its own words: `uploadPart`, `head`, `read`, … */
  readonly operation: string;
  /** `ok`, or the code of the error. */
  readonly outcome: string;
  readonly durationMs: number;
  /** That were to be moved by it; undefined where none were. */
  readonly bytes: number | undefined;
  /** Of a source that gave some. */
  readonly firstByteMs: number | undefined;
};

/** Hears of each call. It may not throw. */
export type ObserveCall = (call: ObservedCall) => void;

type Side = Pick<ObservedCall, "connection" | "side">;
type Closable = { close?(): void };

type Source = SourceReader & EntryReader & Closable;

/** Stores, sources and lists whose calls are told of, where something hears of them. */
export function observing(observe: ObserveCall | undefined) {
  return {
    store: (store: ObjectStore & { close(): void }, name: string) =>
      observe === undefined ? store : observedStore(store, name, observe),
    source: (source: Source, name: string) =>
      observe === undefined ? source : observedSource(source, name, observe),
    lister: (lister: Lister & Closable, name: string) =>
      observe === undefined ? lister : observedLister(lister, name, observe),
  };
}

/** The same store, whose calls are told of. */
export function observedStore(
  store: ObjectStore & Closable,
  connection: string,
  observe: ObserveCall,
): ObjectStore & { close(): void } {
  const { time, each } = timing({ connection, side: "store" }, observe);
  return {
    get profile() {
      return store.profile;
    },
    initiate: (...args) => time("initiate", () => store.initiate(...args)),
    uploadPart: (...args) =>
      time("uploadPart", () => store.uploadPart(...args), args[2].lengthBytes),
    copyPart: (...args) =>
      time("copyPart", () => store.copyPart(...args), args[2].range.lengthBytes),
    complete: (...args) => time("complete", () => store.complete(...args)),
    abort: (...args) => time("abort", () => store.abort(...args)),
    listParts: (...args) => time("listParts", () => store.listParts(...args)),
    listUploads: (...args) => each("listUploads", store.listUploads(...args)),
    put: (...args) => time("put", () => store.put(...args), args[1].lengthBytes),
    copyObject: (...args) =>
      time("copyObject", () => store.copyObject(...args), args[0].source.sourceVersion.sizeBytes),
    head: (...args) => time("head", () => store.head(...args)),
    close: () => store.close?.(),
  };
}

/** The same source. */
export function observedSource(source: Source, connection: string, observe: ObserveCall): Source {
  const { time, each } = timing({ connection, side: "source" }, observe);
  return {
    ...(source.kind !== undefined && { kind: source.kind }),
    stat: (...args) => time("stat", () => source.stat(...args)),
    read: (...args) => each("read", source.read(...args), args[2].lengthBytes),
    open: async (...args) => {
      const opened = await time("open", () => source.open(...args));
      return { ...opened, chunks: each("read", opened.chunks, args[1].sizeBytes) };
    },
    close: () => source.close?.(),
  };
}

/** The same lister. */
export function observedLister(
  lister: Lister & Closable,
  connection: string,
  observe: ObserveCall,
): Lister & Closable {
  const { time } = timing({ connection, side: "source" }, observe);
  return {
    page: (...args) => time("list", () => lister.page(...args)),
    close: () => lister.close?.(),
  };
}

function timing(side: Side, observe: ObserveCall) {
  async function time<Result>(
    operation: string,
    ask: () => Promise<Result>,
    bytes?: number,
  ): Promise<Result> {
    const call = new CallUnderWay({ ...side, operation, bytes }, observe);
    try {
      const result = await ask();
      call.end("ok");
      return result;
    } catch (error) {
      call.end(codeOf(error));
      throw error;
    }
  }

  function each<Item>(
    operation: string,
    items: AsyncIterable<Item>,
    bytes?: number,
  ): AsyncIterable<Item> {
    return {
      [Symbol.asyncIterator]: () =>
        observedWalk(items, new CallUnderWay({ ...side, operation, bytes }, observe)),
    };
  }
  return { time, each };
}

/**
 * It is over when there is no more, when it fails, or when it is left by a reader that has what it wanted.
 * No generator, for a part has hundreds of chunks.
 */
function observedWalk<Item>(
  items: AsyncIterable<Item>,
  call: CallUnderWay,
): AsyncIterator<Item, undefined> {
  const walk = items[Symbol.asyncIterator]();
  return {
    async next() {
      try {
        const result = await walk.next();
        if (result.done === true) {
          call.end("ok");
          return { done: true, value: undefined };
        }
        call.noteFirst();
        return result;
      } catch (error) {
        call.end(codeOf(error));
        throw error;
      }
    },
    async return() {
      call.end("ok");
      await walk.return?.();
      return { done: true, value: undefined };
    },
  };
}

class CallUnderWay {
  readonly #call: Side & { readonly operation: string; readonly bytes: number | undefined };
  readonly #observe: ObserveCall;
  readonly #beganAtMs = performance.now();
  #firstByteMs: number | undefined;
  #isOver = false;

  constructor(
    call: Side & { readonly operation: string; readonly bytes: number | undefined },
    observe: ObserveCall,
  ) {
    this.#call = call;
    this.#observe = observe;
  }

  noteFirst(): void {
    this.#firstByteMs ??= performance.now() - this.#beganAtMs;
  }

  end(outcome: string): void {
    if (!this.#isOver) {
      this.#isOver = true;
      const durationMs = performance.now() - this.#beganAtMs;
      this.#observe({ ...this.#call, outcome, durationMs, firstByteMs: this.#firstByteMs });
    }
  }
}

function codeOf(error: unknown): string {
  return isPenstockError(error) ? error.code : "unexpected-error";
}
