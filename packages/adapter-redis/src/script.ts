import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Redis } from "ioredis";

/** The functions that many scripts share: those that a call needs always, and pieces that it makes on demand. */
const PRELUDE = [
  "prelude",
  "parts/run-queue",
  "batches/job-batches",
  "rows/row-segments",
  "listings/listing-shards",
  "listings/forget-listing",
  "parts/claims",
  "jobs/job-counts",
  "uploads/upload-changes",
  "transfers/transfer-ends",
  "jobs/new-transfers",
]
  .map(readScript)
  .join("\n");

/** Text is sent as UTF-8, bytes as they are. */
export type ScriptArgument = string | number | Buffer;

/** A Lua script beside the class that runs it; the header of its file says what it takes and returns. */
export class Script {
  readonly #source: string;
  readonly #sha1: string;

  /** @param name its path in this folder, without `.lua` */
  constructor(name: string) {
    this.#source = `${PRELUDE}\n${readScript(name)}`;
    this.#sha1 = createHash("sha1").update(this.#source).digest("hex");
  }

  /** @param key the tenant's prefix; it decides the slot, and the script builds its keys from it */
  run(redis: Redis, key: string, ...args: ScriptArgument[]): Promise<unknown> {
    return this.#taught(
      () => redis.evalsha(this.#sha1, 1, key, ...args),
      () => redis.eval(this.#source, 1, key, ...args),
    );
  }

  /** The same, with strings of the reply as bytes. */
  runBinary(redis: Redis, key: string, ...args: ScriptArgument[]): Promise<unknown> {
    return this.#taught(
      () => redis.callBuffer("EVALSHA", this.#sha1, 1, key, ...args),
      () => redis.callBuffer("EVAL", this.#source, 1, key, ...args),
    );
  }

  async #taught(run: () => Promise<unknown>, teach: () => Promise<unknown>): Promise<unknown> {
    try {
      return await run();
    } catch (error) {
      // A server that was restarted or promoted does not know the script; EVAL teaches it.
      if (error instanceof Error && error.message.startsWith("NOSCRIPT")) {
        return teach();
      }
      throw error;
    }
  }
}

function readScript(name: string): string {
  return readFileSync(new URL(`./${name}.lua`, import.meta.url), "utf8");
}
