import { type Clock, PenstockError } from "@penstock/core";

export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

export type Given = Credentials & { readonly expiresAtMs?: number; readonly identity?: string };

/** By then new ones are asked for, and those that are there are used meanwhile. */
const RENEW_BEFORE_MS = 5 * 60_000;
/** A request that is signed now has to be accepted when it arrives. */
const LAST_USE_BEFORE_MS = 30_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** What gives credentials answers within seconds, if at all. */
const ASK_LIMIT_MS = 30_000;

type Held = {
  readonly given: Given;
  readonly renewAtMs: number;
  readonly usableUntilMs: number;
};

type Failed = { readonly error: PenstockError; readonly askAgainAtMs: number };

/**
 * Credentials that something gives out for a while: asked for once for all callers, renewed before they
 * expire, and after a failure not asked for again before a growing pause.
 */
export class RenewedCredentials {
  readonly #ask: (signal: AbortSignal) => Promise<Given>;
  readonly #timeLimit: () => AbortSignal;
  readonly #clock: Clock;
  readonly #secrets: Set<string>;
  /** The secrets of the newest, and of those before them: a request may still carry these. */
  #learned: readonly (readonly string[])[] = [];
  #held: Held | undefined;
  #asking: Promise<Given> | undefined;
  #failures = 0;
  #failed: Failed | undefined;

  /**
   * @param secrets holds those that are in use, so that logs keep them out of their lines
   * @param timeLimit ends an ask that has no response
   */
  constructor(
    ask: (signal: AbortSignal) => Promise<Given>,
    clock: Clock,
    secrets: Set<string>,
    timeLimit = () => AbortSignal.timeout(ASK_LIMIT_MS),
  ) {
    this.#ask = ask;
    this.#timeLimit = timeLimit;
    this.#clock = clock;
    this.#secrets = secrets;
  }

  /** Why there are none now; undefined while there are some, or nothing needed any. */
  get failure(): string | undefined {
    return this.#usable() === undefined ? this.#failed?.error.message : undefined;
  }

  /** @throws PenstockError `credentials-unavailable` */
  async get(): Promise<Given> {
    const usable = this.#usable();
    if (usable === undefined) {
      return await this.#renew();
    }
    if (this.#clock.nowMs() > usable.renewAtMs) {
      // Its failure is reported once there is nothing else to use.
      this.#renew().catch(() => undefined);
    }
    return usable.given;
  }

  #usable(): Held | undefined {
    const held = this.#held;
    return held !== undefined && this.#clock.nowMs() < held.usableUntilMs ? held : undefined;
  }

  async #renew(): Promise<Given> {
    const failed = this.#failed;
    if (failed !== undefined && this.#clock.nowMs() < failed.askAgainAtMs) {
      throw failed.error;
    }
    this.#asking ??= this.#askOnce().finally(() => {
      this.#asking = undefined;
    });
    return await this.#asking;
  }

  async #askOnce(): Promise<Given> {
    try {
      const given = await this.#askInTime();
      this.#learn(given);
      this.#held = heldFrom(given, this.#clock.nowMs());
      this.#failures = 0;
      this.#failed = undefined;
      return given;
    } catch (cause) {
      const error = unavailable(cause instanceof Error ? cause.message : "unknown", cause);
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
      this.#failures += 1;
      this.#failed = { error, askAgainAtMs: this.#clock.nowMs() + pauseMs };
      throw error;
    }
  }

  /** Not all that is asked heeds the signal, and one that hangs would hold up every request for good. */
  async #askInTime(): Promise<Given> {
    const limit = this.#timeLimit();
    const late = new Promise<never>((_, reject) => {
      const end = () => reject(new Error(`there was no response within ${ASK_LIMIT_MS} ms`));
      limit.addEventListener("abort", end, { once: true });
    });
    return await Promise.race([this.#ask(limit), late]);
  }

  #learn({ secretAccessKey, sessionToken }: Given): void {
    const fresh = [secretAccessKey, sessionToken].filter((secret) => secret !== undefined);
    const [newest = [], replaced = []] = this.#learned;
    if (fresh.every((secret) => newest.includes(secret))) {
      return;
    }
    for (const secret of replaced) {
      this.#secrets.delete(secret);
    }
    for (const secret of [...newest, ...fresh]) {
      this.#secrets.add(secret);
    }
    this.#learned = [fresh, newest];
  }
}

/**
 * Some services give the same credentials until shortly before they expire, so they are not asked all the
 * time; and by a clock that is wrong those that were given just now may have expired.
 */
function heldFrom(given: Given, nowMs: number): Held {
  const { expiresAtMs = Number.POSITIVE_INFINITY } = given;
  return {
    given,
    renewAtMs: Math.max(expiresAtMs - RENEW_BEFORE_MS, nowMs + LONGEST_PAUSE_MS),
    usableUntilMs: Math.max(expiresAtMs - LAST_USE_BEFORE_MS, nowMs + FIRST_PAUSE_MS),
  };
}

function unavailable(why: string, cause?: unknown): PenstockError {
  return new PenstockError(
    "credentials-unavailable",
    `this process is given no credentials: ${why}`,
    { cause },
  );
}
