import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { RedisClient } from "./redis-client.ts";

/** What a script gets where it names it. */
type Piece = { readonly name: RegExp; readonly source: string };

/** What many scripts share: each declaration by itself. */
const PRELUDE: readonly Piece[] = readScript("prelude")
  .split(/^(?=local )/m)
  .slice(1)
  .map((source) => ({ name: wordOf(/^local (?:function )?(\w+)/.exec(source)?.[1]), source }));

/**
 * Functions that some scripts share, one a file and named like it, each before those that call it. A script gets
 * those that it calls: Redis makes all that stands before a script anew with each call of it.
 */
const PIECES: readonly Piece[] = [
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
].map((path) => ({ name: callOf(path), source: readScript(path) }));

/** A script that has this line gets its pieces there instead of before it. */
const PLACE_OF_PIECES = /^ *-- PIECES$/m;

/** Text is sent as UTF-8, bytes as they are. */
export type ScriptArgument = string | number | Buffer;

/** A Lua script beside the class that runs it; the header of its file says what it takes and returns. */
export class Script {
  readonly #source: string;
  readonly #sha1: string;

  /** @param name its path in this folder, without `.lua` */
  constructor(name: string) {
    this.#source = complete(readScript(name));
    this.#sha1 = createHash("sha1").update(this.#source).digest("hex");
  }

  /** @param key the tenant's prefix; it decides the slot, and the script builds its keys from it */
  async run(redis: RedisClient, key: string, ...args: ScriptArgument[]): Promise<unknown> {
    try {
      return await this.runKnown(redis, key, args);
    } catch (error) {
      return await this.teach(error, redis, key, args);
    }
  }

  /** For a caller that handles errors itself: nearly always the server knows the script. */
  runKnown(redis: RedisClient, key: string, args: readonly ScriptArgument[]): Promise<unknown> {
    return redis.evalsha(this.#sha1, 1, key, ...args);
  }

  /** Runs it after all where `error` says that the server did not know it, and throws any other. */
  teach(
    error: unknown,
    redis: RedisClient,
    key: string,
    args: readonly ScriptArgument[],
  ): Promise<unknown> {
    throwUnlessUnknown(error);
    return redis.eval(this.#source, 1, key, ...args);
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

/** With what it names of the prelude and of the pieces, and with what these name. */
function complete(script: string): string {
  const pieces = named(PIECES, script);
  const before = named(PRELUDE, script);
  const forPieces = named(PRELUDE, joined(pieces)).filter((piece) => !before.includes(piece));
  const rest = joined([...forPieces, ...pieces]);
  return PLACE_OF_PIECES.test(script)
    ? joined(before) + script.replace(PLACE_OF_PIECES, () => rest)
    : joined(before) + rest + script;
}

/** Those that a script names, and those that these name: each stands before what names it. */
function named(pieces: readonly Piece[], script: string): readonly Piece[] {
  const found: Piece[] = [];
  for (const piece of pieces.toReversed()) {
    if (piece.name.test(script) || found.some(({ source }) => piece.name.test(source))) {
      found.unshift(piece);
    }
  }
  return found;
}

function joined(pieces: readonly Piece[]): string {
  return pieces.map(({ source }) => `${source}\n`).join("");
}

/** `job-counts.lua` has the function `job_counts`. */
function callOf(path: string): RegExp {
  return new RegExp(`\\b${path.slice(path.indexOf("/") + 1).replaceAll("-", "_")}\\(`);
}

function wordOf(name = ""): RegExp {
  return new RegExp(`\\b${name}\\b`);
}

function readScript(name: string): string {
  return readFileSync(new URL(`./${name}.lua`, import.meta.url), "utf8");
}
