import { Worker } from "node:worker_threads";
import { type Entry, PenstockError } from "@penstock/core";
import { entriesOf } from "./walk-entries.ts";
import type { WalkQuestion, WalkResponse } from "./walk-page.ts";

/** It holds 10 MiB. To start one costs as much as to ask about 50,000 files, so lists that follow each other share it. */
const IDLE_MS = 10 * 60_000;
/** Two million names, and little that is soon forgotten. */
const LIMITS = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 4 };

type Waiting = PromiseWithResolvers<WalkResponse>;

/** Walks folders in a thread of its own, which starts with the first page that is asked for. */
export class Walks {
  #thread: Worker | undefined;
  /** In the order in which they were asked, in which the responses come. */
  #waiting: Waiting[] = [];
  #idle: NodeJS.Timeout | undefined;

  /**
   * The next entries of a walk: fewer than asked for only at its end.
   *
   * @throws PenstockError `source-unreachable`, `source-unusable` and whatever else the system says of a folder or a file
   */
  async page(question: WalkQuestion): Promise<readonly Entry[]> {
    const waiting = Promise.withResolvers<WalkResponse>();
    const thread = this.#started();
    this.#waiting.push(waiting);
    thread.ref();
    thread.postMessage(question);
    const response = await waiting.promise;
    if ("failed" in response) {
      const { code, message, cause } = response.failed;
      throw new PenstockError(code, message, { cause });
    }
    return entriesOf(response);
  }

  #started(): Worker {
    clearTimeout(this.#idle);
    this.#thread ??= this.#start();
    return this.#thread;
  }

  #start(): Worker {
    const module = new URL(import.meta.resolve("./walk-thread.ts"));
    // Whatever a process loads before its own modules is not for this one.
    const thread = new Worker(module, { execArgv: [], resourceLimits: LIMITS });
    thread.on("message", (response: WalkResponse) => {
      this.#waiting.shift()?.resolve(response);
      if (this.#waiting.length === 0) {
        thread.unref();
        this.#idle = setTimeout(() => this.#end(), IDLE_MS).unref();
      }
    });
    thread.on("error", (cause) => this.#fail(cause));
    return thread;
  }

  #end(): void {
    void this.#thread?.terminate();
    this.#thread = undefined;
  }

  /** The next page is asked of another thread, which begins its walk where that page begins. */
  #fail(cause: unknown): void {
    const lost = this.#waiting;
    this.#thread = undefined;
    this.#waiting = [];
    for (const waiting of lost) {
      const message = "the thread that walks the folder ended";
      waiting.reject(new PenstockError("source-unreachable", message, { cause }));
    }
  }
}
