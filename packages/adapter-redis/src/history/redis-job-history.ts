import {
  formatHistoryEntry,
  type HistoryEntry,
  isJobId,
  type JobHistory,
  type JobId,
  type JobRange,
  parseHistoryEntry,
  type RetryNote,
} from "@penstock/core";
import { HISTORY_PREFIX, TENANTS_KEY, tenantPrefix } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";
import { Script } from "../script.ts";
import { lexRange } from "./lex-range.ts";
import { retireTenants } from "./retire-tenants.ts";

const addEntries = new Script("history/add-entries");
const noteRetries = new Script("history/note-retries");
const writeMark = new Script("history/write-mark");

/** Bounds the time of one script. */
const ENTRIES_PER_CALL = 256;

/**
 * Of a job that is not held any more there is one member of a sorted set per tenant, by the job's id. It
 * is all that Redis keeps of it: less than 200 bytes.
 */
export class RedisJobHistory implements JobHistory {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  async addEntries(
    tenant: string,
    entries: readonly HistoryEntry[],
    mode: "keep" | "replace",
  ): Promise<void> {
    if (entries.length > 0) {
      await this.#calls.ask((redis) => redis.sadd(TENANTS_KEY, tenant));
    }
    for (let at = 0; at < entries.length; at += ENTRIES_PER_CALL) {
      const some = entries.slice(at, at + ENTRIES_PER_CALL);
      const args = some.flatMap((entry) => [entry.jobId, formatHistoryEntry(entry)]);
      await this.#calls.run(addEntries, tenant, [mode, ...args]);
    }
  }

  async entries(
    tenant: string,
    jobIds: readonly JobId[],
  ): Promise<readonly (HistoryEntry | undefined)[]> {
    if (jobIds.length === 0) {
      return [];
    }
    const key = `${tenantPrefix(tenant)}history`;
    const replies = await this.#calls.pipeline((pipeline) => {
      for (const id of jobIds) {
        pipeline.zrangebylex(key, `[${id} `, `(${id}!`, "LIMIT", 0, 1);
      }
    });
    return replies.map((reply) => {
      const [text] = reply as readonly string[];
      return text === undefined ? undefined : parseHistoryEntry(tenant, text);
    });
  }

  async listEntries(tenant: string, range: JobRange): Promise<readonly HistoryEntry[]> {
    const key = `${tenantPrefix(tenant)}history`;
    const [below, from] = lexRange(range);
    const texts = await this.#calls.ask((redis) =>
      redis.zrevrangebylex(key, below, from, "LIMIT", 0, range.limit),
    );
    return texts
      .map((text) => parseHistoryEntry(tenant, text))
      .filter((entry) => entry !== undefined);
  }

  async removeEntries(tenant: string, entries: readonly HistoryEntry[]): Promise<void> {
    if (entries.length > 0) {
      const key = `${tenantPrefix(tenant)}history`;
      const removed = await this.#calls.ask((redis) =>
        redis.zrem(key, entries.map(formatHistoryEntry)),
      );
      // Otherwise some of them were replaced, and their jobs are still there.
      if (removed < entries.length) {
        return;
      }
      const ids = entries.map(({ jobId }) => jobId);
      await this.#calls.ask((redis) => redis.hdel(`${tenantPrefix(tenant)}retriedBy`, ...ids));
    }
  }

  async noteRetries(tenant: string, retries: readonly RetryNote[]): Promise<void> {
    if (retries.length > 0) {
      const args = retries.flatMap(({ retryOf, jobId }) => [retryOf, jobId]);
      await this.#calls.run(noteRetries, tenant, args);
    }
  }

  async supersededBy(
    tenant: string,
    jobIds: readonly JobId[],
  ): Promise<readonly (JobId | undefined)[]> {
    if (jobIds.length === 0) {
      return [];
    }
    const found = await this.#calls.ask((redis) =>
      redis.hmget(`${tenantPrefix(tenant)}retriedBy`, ...jobIds),
    );
    return found.map((id) => (id !== null && isJobId(id) ? id : undefined));
  }

  async readMark(): Promise<string | undefined> {
    return (await this.#calls.ask((redis) => redis.get(`${HISTORY_PREFIX}mark`))) ?? undefined;
  }

  async writeMark(read: string | undefined, mark: string): Promise<boolean> {
    const args = [read ?? "", mark] as const;
    const reply = await this.#calls.ask((redis) => writeMark.run(redis, HISTORY_PREFIX, ...args));
    return reply === 1;
  }

  async retireTenants(): Promise<void> {
    await retireTenants(this.#calls);
  }
}
