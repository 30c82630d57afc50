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

/**
 * Credentials that something gives out for a while: asked for once for all callers, renewed before they
 * expire, and after a failure not asked for again before a growing pause.
 */
export class RenewedCredentials {
  readonly #ask: () => Promise<Given>;
  readonly #clock: Clock;
  readonly #learn: (secret: string) => void;
  #current: Given | undefined;
  #asking: Promise<Given> | undefined;
  #failures = 0;
  #askAgainAtMs = 0;
  #failure: PenstockError | undefined;

  /** @param learn receives every secret, so that logs keep it out of their lines */
  constructor(ask: () => Promise<Given>, clock: Clock, learn: (secret: string) => void) {
    this.#ask = ask;
    this.#clock = clock;
    this.#learn = learn;
  }

  /** Why there are none now; undefined while there are some, or nothing needed any. */
  get failure(): string | undefined {
    return this.#usable() === undefined ? this.#failure?.message : undefined;
  }

  /** @throws PenstockError `credentials-unavailable` */
  async get(): Promise<Given> {
    const usable = this.#usable();
    if (usable === undefined) {
      return await this.#renew();
    }
    const { expiresAtMs = Number.POSITIVE_INFINITY } = usable;
    if (expiresAtMs - this.#clock.nowMs() < RENEW_BEFORE_MS) {
      // Its failure is reported once there is nothing else to use.
      this.#renew().catch(() => undefined);
    }
    return usable;
  }

  #usable(): Given | undefined {
    const { expiresAtMs = Number.POSITIVE_INFINITY } = this.#current ?? {};
    return expiresAtMs - this.#clock.nowMs() > LAST_USE_BEFORE_MS ? this.#current : undefined;
  }

  async #renew(): Promise<Given> {
    if (this.#asking === undefined && this.#clock.nowMs() < this.#askAgainAtMs) {
      throw this.#failure ?? unavailable("unknown");
    }
    this.#asking ??= this.#askOnce().finally(() => {
      this.#asking = undefined;
    });
    return await this.#asking;
  }

  async #askOnce(): Promise<Given> {
    try {
      const given = await this.#ask();
      for (const secret of [given.secretAccessKey, given.sessionToken]) {
        if (secret !== undefined) {
          this.#learn(secret);
        }
      }
      this.#current = given;
      this.#failures = 0;
      this.#askAgainAtMs = 0;
      return given;
    } catch (error) {
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
      this.#failures += 1;
      this.#askAgainAtMs = this.#clock.nowMs() + pauseMs;
      this.#failure = unavailable(error instanceof Error ? error.message : "unknown", error);
      throw this.#failure;
    }
  }
}

function unavailable(why: string, cause?: unknown): PenstockError {
  return new PenstockError(
    "credentials-unavailable",
    `this process is given no credentials: ${why}`,
    { cause },
  );
}
