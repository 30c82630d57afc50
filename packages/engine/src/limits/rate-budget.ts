import {
  type LimitCalendar,
  MAX_RETRY_AFTER_MS,
  SLICE_MS,
  type Slice,
  type SliceRequest,
} from "@penstock/core";
import type { LimitHolder, RateName } from "./limit-book.ts";

/** Redis may be slow for so long before the floor holds in place of the slices. */
const HELD_MS = 2 * SLICE_MS;
/** Of the last share: other workers may have come since, and cannot be heard of. */
const FLOOR = 0.5;
/** The share of a worker that nothing is known of yet. */
const FIRST_SHARERS = 8;
const LEAST_PIECE_BYTES = 16 * 1024;
const MOST_PIECE_BYTES = 1024 * 1024;
/** So many pieces a second, if a worker sends over one connection. */
const PIECES_PER_SECOND = 10;
/** A budget that was not used for so long is shared no more. */
const USED_MS = 1000;
/** What a worker wants next is a little more than what it used last, so that it can grow. */
const GROWTH = 1.25;

/** Under which all workers share it. */
export function budgetName(limit: RateName, { level, name }: LimitHolder): string {
  const kind = limit === "bytesPerSecond" ? "bytes" : "requests";
  return `${kind} ${level} ${name}`.trimEnd();
}

/** What this worker has of a limit on a rate, between two slices. */
export class RateBudget {
  readonly name: string;
  readonly holder: LimitHolder;
  readonly #limit: RateName;
  #calendar: LimitCalendar | undefined;
  #validUntilMs = 0;
  #ratePerSecond: number | undefined;
  /** What the budget has in a second, where the connection's rejections lead to less than its limit. */
  #adaptedPerSecond: number | undefined;
  #sharers = FIRST_SHARERS;
  #left = 0;
  #used = 0;
  #usedAtMs = 0;
  #leasedAtMs: number | undefined;
  #flooredAtMs = 0;
  #pausedUntilMs = 0;
  /** Until when the connection asked for no request, as it said to this worker since the last lease. */
  #pauseMs = 0;
  #waitedMs = 0;
  #loadFromMs: number;
  #accepted = 0;
  #throttled = 0;
  #seenFromMs: number;
  #notedAtMs: number;
  /** How many wait for it. */
  waiting = 0;

  constructor(limit: RateName, holder: LimitHolder, nowMs: number) {
    this.name = budgetName(limit, holder);
    this.#limit = limit;
    this.holder = holder;
    this.#seenFromMs = nowMs;
    this.#notedAtMs = nowMs;
    this.#loadFromMs = nowMs;
  }

  /** Why what waits for it waits. */
  boundAt(nowMs: number): "limit" | "window" | "throttled" {
    const limit = this.rateAt(nowMs);
    if (this.#pausedUntilMs > nowMs || this.#adaptedPerSecond !== undefined) {
      return "throttled";
    }
    return limit === 0 ? "window" : "limit";
  }

  /** Follows a change of the limits at once, also downwards. */
  setCalendar(calendar: LimitCalendar | undefined): void {
    if (calendar !== this.#calendar) {
      this.#calendar = calendar;
      this.#validUntilMs = 0;
    }
  }

