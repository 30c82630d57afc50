import {
  type EndedJob,
  type FinishedJobs,
  formatHistoryEntry,
  isJobId,
  type JobId,
  type JobRecords,
  type Outcome,
  type RecordsRange,
  type Retired,
  type RetiringJob,
} from "@penstock/core";
import { tenantPrefix } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";
import { Script } from "../script.ts";
import { parseJobRecords } from "./record-documents.ts";

const readRecords = new Script("history/read-records");
const retireJobs = new Script("history/retire-jobs");
const indexEnded = new Script("history/index-ended");

const RETIRED: readonly Retired[] = ["kept", "retired", "more"];
/** These bound the time of one script: some milliseconds on a slow machine. */
const RECORDS_PER_CALL = 200;
const BYTES_PER_CALL = 1024 * 1024;
const JOBS_PER_INDEX = 200;

/** What has ended is listed by outcome, in the order of the ends. */
export class RedisFinishedJobs implements FinishedJobs {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  async endedJobs(
    tenant: string,
    { outcome, endedBeforeMs, offset = 0, limit }: Parameters<FinishedJobs["endedJobs"]>[1],
  ): Promise<readonly EndedJob[]> {
    const key = `${tenantPrefix(tenant)}ended:${outcome}`;
    const range = ["-inf", `(${endedBeforeMs}`, "WITHSCORES", "LIMIT", offset, limit] as const;
    const flat = await this.#calls.ask((redis) => redis.zrangebyscore(key, ...range));
    return flat.flatMap((text, index) =>
      index % 2 === 0 && isJobId(text) ? [{ jobId: text, endedAtMs: Number(flat[index + 1]) }] : [],
    );
  }

  async countEnded(tenant: string): Promise<Readonly<Record<Outcome, number>>> {
    const prefix = tenantPrefix(tenant);
    const [succeeded, failed] = await this.#calls.pipeline((pipeline) => {
      pipeline.zcard(`${prefix}ended:succeeded`).zcard(`${prefix}ended:failed`);
    });
    return { succeeded: Number(succeeded), failed: Number(failed) };
  }

  async readRecords(
    tenant: string,
    ranges: readonly RecordsRange[],
  ): Promise<readonly JobRecords[]> {
    const some = ranges.slice(0, RECORDS_PER_CALL);
    const args = some.flatMap(({ jobId, from, until }) => [jobId, from, until]);
    const limits = [RECORDS_PER_CALL, BYTES_PER_CALL];
    const reply = await this.#calls.run(readRecords, tenant, [...limits, ...args]);
    return parseJobRecords(reply, this.#calls.damage);
  }

  async retireJobs(tenant: string, jobs: readonly RetiringJob[]): Promise<readonly Retired[]> {
    const args = jobs.flatMap(({ jobId, entry }) => [
      jobId,
      entry === undefined ? "" : formatHistoryEntry(entry),
    ]);
    const reply = await this.#calls.run(retireJobs, tenant, args);
    return (reply as readonly unknown[]).map((result) => RETIRED[Number(result)] ?? "kept");
  }

  async indexEnded(tenant: string, from?: JobId): Promise<JobId | undefined> {
    const last = await this.#calls.run(indexEnded, tenant, [from ?? "", JOBS_PER_INDEX]);
    return typeof last === "string" && isJobId(last) ? last : undefined;
  }
}
