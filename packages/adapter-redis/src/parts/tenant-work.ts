import {
  type ClaimLimitUse,
  type InFlightLimit,
  isPenstockError,
  type TenantWork,
} from "@penstock/core";
import { Cluster } from "ioredis";
import { TENANTS_KEY, tenantPrefix } from "../ledger-keys.ts";
import type { RedisClient } from "../redis-client.ts";
import { toLedgerError } from "../redis-errors.ts";
import { Script } from "../script.ts";
import { parseClaimLimit, toBound } from "./claim-limit-documents.ts";

const claimLimitUse = new Script("parts/claim-limit-use");

/**
 * What each tenant has to do, from the lengths of the queues that the scripts fill and empty: no record of
 * it could disagree with them, and none costs a write. Each tenant's keys lie in a slot of their own.
 */
export async function readWork(redis: RedisClient): Promise<readonly TenantWork[]> {
  const tenants = (await redis.smembers(TENANTS_KEY)).sort();
  const named = tenants.filter(isTenant);
  const replies = await lengths(redis, named);
  const limited = named.filter((_, index) => hasClaimLimits(replies[REPLIES * index + LIMIT_AT]));
  const uses = new Map(
    await Promise.all(
      limited.map(async (tenant) => [tenant, await readUse(redis, tenant)] as const),
    ),
  );
  return named.map((tenant, index) => {
    const [
      parts,
      batches,
      jobs,
      transfers,
      openTransfers,
      cancelling,
      limit,
      bulk,
      held,
      ...ended
    ] = replies.slice(REPLIES * index, REPLIES * (index + 1));
    return {
      tenant,
      inFlight: countOf(parts) + countOf(batches),
      queuedTransfers: countOf(jobs) + countOf(transfers),
      openTransfers: countOf(openTransfers),
      openJobs: ended.reduce((open: number, each) => open - countOf(each), countOf(held)),
      bulkJobs: countOf(bulk),
      cancellingJobs: countOf(cancelling),
      inFlightLimit: parseLimit(limit),
      claimLimits: uses.get(tenant) ?? [],
    };
  });
}

const REPLIES = 11;
/** The in-flight limit among them, and whether there are claim limits. */
const LIMIT_AT = 6;
const LIMIT_KEYS = [
  ...["inFlightLimit", "inFlightLimit:bound"],
  ...["hasClaimLimits", "inFlightLimit:of"],
];

/** So many replies for each tenant; the error of the server in place of one that it does not have. */
async function lengths(
  redis: RedisClient,
  tenants: readonly string[],
): Promise<readonly unknown[]> {
  // The tenants of a cluster lie on several nodes, and a pipeline goes to one.
  const groups = redis instanceof Cluster ? tenants.map((tenant) => [tenant]) : [tenants];
  const replies = await Promise.all(groups.map((group) => askLengths(redis, group)));
  return replies.flat();
}

async function askLengths(
  redis: RedisClient,
  tenants: readonly string[],
): Promise<readonly unknown[]> {
  const pipeline = redis.pipeline();
  for (const prefix of tenants.map(tenantPrefix)) {
    pipeline.zcard(`${prefix}inflight`).zcard(`${prefix}batchPermits`);
    pipeline.llen(`${prefix}jobQueue`).llen(`${prefix}runQueue`);
    pipeline.zcard(`${prefix}idle`).scard(`${prefix}cancelling`);
    pipeline.mget(LIMIT_KEYS.map((key) => prefix + key)).zcard(`${prefix}recordable`);
    pipeline
      .zcard(`${prefix}jobs`)
      .zcard(`${prefix}ended:succeeded`)
      .zcard(`${prefix}ended:failed`);
  }
  const replies = (await pipeline.exec()) ?? [];
  return replies.map(([error, reply]) => {
    if (error !== null && isPenstockError(toLedgerError(error))) {
      throw error;
    }
    return error ?? reply;
  });
}

/** A version before this one wrote no bound. */
function parseLimit(reply: unknown): InFlightLimit | undefined {
  const [units, bound, , of] = Array.isArray(reply) ? reply : [];
  return typeof units === "string"
    ? {
        ...{ units: Number(units), bound: toBound(bound) },
        ...((of === "deployment" || of === "tenant") && { of }),
      }
    : undefined;
}

function hasClaimLimits(reply: unknown): boolean {
  return Array.isArray(reply) && reply[2] === "1";
}

async function readUse(redis: RedisClient, tenant: string): Promise<readonly ClaimLimitUse[]> {
  const reply = await claimLimitUse.run(redis, tenantPrefix(tenant));
  const fields = Array.isArray(reply) ? reply : [];
  return Array.from({ length: fields.length / 4 }, (_, index) => {
    const [name, value, inFlight, waitingJobs] = fields.slice(4 * index, 4 * index + 4);
    return { ...parseClaimLimit(`${name}`, `${value}`), inFlight, waitingJobs };
  });
}

/** What cannot be counted counts as some work: the sweep then tries it, and says what is wrong with it. */
function countOf(reply: unknown): number {
  return typeof reply === "number" ? reply : 1;
}

/** A name that no job was accepted for holds up no other. */
function isTenant(name: string): boolean {
  return name !== "" && !/[{}]/.test(name);
}
