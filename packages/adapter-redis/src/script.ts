import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { RedisClient } from "./redis-client.ts";

const PRELUDE = readScript("prelude");

/**
 * Functions that some scripts share, one a file and named like it, each before those that call it. A script gets
 * those that it calls: RedisClient makes all that stands before a script anew with each call of it.
 */
const PIECES = [
  "parts/run-queue",
  "parts/claim-limits",
  "batches/job-batches",
  "rows/row-segments",
  "listings/listing-shards",
  "listings/forget-listing",
  "parts/claims",
  "jobs/job-counts",
  "uploads/upload-changes",
  "transfers/transfer-ends",
  "jobs/new-transfers",
  "measures/note-measures",
].map((path) => ({ call: callOf(path), source: readScript(path) }));

/** Text is sent as UTF-8, bytes as they are. */
export type ScriptArgument = string | number | Buffer;

/** A Lua script beside the class that runs it; the header of its file says what it takes and returns. */
export class Script {
  readonly #source: string;
  readonly #sha1: string;

  /** @param name its path in this folder, without `.lua` */
  constructor(name: string) {
    this.#source = `${PRELUDE}\n${withPieces(readScript(name))}`;
    this.#sha1 = createHash("sha1").update(this.#source).digest("hex");
  }

  /** @param key the tenant's prefix; it decides the slot, and the script builds its keys from it */
  async run(redis: RedisClient, key: string, ...args: ScriptArgument[]): Promise<unknown> {
    try {
      return await redis.evalsha(this.#sha1, 1, key, ...args);
    } catch (error) {
      throwUnlessUnknown(error);
      return redis.eval(this.#source, 1, key, ...args);
    }
  }

  /** The same, with strings of the reply as bytes. */
  async runBinary(redis: RedisClient, key: string, ...args: ScriptArgument[]): Promise<unknown> {
    try {
      return await redis.callBuffer("EVALSHA", this.#sha1, 1, key, ...args);
    } catch (error) {
      throwUnlessUnknown(error);
      return redis.callBuffer("EVAL", this.#source, 1, key, ...args);
    }
  }
}

/** A server that was restarted or promoted does not know the script; EVAL teaches it. */
function throwUnlessUnknown(error: unknown): void {
  if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) {
    throw error;
  }
}

/** With the pieces that it calls, and those that these call. */
function withPieces(script: string): string {
  return PIECES.reduceRight(
    (source, piece) => (source.includes(piece.call) ? `${piece.source}\n${source}` : source),
    script,
  );
}

/** `job-counts.lua` has the function `job_counts`. */
function callOf(path: string): string {
  return `${path.slice(path.indexOf("/") + 1).replaceAll("-", "_")}(`;
}

function readScript(name: string): string {
  return readFileSync(new URL(`./${name}.lua`, import.meta.url), "utf8");
}
