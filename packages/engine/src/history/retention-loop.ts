import {
  type Connections,
  type EndedJob,
  isPenstockError,
  type JobArchive,
  type Journal,
  MAX_FINISHED_JOBS,
  OUTCOMES,
  type Retention,
} from "@penstock/core";
import type { Engine } from "../engine.ts";
import { apart } from "../repair/apart.ts";
import { retire } from "./retire.ts";
import { TenantArchiving } from "./tenant-archiving.ts";

/** Of one step. */
const BATCH = 256;
/** What a pass does at most of each kind, for each tenant; the next pass continues. */
const BATCHES_PER_PASS = 20;

type RetainingEngine = Pick<
  Engine,
  "ledger" | "log" | "random" | "clock" | "connections" | "repeats"
> & {
  readonly journal?: Journal | undefined;
  readonly archive?: JobArchive | undefined;
};

/**
 * One pass over what has ended. With an archive, jobs leave the ledger an hour after their end, and the
 * archive after their time; without one they leave the ledger then, or when there are too many. The leader
 * runs it; what it does may be done twice.
 */
export class RetentionLoop {
  readonly #engine: RetainingEngine;
  readonly #retention: Retention;

  constructor(engine: RetainingEngine, retention: Retention) {
    this.#engine = engine;
    this.#retention = retention;
  }

  async retireOnce(signal?: AbortSignal): Promise<void> {
    const { ledger, archive, journal } = this.#engine;
    const archiving = archive && journal && { ...this.#engine, archive, journal };
    for (const tenant of await ledger.jobs.tenants()) {
      signal?.throwIfAborted();
      const about = { what: "the retention of finished jobs", fields: { tenant } };
      await apart(this.#engine, about, async () => {
        if (archiving === undefined) {
          await this.#removeOld(tenant, signal);
          await this.#removeSurplus(tenant, signal);
        } else {
          await new TenantArchiving(archiving, this.#retention, tenant).pass(signal);
        }
      });
    }
    await ledger.history.retireTenants();
    await this.#forgetTests();
  }

  /** Of connections that are no more. What was measured of the others decides how their uploads are proved. */
  async #forgetTests(): Promise<void> {
    const { ledger, clock, connections } = this.#engine;
    const oldestMs = Math.max(this.#retention.succeeded, this.#retention.failed);
    for (const name of await ledger.connectionTests.testedBefore(clock.nowMs() - oldestMs)) {
      if (!isThere(connections, name)) {
        await ledger.connectionTests.forget(name);
      }
    }
  }

  async #removeOld(tenant: string, signal: AbortSignal | undefined): Promise<void> {
    const { ledger, clock } = this.#engine;
    for (const outcome of OUTCOMES) {
      const endedBeforeMs = clock.nowMs() - this.#retention[outcome];
      for (let batch = 0; batch < BATCHES_PER_PASS; batch += 1) {
        const wanted = { outcome, endedBeforeMs, limit: BATCH };
        const ended = await ledger.history.endedJobs(tenant, wanted);
        await this.#remove(tenant, ended, signal);
        if (ended.length < BATCH) {
          break;
        }
      }
    }
  }

  /** The oldest go first, whatever came of them. */
  async #removeSurplus(tenant: string, signal: AbortSignal | undefined): Promise<void> {
    const { history } = this.#engine.ledger;
    const { succeeded, failed } = await history.countEnded(tenant);
    let surplus = Math.min(succeeded + failed - MAX_FINISHED_JOBS, BATCH * BATCHES_PER_PASS);
    while (surplus > 0) {
      const limit = Math.min(surplus, BATCH);
      const endedBeforeMs = Number.POSITIVE_INFINITY;
      const oldest = await Promise.all(
        OUTCOMES.map((outcome) => history.endedJobs(tenant, { outcome, endedBeforeMs, limit })),
      );
      const ended = oldest
        .flat()
        .sort((one, other) => one.endedAtMs - other.endedAtMs)
        .slice(0, limit);
      await this.#remove(tenant, ended, signal);
      surplus -= limit;
    }
  }

  async #remove(
    tenant: string,
    ended: readonly EndedJob[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    for (const { jobId } of ended) {
      signal?.throwIfAborted();
      await retire(this.#engine, tenant, jobId);
    }
  }
}

function isThere(connections: Connections, name: string): boolean {
  try {
    connections.source(name);
    return true;
  } catch (error) {
    if (isPenstockError(error, "connection-unknown")) {
      return false;
    }
    throw error;
  }
}
