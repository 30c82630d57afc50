import type { LeaderLease, LeaderTerm, Log } from "@penstock/core";

/** With `RENEW_EVERY_MS` and a busy machine, another process leads within 15 s of a leader's death. */
const LEASE_MS = 8_000;
/** Before the lease ends, a leader stops: by its own clock, which may run a little slower than Redis's. */
const MARGIN_MS = 1_500;

/** How often a process asks for the lease, and renews it. */
export const RENEW_EVERY_MS = 2_000;
/** How often a leader looks whether its time is over, in case Redis does not reply. */
export const CHECK_LEASE_EVERY_MS = 500;

/** What a leader's work may know of its term. */
export type CurrentTerm = {
  readonly fence: number;
  /** Aborted when the term ends. */
  readonly signal: AbortSignal;
  /** By the clock: also right after this process stood still, before anything else of it ran. */
  isOver(): boolean;
};

type Work = { stop(): Promise<void> };

export type LeadershipOptions = {
  readonly lease: LeaderLease;
  /** This process. */
  readonly holder: string;
  /** Never set back or forward. */
  readonly monotonicMs: () => number;
  readonly log: Log;
  /** Begins what only the leader does. It is stopped before another term begins here. */
  readonly begin: (term: CurrentTerm) => Work;
};

type OwnTerm = {
  readonly fence: number;
  readonly stopping: AbortController;
  readonly work: Work;
  endsAtMs: number;
};

/**
 * Leads, if no other process does. A leader works until its lease was not renewed in time: it counts from
 * before it asked, and stops before the lease ends at Redis, so that of all processes one works. Its work
 * must bear to be done twice all the same: a process may stand still between two instructions.
 */
export class Leadership {
  readonly #options: LeadershipOptions;
  #leader: LeaderTerm | undefined;
  #own: OwnTerm | undefined;
  #ending: Promise<void> = Promise.resolve();
  #isResigned = false;

  constructor(options: LeadershipOptions) {
    this.#options = options;
  }

  /** Who led when this process last asked; undefined before. */
  get leader(): LeaderTerm | undefined {
    return this.#leader;
  }

  isLeading(): boolean {
    return this.#own !== undefined && this.#options.monotonicMs() < this.#own.endsAtMs;
  }

  /** Asks for the lease, or renews it. */
  async renewOnce(): Promise<void> {
    const { lease, holder, monotonicMs } = this.#options;
    const endsAtMs = monotonicMs() + LEASE_MS - MARGIN_MS;
    const leader = await lease.take(holder, LEASE_MS);
    this.#leader = leader;
    if (this.#isResigned) {
      await this.#release(leader);
      return;
    }
    if (this.#own !== undefined && !isSame(this.#own, leader, holder)) {
      this.#end("another term began");
    }
    await this.#ending;
    if (leader.holder === holder && !this.#isResigned) {
      this.#hold(leader.fence, endsAtMs);
    }
  }

  /** Ends a term whose lease was not renewed in time. */
  async checkOnce(): Promise<void> {
    if (this.#own !== undefined && !this.isLeading()) {
      this.#end("the lease was not renewed in time");
    }
    await this.#ending;
  }

  /** Stops the work, and lets another process lead at once. */
  async resign(): Promise<void> {
    this.#isResigned = true;
    this.#end("this process stops");
    await this.#ending;
    await this.#release(this.#leader);
  }

  async #release(leader: LeaderTerm | undefined): Promise<void> {
    const { lease, holder } = this.#options;
    if (leader?.holder === holder) {
      await lease.release(leader);
    }
  }

  #hold(fence: number, endsAtMs: number): void {
    const { begin, monotonicMs, log } = this.#options;
    if (this.#own !== undefined) {
      this.#own.endsAtMs = endsAtMs;
      return;
    }
    if (monotonicMs() >= endsAtMs) {
      // The reply came too late to work by; the next one renews.
      return;
    }
    const stopping = new AbortController();
    const { signal } = stopping;
    const isOver = () => signal.aborted || this.#own?.fence !== fence || !this.isLeading();
    // Before the work begins: it asks at once.
    const term = { fence, stopping, endsAtMs, work: { stop: async () => undefined } };
    this.#own = term;
    this.#own = { ...term, work: begin({ fence, signal, isOver }) };
    log.info({ fence }, "this process leads the coordinators");
  }

  #end(reason: string): void {
    const own = this.#own;
    if (own === undefined) {
      return;
    }
    this.#own = undefined;
    own.stopping.abort();
    this.#options.log.info(
      { fence: own.fence, reason },
      "this process no longer leads the coordinators",
    );
    this.#ending = own.work.stop();
  }
}

function isSame(own: OwnTerm, leader: LeaderTerm, holder: string): boolean {
  return leader.holder === holder && leader.fence === own.fence;
}
