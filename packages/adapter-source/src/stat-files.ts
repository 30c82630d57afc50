import { Worker } from "node:worker_threads";
import { PenstockError } from "@penstock/core";
import { type FileStats, packQuestion, type StatReply, unpackStats } from "./stat-reply.ts";

/** It holds 10 MiB. To start one costs as much as to ask about 50,000 files, so lists that follow each other share it. */
const IDLE_MS = 10 * 60_000;
const LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 };

type Waiting = PromiseWithResolvers<StatReply>;

/**
 * Asks about many files at once in a thread of its own: by way of Node's pool of threads each of them costs three times as much,
 * and in this thread a mount that does not answer would hold up everything else.
 */
export class StatFiles {
  #thread: Worker | undefined;
  /** In the order in which they were asked, in which they are answered. */
  #waiting: Waiting[] = [];
  #idle: NodeJS.Timeout | undefined;

  /** @returns for each key below the root its stats, or the error of the system */
  async of(root: string, keys: readonly string[]): Promise<readonly (FileStats | Error)[]> {
    if (keys.length === 0) {
      return [];
    }
    const waiting = Promise.withResolvers<StatReply>();
    const thread = this.#started();
    this.#waiting.push(waiting);
    thread.ref();
    thread.postMessage(packQuestion(root, keys));
    return unpackStats(await waiting.promise);
  }

  #started(): Worker {
    clearTimeout(this.#idle);
    this.#thread ??= this.#start();
    return this.#thread;
  }

  #start(): Worker {
    const module = new URL(import.meta.resolve("./stat-thread.ts"));
    // Whatever a process loads before its own modules is not for this one.
    const thread = new Worker(module, { execArgv: [], resourceLimits: LIMITS });
    thread.on("message", (reply: StatReply) => {
      this.#waiting.shift()?.resolve(reply);
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

  /** The next files are asked about in another thread. */
  #fail(cause: unknown): void {
    const lost = this.#waiting;
    this.#thread = undefined;
    this.#waiting = [];
    for (const waiting of lost) {
      const message = "the thread that asked about files ended";
      waiting.reject(new PenstockError("source-unreachable", message, { cause }));
    }
  }
}
