import { TENANTS_KEY } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";

/** In case that only the slot of the set was lost. */
const JOBS_PER_NAMING = 100;

/**
 * Names tenants in the set that the sweeps go through. It lives in another slot than their jobs, and it comes
 * first: a tenant without jobs is harmless, jobs of a tenant that no sweep knows would never be repaired. So
 * that not every job costs a call, a process remembers whom it named, and a mark beside the jobs, which a
 * loss of Redis and the end of a tenant take away, tells the script that it still holds.
 */
export class NamedTenants {
  readonly #calls: RedisCalls;
  /** How many jobs were created since. */
  readonly #jobs = new Map<string, number>();

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  /** @returns whether it was named just now */
  async name(tenant: string): Promise<boolean> {
    const jobs = this.#jobs.get(tenant) ?? JOBS_PER_NAMING;
    if (jobs >= JOBS_PER_NAMING) {
      return this.nameAgain(tenant);
    }
    this.#jobs.set(tenant, jobs + 1);
    return false;
  }

  async nameAgain(tenant: string): Promise<true> {
    await this.#calls.ask((redis) => redis.sadd(TENANTS_KEY, tenant));
    this.#jobs.set(tenant, 1);
    return true;
  }
}
