import type { Clock } from "@penstock/core";
import { Rejection } from "../http/problem.ts";

const WINDOW_MS = 60_000;
/** Of callers that are counted; where there are more, all begin a new minute together. */
const MAX_CALLERS = 10_000;

type Fields = Readonly<Record<string, string>>;

/**
 * How many requests each caller may send in a minute, as this process counts them. The fields of a response
 * are those of the IETF draft draft-ietf-httpapi-ratelimit-headers-10.
 */
export class RateLimit {
  readonly #perMinute: number;
  readonly #clock: Clock;
  #counts = new Map<string, number>();
  #beganAtMs: number;

  constructor(perMinute: number, clock: Clock) {
    this.#perMinute = perMinute;
    this.#clock = clock;
    this.#beganAtMs = clock.nowMs();
  }

  /**
   * Counts a request.
   *
   * @returns the fields of its response; throws a Rejection with them when it is one too many
   */
  count(caller: string): Fields {
    const nowMs = this.#clock.nowMs();
    const isOver = nowMs - this.#beganAtMs >= WINDOW_MS || nowMs < this.#beganAtMs;
    if (isOver || this.#counts.size >= MAX_CALLERS) {
      this.#counts = new Map();
      this.#beganAtMs = nowMs;
    }
    const count = (this.#counts.get(caller) ?? 0) + 1;
    this.#counts.set(caller, count);
    const resetSeconds = Math.ceil((this.#beganAtMs + WINDOW_MS - nowMs) / 1000);
    const left = Math.max(0, this.#perMinute - count);
    const fields = {
      "ratelimit-policy": `"default";q=${this.#perMinute};w=60`,
      ratelimit: `"default";r=${left};t=${resetSeconds}`,
    };
    if (count > this.#perMinute) {
      const detail = `${this.#perMinute} requests a minute are taken of one key: the next one in ${resetSeconds} s`;
      const headers = { ...fields, "retry-after": String(resetSeconds) };
      throw new Rejection("rate-limited", 429, detail, { headers });
    }
    return fields;
  }
}
