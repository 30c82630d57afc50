import {
  BATCHES_PER_JOB,
  type Cause,
  type FailureCount,
  type Job,
  type JobId,
  type JobQuota,
  type ListedPiece,
  type ListingStore,
  type Opening,
  type OpenListing,
  type Shard,
  TRANSFERS_PER_JOB,
} from "@penstock/core";
import { assertInQuota, parseJobIds } from "../jobs/job-documents.ts";
import { TENANTS_KEY, tenantPrefix } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";
import { Script } from "../script.ts";
import { parseFailureCount } from "../transfers/transfer-documents.ts";
import { formatOpening, formatPiece, LISTING_FIELDS, parseListing } from "./listing-documents.ts";

/** So that the shards of a job stay small beside its batches. */
const SHARDS_PER_JOB = 256;

const openListing = new Script("listings/open-listing");
const addListed = new Script("listings/add-listed");
const splitShard = new Script("listings/split-shard");
const noteUnlisted = new Script("listings/note-unlisted");
const breakShard = new Script("listings/break-shard");
const listable = new Script("listings/listable");

export class RedisListingStore implements ListingStore {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  async openListing(job: Job, opening: Opening, quota?: JobQuota): Promise<void> {
    // As with every job: a tenant without jobs is harmless, jobs of an unknown one would never be looked at.
    await this.#calls.ask((redis) => redis.sadd(TENANTS_KEY, job.tenant));
    const reply = await this.#calls.run(
      openListing,
      job.tenant,
      formatOpening(job, opening, quota),
    );
    assertInQuota(reply, job, quota);
  }

  async readListing(tenant: string, jobId: JobId): Promise<OpenListing | undefined> {
    const prefix = tenantPrefix(tenant);
    const key = `${prefix}job:${jobId}`;
    const replies = await this.#calls.pipeline((pipeline) => {
      pipeline.hmget(key, ...LISTING_FIELDS).hgetall(`${key}:shards`);
      pipeline.scard(`${key}:batches`).llen(`${key}:transfers`);
      pipeline.sismember(`${prefix}paused`, jobId);
    });
    return parseListing(replies, this.#calls.damage);
  }

  async addListed(tenant: string, jobId: JobId, piece: ListedPiece): Promise<boolean> {
    return (await this.#calls.run(addListed, tenant, formatPiece(jobId, piece))) === 1;
  }

  async splitShard(
    tenant: string,
    jobId: JobId,
    { epoch, number, middle }: Parameters<ListingStore["splitShard"]>[2],
  ): Promise<boolean> {
    const args = [jobId, epoch, number, middle, SHARDS_PER_JOB];
    return (await this.#calls.run(splitShard, tenant, args)) === 1;
  }

  async noteUnlisted(
    tenant: string,
    jobId: JobId,
    { epoch, number }: Parameters<ListingStore["noteUnlisted"]>[2],
    { cause, counts }: Parameters<ListingStore["noteUnlisted"]>[3],
  ): Promise<FailureCount> {
    const args = [jobId, epoch, number, counts ? 1 : 0, cause.code];
    return parseFailureCount(await this.#calls.run(noteUnlisted, tenant, args));
  }

  async breakShard(
    tenant: string,
    jobId: JobId,
    { epoch, number, after }: Shard & { readonly epoch: number },
    cause: Cause,
  ): Promise<void> {
    const args = [jobId, epoch, number, after, JSON.stringify(cause), cause.code];
    await this.#calls.run(breakShard, tenant, args);
  }

  async listable(tenant: string, idleMs: number, limit: number): Promise<readonly JobId[]> {
    const args = [idleMs, limit, BATCHES_PER_JOB, TRANSFERS_PER_JOB];
    return parseJobIds(await this.#calls.run(listable, tenant, args));
  }
}
