import {
  type AttemptFailure,
  type AttemptStart,
  type ConnectionTest,
  type DispatchResponse,
  type ErrorCode,
  type FailureCount,
  type IntendedUpload,
  intendedChanges,
  isJobId,
  type Job,
  type JobId,
  type JobRecord,
  type Ledger,
  type Log,
  type Page,
  type PageRequest,
  type PartNumber,
  type PartReport,
  type PartTask,
  type ProcessPresence,
  partRange,
  pendingOf,
  type RegisteredUpload,
  type TaskRef,
  type Transfer,
  type TransferCounts,
  type TransferRef,
  type UploadedPart,
  uploadChanges,
  type WorkerPresence,
} from "@penstock/core";
import type { ChainableCommander, Redis } from "ioredis";
import { Damage } from "./damage.ts";
import {
  formatCorrection,
  formatReopened,
  formatReport,
  parseAttempt,
  parseConnectionTest,
  parseDispatch,
  parseFailureCount,
  parseFailures,
  parseHeld,
  parseJob,
  parseTransferFields,
  parseTransferList,
  parseUploaded,
} from "./documents.ts";
import {
  failureArguments,
  identityOf,
  offsetOf,
  restoredArguments,
  untriedArguments,
} from "./ledger-arguments.ts";
import { CONNECTION_TESTS_KEY, TENANTS_KEY, tenantPrefix, uploadedKeys } from "./ledger-keys.ts";
import { toLedgerError } from "./redis-errors.ts";
import * as presence from "./redis-presence.ts";
import {
  formatUpload,
  formatUploadChanges,
  parseOrphans,
  readUploads,
} from "./registered-uploads.ts";
import { Script } from "./script.ts";

const SCRIPTS = {
  createJob: new Script("create-job"),
  save: new Script("save"),
  reopenParts: new Script("reopen-parts"),
  restoreTransfer: new Script("restore-transfer"),
  dispatch: new Script("dispatch"),
  beginAttempt: new Script("begin-attempt"),
  noteUntried: new Script("note-untried"),
  release: new Script("release"),
  setAside: new Script("set-aside"),
  noteFailure: new Script("note-failure"),
  idleTransfers: new Script("idle-transfers"),
  heldParts: new Script("held-parts"),
  orphanUploads: new Script("orphan-uploads"),
  changeOrphanUpload: new Script("change-orphan-upload"),
  replaceCounts: new Script("replace-counts"),
};

/**
 * The ledger in Redis. Every change is one Lua script on keys of one tenant, so it happens whole or
 * not at all, and a server that lost the tail of its append-only file holds a state that existed.
 *
 * The connection belongs to the caller. A tenant's name may not contain braces.
 */
export class RedisLedger implements Ledger {
  readonly #redis: Redis;
  readonly #damage: Damage;

  /** @param log hears of documents that are damaged */
  constructor(redis: Redis, log?: Pick<Log, "error">) {
    this.#redis = redis;
    this.#damage = new Damage(log);
  }

  async createJob(job: Job, transfers: readonly Transfer[]): Promise<void> {
    // The set of tenants lives in another slot. It comes first: a tenant without jobs harms nobody,
    // jobs of a tenant that no sweep knows would never be repaired.
    await this.#ask((redis) => redis.sadd(TENANTS_KEY, job.tenant));
    const records = transfers.flatMap((transfer) => [
      transfer.id,
      transfer.generation,
      transfer.revision,
      JSON.stringify(transfer),
    ]);
    const changes = transfers.flatMap(intendedChanges);
    const counted = [changes.length, ...formatUploadChanges(changes)];
    const names = [job.id, JSON.stringify(job), transfers.length];
    await this.#run("createJob", job.tenant, [...names, ...counted, ...records]);
  }

  async readJob(tenant: string, jobId: JobId): Promise<JobRecord | undefined> {
    return (await this.readJobs(tenant, [jobId]))[0];
  }

