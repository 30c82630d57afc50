import {
  type Connections,
  isPenstockError,
  type JobArchive,
  type JobId,
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
  "ledger" | "log" | "random" | "clock" | "connections" | "repeats" | "rowArchive"
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
  /** By tenant, the last job that was looked at for an end that no list has. */
  readonly #indexed = new Map<string, JobId | "all">();

  /** Tenants whose pass was not finished, beside those that the ledger knows: at first all that have a segment. */
  #unfinished: Set<string> | undefined;

  constructor(engine: RetainingEngine, retention: Retention) {
    this.#engine = engine;
    this.#retention = retention;
  }

  async retireOnce(signal?: AbortSignal): Promise<void> {
    const { ledger, archive, journal } = this.#engine;
    const archiving = archive && journal && { ...this.#engine, archive, journal };
    const unfinished = await this.#readUnfinished();
    for (const tenant of new Set([...(await ledger.jobs.tenants()), ...unfinished])) {
      signal?.throwIfAborted();
      unfinished.add(tenant);
      const about = { what: "the retention of finished jobs", fields: { tenant } };
      await apart(this.#engine, about, async () => {
        await this.#indexEnded(tenant, signal);
        if (archiving === undefined) {
          await this.#removeOld(tenant, signal);
          await this.#removeSurplus(tenant, signal);
        } else {
          await new TenantArchiving(archiving, this.#retention, tenant).pass(signal);
        }
        unfinished.delete(tenant);
      });
    }
    await ledger.history.retireTenants();
    await this.#forgetTests();
  }

  /** A leader that dies between a tenant's last entry and its segment leaves a tenant that the ledger forgets. */
  async #readUnfinished(): Promise<Set<string>> {
    this.#unfinished ??= new Set(await this.#engine.archive?.tenants());
    return this.#unfinished;
  }

  /**
   * Once in each term: while processes of two versions run, an end may be written by one that knows no list. What
   * a leader that died left of a job goes on with it.
   */
  async #indexEnded(tenant: string, signal: AbortSignal | undefined): Promise<void> {
    const { finished } = this.#engine.ledger;
    await finished.retireJobs(tenant, []);
    for (let step = 0; step < BATCHES_PER_PASS; step += 1) {
      signal?.throwIfAborted();
      const from = this.#indexed.get(tenant);
      if (from === "all") {
        return;
      }
      this.#indexed.set(tenant, (await finished.indexEnded(tenant, from)) ?? "all");
    }
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
        const ended = await ledger.finished.endedJobs(tenant, wanted);
        await retire(this.#engine, tenant, ended, signal);
        if (ended.length < BATCH) {
          break;
        }
      }
    }
  }

  /** The oldest go first, whatever came of them. */
  async #removeSurplus(tenant: string, signal: AbortSignal | undefined): Promise<void> {
    const { finished } = this.#engine.ledger;
    const { succeeded, failed } = await finished.countEnded(tenant);
    let surplus = Math.min(succeeded + failed - MAX_FINISHED_JOBS, BATCH * BATCHES_PER_PASS);
    while (surplus > 0) {
      const limit = Math.min(surplus, BATCH);
      const endedBeforeMs = Number.POSITIVE_INFINITY;
      const oldest = await Promise.all(
        OUTCOMES.map((outcome) => finished.endedJobs(tenant, { outcome, endedBeforeMs, limit })),
      );
      const ended = oldest
        .flat()
        .sort((one, other) => one.endedAtMs - other.endedAtMs)
        .slice(0, limit);
      await retire(this.#engine, tenant, ended, signal);
      surplus -= limit;
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