  /** Undefined: nothing bounds it now. */
  rateAt(nowMs: number): number | undefined {
    if (nowMs >= this.#validUntilMs) {
      const before = this.#ratePerSecond;
      const now = this.#calendar?.at(this.#limit, nowMs);
      this.#ratePerSecond = now?.value;
      this.#validUntilMs = now?.untilMs ?? Number.POSITIVE_INFINITY;
      this.#noteFall(before);
    }
    return this.#adaptedPerSecond === undefined
      ? this.#ratePerSecond
      : Math.min(this.#adaptedPerSecond, this.#ratePerSecond ?? Number.POSITIVE_INFINITY);
  }

  /** Whether anything bounds it, or may soon. */
  bindsAt(nowMs: number): boolean {
    return this.rateAt(nowMs) !== undefined || this.#pausedUntilMs > nowMs || this.#throttled > 0;
  }

  pieceBytes(): number {
    const piece = Math.round(this.#share() / PIECES_PER_SECOND);
    return Math.min(MOST_PIECE_BYTES, Math.max(LEAST_PIECE_BYTES, piece));
  }

  /** Nothing is let through now, and will not be for some time: by a calendar, or as long as a connection asked. */
  isClosedAt(nowMs: number): boolean {
    return this.rateAt(nowMs) === 0 || this.#pausedUntilMs > nowMs;
  }

  has(count: number, nowMs: number): boolean {
    return (
      this.#pausedUntilMs <= nowMs && (this.rateAt(nowMs) === undefined || this.#left >= count)
    );
  }

  use(count: number, nowMs: number): void {
    this.#left = this.rateAt(nowMs) === undefined ? 0 : this.#left - count;
    this.#used += count;
    this.#usedAtMs = nowMs;
  }

  /** Of a request to its connection. */
  noteResponse(isThrottled: boolean, nowMs: number, pauseMs = 0): void {
    this.#notedAtMs = nowMs;
    if (isThrottled) {
      this.#throttled += 1;
      const forMs = Math.min(pauseMs, MAX_RETRY_AFTER_MS);
      this.#pausedUntilMs = Math.max(this.#pausedUntilMs, nowMs + forMs);
      this.#pauseMs = Math.max(this.#pauseMs, forMs);
    } else {
      this.#accepted += 1;
    }
  }

  isShared(nowMs: number): boolean {
    return this.waiting > 0 || this.#throttled > 0 || nowMs - this.#usedAtMs < USED_MS;
  }

  isForgotten(nowMs: number, afterMs: number): boolean {
    const isUnused = nowMs - Math.max(this.#usedAtMs, this.#notedAtMs) > afterMs;
    return isUnused && this.waiting === 0;
  }

  /** What is moved under it waited for it, as a share of one part or batch. */
  addWait(ms: number): void {
    this.#waitedMs += ms;
  }

  /**
   * @param waitingFor what those who wait need
   * @param moving parts and batches that this worker moves under it
   */
  request(waitingFor: number, moving: number, nowMs: number): SliceRequest {
    const ratePerSecond = this.#ratePerSecond;
    const mayUse = ((this.rateAt(nowMs) ?? 0) * SLICE_MS) / 1000;
    // What is left is less than what the next one needs, and used with the next slice.
    const wanted =
      waitingFor > 0
        ? Math.max(waitingFor - this.#left, mayUse)
        : Math.max(0, this.#used * GROWTH - this.#left);
    this.#used = 0;
    const seen = this.#takeSeen(nowMs);
    const waiting = this.#waitedMs / Math.max(1, nowMs - this.#loadFromMs);
    this.#waitedMs = 0;
    this.#loadFromMs = nowMs;
    const load = { moving, waiting: Math.min(moving, waiting) };
    return { budget: this.name, ratePerSecond, wanted, load, ...(seen && { seen }) };
  }

  /** @param askedPerSecond the limit that it was asked for with */
  granted(
    { granted, sharers, ratePerSecond, pausedForMs = 0 }: Slice,
    askedPerSecond: number | undefined,
    nowMs: number,
  ): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, nowMs + pausedForMs);
    this.#leasedAtMs = nowMs;
    this.#flooredAtMs = nowMs;
    this.#sharers = sharers;
    const isAdapted = this.#isOfConnection() && ratePerSecond !== this.#ratePerSecond;
    this.#adaptedPerSecond = isAdapted ? ratePerSecond : undefined;
    this.rateAt(nowMs);
    this.#left += granted;
    this.#noteFall(askedPerSecond);
  }

  /** Of what was seen before the first rejection only the last second counts. */
  forgetSeen(nowMs: number): void {
    if (this.#throttled === 0 && nowMs - this.#seenFromMs > USED_MS) {
      this.#takeSeen(nowMs);
    }
  }

  /** While no slice comes, this worker goes on with a part of what its last share was. */
  addFloor(nowMs: number): void {
    if (this.#leasedAtMs === undefined || nowMs - this.#leasedAtMs < HELD_MS) {
      return;
    }
    const fromMs = Math.max(this.#flooredAtMs, this.#leasedAtMs + HELD_MS);
    this.#flooredAtMs = nowMs;
    const perSecond = this.rateAt(nowMs) === undefined ? 0 : FLOOR * this.#share();
    const more = (perSecond * (nowMs - fromMs)) / 1000;
    this.#left = Math.min(Math.max(this.#left, perSecond), this.#left + more);
  }

  /** What is there by a limit that was higher is a slice of it at most. */
  #noteFall(beforePerSecond: number | undefined): void {
    const now = this.#ratePerSecond ?? Number.POSITIVE_INFINITY;
    if (now < (beforePerSecond ?? Number.POSITIVE_INFINITY)) {
      this.#left = Math.min(this.#left, (this.#share() * SLICE_MS) / 1000);
    }
  }

  #isOfConnection(): boolean {
    return this.holder.level === "connection" && this.#limit === "requestsPerSecond";
  }

  #share(): number {
    const rate = Math.min(
      this.#ratePerSecond ?? Number.POSITIVE_INFINITY,
      this.#adaptedPerSecond ?? Number.POSITIVE_INFINITY,
    );
    return rate / this.#sharers;
  }

  #takeSeen(nowMs: number): SliceRequest["seen"] {
    if (!this.#isOfConnection()) {
      return undefined;
    }
    const seen = {
      accepted: this.#accepted,
      throttled: this.#throttled,
      forMs: Math.max(1, nowMs - this.#seenFromMs),
      ...(this.#pauseMs > 0 && { pauseMs: this.#pauseMs }),
    };
    this.#pauseMs = 0;
    this.#accepted = 0;
    this.#throttled = 0;
    this.#seenFromMs = nowMs;
    return seen;
  }
}