  async readJobs(
    tenant: string,
    jobIds: readonly JobId[],
  ): Promise<readonly (JobRecord | undefined)[]> {
    const prefix = tenantPrefix(tenant);
    const replies = await this.#pipeline((pipeline) => {
      for (const id of jobIds) {
        pipeline.hgetall(`${prefix}job:${id}`);
      }
    });
    return jobIds.map((jobId, index) =>
      parseJob(replies[index] as Record<string, string>, { tenant, jobId }, this.#damage),
    );
  }

  async listJobs(tenant: string, { limit, cursor }: PageRequest): Promise<Page<JobRecord>> {
    const prefix = tenantPrefix(tenant);
    const below = cursor === undefined ? "+" : `(${cursor}`;
    const ids = await this.#ask((redis) =>
      redis.zrevrangebylex(`${prefix}jobs`, below, "-", "LIMIT", 0, limit + 1),
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
    const prefix = tenantPrefix(tenant);
    const from = offsetOf(cursor);
    const ids = await this.#ask((redis) =>
      redis.lrange(`${prefix}job:${jobId}:transfers`, from, from + limit),
    );
    const replies = await this.#pipeline((pipeline) => {
      for (const id of ids.slice(0, limit)) {
        pipeline.hmget(`${prefix}tr:${id}`, "doc", "state", "revision");
      }
    });
    const items = parseTransferList(replies, this.#damage, ids);
    return {
      items,
      nextCursor: ids.length > limit ? String(from + limit) : undefined,
      damaged: replies.length - items.length,
    };
  }

  async markCancelled(tenant: string, jobId: JobId): Promise<void> {
    const key = `${tenantPrefix(tenant)}job:${jobId}`;
    // Jobs are never removed, so one that exists here exists in the next command as well.
    if ((await this.#ask((redis) => redis.exists(key))) === 1) {
      await this.#ask((redis) => redis.hset(key, "cancelled", "1"));
    }
  }

  async readTransfer({ tenant, transferId }: TransferRef): Promise<Transfer | undefined> {
    const key = `${tenantPrefix(tenant)}tr:${transferId}`;
    const fields = await this.#ask((redis) => redis.hmget(key, "doc", "state", "revision"));
    return parseTransferFields(fields);
  }

  async save(previous: Transfer, next: Transfer): Promise<boolean> {
    const plan = next.state.kind === "uploading" ? next.state.upload.plan : undefined;
    if (plan !== undefined && previous.state.kind !== "planned") {
      throw new RangeError("only reopenParts leads back to uploading: it says what is missing");
    }
    const saved = await this.#run("save", next.tenant, [
      ...[next.id, previous.revision, next.revision, next.state.kind, next.generation],
      ...[plan?.partCount ?? 0, plan?.sizeBytes ?? 0],
      JSON.stringify(next),
      ...formatUploadChanges(uploadChanges(previous, next)),
    ]);
    return saved === 1;
  }

  async reopenParts(
    previous: Transfer,
    next: Transfer,
    numbers: readonly PartNumber[],
  ): Promise<boolean> {
    if (next.state.kind !== "uploading" || numbers.length === 0) {
      throw new RangeError("reopening leads to uploading, with some parts to upload again");
    }
    const { plan } = next.state.upload;
    const parts = formatReopened(numbers, (number) => partRange(plan, number).lengthBytes);
    const args = [next.id, previous.revision, next.revision, JSON.stringify(next), ...parts];
    return (await this.#run("reopenParts", next.tenant, args)) === 1;
  }

  async restoreTransfer(
    previous: Transfer,
    next: Transfer,
    parts: readonly UploadedPart[],
  ): Promise<boolean> {
    if (!("upload" in next.state) || next.state.kind === "uploading") {
      throw new RangeError("restoring leads to a state that has an upload and dispatches no parts");
    }
    const args = restoredArguments(previous, next, { upload: next.state.upload, parts });
    const saved = await this.#run("restoreTransfer", next.tenant, args);
    return saved === 1;
  }

  async beginAttempt(task: TaskRef): Promise<AttemptStart> {
    return parseAttempt(await this.#run("beginAttempt", task.tenant, identityOf(task)));
  }

  async noteUntried(ref: TransferRef, code: ErrorCode, claimed?: TaskRef): Promise<void> {
    await this.#run("noteUntried", ref.tenant, untriedArguments(ref, code, claimed));
  }

  async dispatch(tenant: string, report?: PartReport): Promise<DispatchResponse> {
    const args = report === undefined ? [] : formatReport(report);
    const reply = await this.#run("dispatch", tenant, args);
    const { damaged, ...response } = parseDispatch(reply, this.#damage);
    if (damaged.length === 0) {
      return response;
    }
    await this.#run("setAside", tenant, damaged);
    // The permits that they held are free for others.
    return { ...response, tasks: [...response.tasks, ...(await this.dispatch(tenant)).tasks] };
  }

  async release(task: TaskRef): Promise<void> {
    await this.#run("release", task.tenant, identityOf(task));
  }

  async noteFailure(
    { tenant, transferId }: TransferRef,
    generation: number,
    failure: AttemptFailure,
    counts: boolean,
    lastAttempt: number = Number.MAX_SAFE_INTEGER,
  ): Promise<FailureCount> {
    const args = [transferId, generation, ...failureArguments(failure, counts), lastAttempt];
    const reply = await this.#run("noteFailure", tenant, args);
    return parseFailureCount(reply);
  }

  async failures({ tenant, transferId }: TransferRef): Promise<readonly AttemptFailure[]> {
    const key = `${tenantPrefix(tenant)}failures:${transferId}`;
    return parseFailures(await this.#ask((redis) => redis.lrange(key, 0, -1)), this.#damage);
  }

  async uploadedParts(transfer: Transfer): Promise<readonly UploadedPart[]> {
    if (!("upload" in transfer.state)) {
      return [];
    }
    const { plan, checksum } = transfer.state.upload;
    const keys = uploadedKeys(transfer.tenant, transfer.id, {
      generation: transfer.generation,
      partCount: plan.partCount,
    });
    const buckets = await this.#pipeline((pipeline) => {
      for (const key of keys) {
        pipeline.hgetall(key);
      }
    });
    return parseUploaded(buckets as readonly Record<string, string>[], checksum);
  }

  async tenants(): Promise<readonly string[]> {
    return (await this.#ask((redis) => redis.smembers(TENANTS_KEY))).sort();
  }

  async idleTransfers(tenant: string, idleMs: number, limit: number): Promise<readonly Transfer[]> {
    const reply = await this.#run("idleTransfers", tenant, [idleMs, limit]);
    return parseTransferList(reply, this.#damage);
  }

  async heldParts(tenant: string, heldMs: number, limit: number): Promise<readonly PartTask[]> {
    const reply = await this.#run("heldParts", tenant, [heldMs, limit]);
    const { tasks, damaged } = parseHeld(reply, this.#damage);
    if (damaged.length > 0) {
      await this.#run("setAside", tenant, damaged);
    }
    return tasks;
  }

  async setInFlightLimit(tenant: string, parts: number): Promise<void> {
    await this.#ask((redis) => redis.set(`${tenantPrefix(tenant)}inFlightLimit`, parts));
  }

  async openUploads(tenant: string): Promise<readonly RegisteredUpload[]> {
    return this.#ask((redis) => readUploads(redis, tenant, this.#damage));
  }

  async orphanUploads(
    tenant: string,
    idleMs: number,
    limit: number,
  ): Promise<readonly RegisteredUpload[]> {
    const reply = await this.#run("orphanUploads", tenant, [idleMs, limit]);
    return parseOrphans(tenant, reply, this.#damage);
  }

  async noteUpload(upload: IntendedUpload): Promise<void> {
    await this.#run("changeOrphanUpload", upload.tenant, [upload.token, formatUpload(upload)]);
  }

  async forgetUpload({ tenant, token }: IntendedUpload): Promise<void> {
    await this.#run("changeOrphanUpload", tenant, [token, ""]);
  }

  async replaceCounts(
    tenant: string,
    jobId: JobId,
    wrong: TransferCounts,
    right: TransferCounts,
  ): Promise<boolean> {
    const args = [jobId, pendingOf(right) === 0 ? 1 : 0, ...formatCorrection(wrong, right)];
    return (await this.#run("replaceCounts", tenant, args)) === 1;
  }

  async saveConnectionTest(test: ConnectionTest): Promise<void> {
    const json = JSON.stringify(test);
    await this.#ask((redis) => redis.hset(CONNECTION_TESTS_KEY, test.connection, json));
  }

  async connectionTest(connection: string): Promise<ConnectionTest | undefined> {
    return parseConnectionTest(
      await this.#ask((redis) => redis.hget(CONNECTION_TESTS_KEY, connection)),
      this.#damage,
    );
  }

  announceWorker(worker: WorkerPresence): Promise<void> {
    return this.#ask((redis) => presence.announceWorker(redis, worker));
  }

  retireWorker(workerId: string): Promise<void> {
    return this.#ask((redis) => presence.retireWorker(redis, workerId));
  }

  liveWorkers(): Promise<readonly WorkerPresence[]> {
    return this.#ask((redis) => presence.liveWorkers(redis));
  }

  announceProcess(process: ProcessPresence): Promise<void> {
    return this.#ask((redis) => presence.announceProcess(redis, process));
  }

  retireProcess(processId: string): Promise<void> {
    return this.#ask((redis) => presence.retireProcess(redis, processId));
  }

  liveProcesses(): Promise<readonly ProcessPresence[]> {
    return this.#ask((redis) => presence.liveProcesses(redis, this.#damage));
  }

  #run(
    script: keyof typeof SCRIPTS,
    tenant: string,
    args: readonly (string | number)[],
  ): Promise<unknown> {
    return this.#ask((redis) => SCRIPTS[script].run(redis, tenantPrefix(tenant), ...args));
  }

  async #pipeline(fill: (pipeline: ChainableCommander) => void): Promise<readonly unknown[]> {
    return this.#ask(async (redis) => {
      const pipeline = redis.pipeline();
      fill(pipeline);
      const replies = (await pipeline.exec()) ?? [];
      return replies.map(([error, reply]) => {
        if (error !== null) {
          throw error;
        }
        return reply;
      });
    });
  }

  async #ask<Reply>(question: (redis: Redis) => Promise<Reply>): Promise<Reply> {
    try {
      return await question(this.#redis);
    } catch (error) {
      throw toLedgerError(error);
    }
  }
}
