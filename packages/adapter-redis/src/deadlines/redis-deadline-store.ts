import {
  type DeadlineStore,
  isJobId,
  type Job,
  type JobRef,
  type Late,
  weightOf,
} from "@penstock/core";
import { TENANTS_KEY, tenantPrefix } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";
import { Script } from "../script.ts";

const noteLate = new Script("deadlines/note-late");

export class RedisDeadlineStore implements DeadlineStore {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  async jobsWithDeadline(limit: number): Promise<readonly JobRef[]> {
    const tenants = await this.#calls.ask((redis) => redis.smembers(TENANTS_KEY));
    // Each tenant's keys lie in a slot of their own, and no script or pipeline crosses one.
    const found = await Promise.all(
      tenants.map(async (tenant) => {
        const key = `${tenantPrefix(tenant)}deadlines`;
        const ids = await this.#calls.ask((redis) => redis.zrange(key, "0", `${limit - 1}`));
        return ids.filter(isJobId).map((jobId) => ({ tenant, jobId }));
      }),
    );
    return found.flat();
  }

  async noteLate(job: Job, late: Late | undefined): Promise<boolean> {
    const text = late === undefined ? "" : JSON.stringify(late);
    const args = [job.id, JSON.stringify(job), text, weightOf(job, late)];
    return (await this.#calls.run(noteLate, job.tenant, args)) === 1;
  }
}
