import { type BodyPace, type ErrorCode, isPenstockError, type JobId } from "@penstock/core";
import type { WorkScope } from "./limit-book.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import type { MovedTask } from "./waiter.ts";

/** A connection, as what is asked of it. */
export type End = { readonly side: "store" | "source"; readonly name: string };

/**
 * What counts as its own. A call to a store also throws what the source of its body says: a store is slowed down for no source.
 */
const ASKS_FOR_PATIENCE: Readonly<Record<End["side"], readonly ErrorCode[]>> = {
  store: ["store-throttled"],
  source: ["source-throttled", "store-throttled"],
};

export type Work = { readonly tenant: string; readonly jobId: JobId };

/** What a request, or bytes, of one task have to wait for. */
export class Gate implements MovedTask {
  lanes = 0;
  readonly #limiter: RateLimiter;
  readonly #clock: { nowMs(): number };
  #scope: WorkScope;

  constructor(limiter: RateLimiter, clock: { nowMs(): number }, work: Work) {
    this.#limiter = limiter;
    this.#clock = clock;
    this.#scope = { tenant: work.tenant, jobId: work.jobId, connections: [] };
  }

  get scope(): WorkScope {
    return this.#scope;
  }

  /** The bytes of a task count for each connection that it names. */
  name(connection: string): void {
    const { connections } = this.#scope;
    if (!connections.includes(connection)) {
      this.#scope = { ...this.#scope, connections: [...connections, connection] };
    }
  }

  take(bytes: number, signal: AbortSignal): number | Promise<number> {
    const asked = {
      limit: "bytesPerSecond",
      scope: this.#scope,
      count: bytes,
      task: this,
    } as const;
    return this.#limiter.take(asked, signal);
  }

  /** For one body. */
  pace(): BodyPace {
    return new Pace(this, this.#clock);
  }

  /** One request to a connection, and what became of it. */
  async request<Result>(
    end: End,
    signal: AbortSignal,
    run: () => Promise<Result>,
  ): Promise<Result> {
    this.lanes += 1;
    try {
      await this.turn(end.name, signal);
      const result = await run();
      this.noteAccepted(end.name);
      return result;
    } catch (error) {
      this.noteFailure(end, error);
      throw error;
    } finally {
      this.lanes -= 1;
    }
  }

  turn(connection: string, signal: AbortSignal): number | Promise<number> {
    const scope = { ...this.#scope, connections: [connection] };
    const asked = { limit: "requestsPerSecond", scope, count: 1, task: this } as const;
    return this.#limiter.take(asked, signal);
  }

  noteAccepted(connection: string): void {
    this.#limiter.noteResponse(connection, false);
  }

  noteFailure({ side, name }: End, error: unknown): void {
    if (isPenstockError(error, ...ASKS_FOR_PATIENCE[side])) {
      const { retryAfterMs } = error.details;
      const pauseMs = typeof retryAfterMs === "number" ? retryAfterMs : undefined;
      this.#limiter.noteResponse(name, true, pauseMs);
    }
  }
}

class Pace implements BodyPace {
  readonly #gate: Pick<Gate, "take">;
  readonly #clock: { nowMs(): number };
  #heldMs = 0;
  #heldFromMs: number | undefined;

  constructor(gate: Pick<Gate, "take">, clock: { nowMs(): number }) {
    this.#gate = gate;
    this.#clock = clock;
  }

  take(bytes: number, signal: AbortSignal): number | Promise<number> {
    const taken = this.#gate.take(bytes, signal);
    return typeof taken === "number" ? taken : this.#held(taken);
  }

  async takeAll(bytes: number, signal: AbortSignal): Promise<void> {
    for (let left = bytes; left > 0; ) {
      left -= await this.take(left, signal);
    }
  }

  heldMs(): number {
    const current = this.#heldFromMs === undefined ? 0 : this.#clock.nowMs() - this.#heldFromMs;
    return this.#heldMs + current;
  }

  async #held(wait: Promise<number>): Promise<number> {
    this.#heldFromMs = this.#clock.nowMs();
    try {
      return await wait;
    } finally {
      this.#heldMs = this.heldMs();
      this.#heldFromMs = undefined;
    }
  }
}
