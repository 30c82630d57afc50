import {
  isJobId,
  type Job,
  type JobId,
  type JobQuota,
  type JobRange,
  type JobRecord,
  type JobStore,
  LISTING_CANCELLED,
  type Page,
  type PageRequest,
  pendingOf,
  type Transfer,
  type TransferCounts,
} from "@penstock/core";
import { lexRange } from "../history/lex-range.ts";
import { TENANTS_KEY, tenantPrefix } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";
import { Script } from "../script.ts";
import { parseListed } from "../transfers/transfer-documents.ts";
import {
  assertInQuota,
  formatCorrection,
  formatShare,
  newTransferArguments,
  offsetOf,
  parseJobs,
  parseWritten,
} from "./job-documents.ts";
import { NamedTenants } from "./named-tenants.ts";

/** So that no script holds up the others for more than some milliseconds, also on a slow machine. */
const TRANSFERS_PER_SCRIPT = 25;

/** The same for a script that only reads. */
const JOBS_PER_SCRIPT = 200;
/** What `create-job` returns for it. */
const TENANT_FORGOTTEN = -2;

const readJobs = new Script("jobs/read-jobs");
const listTransfers = new Script("jobs/list-transfers");
const createJob = new Script("jobs/create-job");
const replaceCounts = new Script("jobs/replace-counts");
const markCancelled = new Script("jobs/mark-cancelled");
const endCancelling = new Script("jobs/end-cancelling");

export class RedisJobStore implements JobStore {
  readonly #calls: RedisCalls;
  readonly #tenants: NamedTenants;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
    this.#tenants = new NamedTenants(calls);
  }

  async createJob(job: Job, transfers: readonly Transfer[], quota?: JobQuota): Promise<void> {
    let isNamed = await this.#tenants.name(job.tenant);
    const names = [job.id, JSON.stringify(job), transfers.length];
    const share = formatShare(job, quota);
    let written = 0;
    let isForgotten = false;
    do {
      const some = transfers.slice(written, written + TRANSFERS_PER_SCRIPT);
      const args = [isNamed ? 1 : 0, ...names, written, ...share, ...newTransferArguments(some)];
      const reply = parseWritten(await this.#calls.run(createJob, job.tenant, args));
      assertInQuota(reply, job, quota);
      isForgotten = reply === TENANT_FORGOTTEN;
      if (isForgotten) {
        isNamed = await this.#tenants.nameAgain(job.tenant);
      } else {
        written = reply;
      }
      // Also of a job without transfers, which is one script.
    } while (isForgotten || (written >= 0 && written < transfers.length));
  }

  async readJob(tenant: string, jobId: JobId): Promise<JobRecord | undefined> {
    return (await this.readJobs(tenant, [jobId]))[0];
  }

  async readJobs(
    tenant: string,
    jobIds: readonly JobId[],
  ): Promise<readonly (JobRecord | undefined)[]> {
    const records: (JobRecord | undefined)[] = [];
    for (let at = 0; at < jobIds.length; at += JOBS_PER_SCRIPT) {
      const some = jobIds.slice(at, at + JOBS_PER_SCRIPT);
      const reply = await this.#calls.run(readJobs, tenant, some);
      records.push(...parseJobs(reply, { tenant, jobIds: some }, this.#calls.damage));
    }
    return records;
  }

  async listJobs(tenant: string, range: JobRange): Promise<Page<JobRecord>> {
    const { limit } = range;
    const key = `${tenantPrefix(tenant)}jobs`;
    const [below, from] = lexRange(range);
    const ids = await this.#calls.ask((redis) =>
      redis.zrevrangebylex(key, below, from, "LIMIT", 0, limit + 1),
    );
    const shown = ids.slice(0, limit);
    const items = await this.readJobs(tenant, shown.filter(isJobId));
    return {
      items: items.filter((item) => item !== undefined),
      nextCursor: ids.length > limit ? shown.at(-1) : undefined,
    };
  }

  async listTransfers(
    tenant: string,
    jobId: JobId,
    { limit, cursor }: PageRequest,
  ): Promise<Page<Transfer>> {
    const from = offsetOf(cursor);
    const reply = await this.#calls.run(listTransfers, tenant, [jobId, from, limit]);
    const { hasMore, items, damaged } = parseListed(reply, this.#calls.damage);
    return { items, nextCursor: hasMore ? String(from + limit) : undefined, damaged };
  }

  async markCancelled(tenant: string, jobId: JobId): Promise<void> {
    await this.#calls.run(markCancelled, tenant, [jobId, JSON.stringify(LISTING_CANCELLED)]);
  }

  async cancelling(tenant: string): Promise<readonly JobId[]> {
    const key = `${tenantPrefix(tenant)}cancelling`;
    return (await this.#calls.ask((redis) => redis.smembers(key))).filter(isJobId);
  }

  async endCancelling(tenant: string, jobId: JobId): Promise<void> {
    await this.#calls.run(endCancelling, tenant, [jobId]);
  }

  async replaceCounts(
    tenant: string,
    jobId: JobId,
    wrong: TransferCounts,
    right: TransferCounts,
  ): Promise<boolean> {
    const args = [jobId, pendingOf(right) === 0 ? 1 : 0, ...formatCorrection(wrong, right)];
    return (await this.#calls.run(replaceCounts, tenant, args)) === 1;
  }

  async tenants(): Promise<readonly string[]> {
    return (await this.#calls.ask((redis) => redis.smembers(TENANTS_KEY))).sort();
  }
}
