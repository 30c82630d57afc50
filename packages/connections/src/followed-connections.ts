import { type Clock, isPenstockError, PenstockError } from "@penstock/core";
import type { OpenConnections } from "./connections.ts";
import type { MadeConnections } from "./known-settings.ts";

/** A change is seen by every process within this time. */
const SEEN_WITHIN_MS = 5_000;
/** A name that was unknown so long ago may have been made since. */
const FORGOTTEN_AFTER_MS = 60_000;

type Followed = {
  readonly connections: OpenConnections;
  /** Of the documents of connections. */
  readonly view: { readonly documents: MadeConnections; refreshOnce(): Promise<boolean> };
  readonly clock: Clock;
};

/** Connections as a process knows them that follows what the API makes of them. */
export class FollowedConnections {
  /**
   * For work that waits: a name that is unknown is `connection-pending` until a look that began later did not find it
   * either. Each such lookup makes this process look again.
   */
  readonly patient: OpenConnections;
  readonly #followed: Followed;
  /** By name: when it was asked for first. */
  readonly #missing = new Map<string, number>();
  /** When the newest look began that found all of them. */
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #look: Promise<void> = Promise.resolve();
  #nextLook: Promise<void> | undefined;

  constructor(followed: Followed) {
    this.#followed = followed;
    const { connections } = followed;
    this.patient = {
      ...connections,
      store: (name) => this.#known(() => connections.store(name)),
      source: (name) => this.#known(() => connections.source(name)),
      entryReader: (name) => this.#known(() => connections.entryReader(name)),
      lister: (name) => this.#known(() => connections.lister(name)),
      probe: (name, variant) => this.#known(() => connections.probe(name, variant)),
      serverSideCopySource: (from, to) =>
        this.#known(() => connections.serverSideCopySource(from, to)),
    };
  }

  /** Looks for changes, after the look under way; what is known stays while they cannot be read. */
  refreshOnce(): Promise<void> {
    this.#nextLook ??= this.#look
      .catch(() => undefined)
      .then(() => {
        this.#look = this.#nextLook ?? this.#look;
        this.#nextLook = undefined;
        return this.#refresh();
      });
    return this.#nextLook;
  }

  async #refresh(): Promise<void> {
    const { connections, view, clock } = this.#followed;
    const beganAtMs = clock.nowMs();
    const isWhole = await view.refreshOnce();
    connections.adopt(view.documents);
    if (isWhole) {
      this.#lookedAtMs = beganAtMs;
    }
  }

  #known<Found>(lookUp: () => Found): Found {
    try {
      return lookUp();
    } catch (error) {
      if (!isPenstockError(error, "connection-unknown")) {
        throw error;
      }
      throw this.#isCertain(String(error.details["connection"])) ? error : pending(error);
    }
  }

  /** Whether it has been missing for longer than a change may take to be seen. */
  #isCertain(name: string): boolean {
    const nowMs = this.#followed.clock.nowMs();
    for (const [missing, sinceMs] of this.#missing) {
      if (nowMs - sinceMs > FORGOTTEN_AFTER_MS) {
        this.#missing.delete(missing);
      }
    }
    const sinceMs = this.#missing.get(name) ?? nowMs;
    this.#missing.set(name, sinceMs);
    // It fails where Redis does, which the loop of looks says.
    void this.refreshOnce().catch(() => undefined);
    return nowMs - sinceMs >= SEEN_WITHIN_MS && this.#lookedAtMs > sinceMs;
  }
}

function pending(cause: PenstockError): PenstockError {
  const { connection = "" } = cause.details;
  return new PenstockError(
    "connection-pending",
    `this process does not know a connection "${connection}" yet: it reads the configuration again`,
    { cause, details: { connection } },
  );
}
