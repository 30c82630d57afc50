import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Redis } from "ioredis";

/** The functions that many scripts share: those that a call needs always, and pieces that it makes on demand. */
const PRELUDE = ["prelude", "jobs/job-counts", "uploads/upload-changes", "transfers/transfer-ends"]
  .map(readScript)
  .join("\n");

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
  async run(redis: Redis, key: string, ...args: (string | number)[]): Promise<unknown> {
    try {
      return await redis.evalsha(this.#sha1, 1, key, ...args);
    } catch (error) {
      // A server that was restarted or promoted does not know the script; EVAL teaches it.
      if (error instanceof Error && error.message.startsWith("NOSCRIPT")) {
        return redis.eval(this.#source, 1, key, ...args);
      }
      throw error;
    }
  }
}

function readScript(name: string): string {
  return readFileSync(new URL(`./${name}.lua`, import.meta.url), "utf8");
}
