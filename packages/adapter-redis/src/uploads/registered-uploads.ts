import type {
  IntendedUpload,
  JobId,
  RegisteredUpload,
  TransferId,
  UploadChange,
} from "@penstock/core";
import type { Damage } from "../damage.ts";
import { tenantPrefix } from "../ledger-keys.ts";
import type { RedisClient } from "../redis-client.ts";

/** Fields of a hash, or commands, in one round trip. */
const BATCH = 1000;

/** Three arguments per change, as the scripts' prelude takes them. */
export function formatUploadChanges(changes: readonly UploadChange[]): readonly string[] {
  return changes.flatMap((change) =>
    change.kind === "gone"
      ? [change.kind, change.token, ""]
      : [change.kind, change.upload.token, formatUpload(change.upload)],
  );
}

/** The tenant is in the key. */
export function formatUpload({ tenant: _, ...upload }: IntendedUpload): string {
  return JSON.stringify(upload);
}

/** `{ now, { "intendedAtMs JSON", ... } }`, of uploads that have no owner. */
export function parseOrphans(
  tenant: string,
  reply: unknown,
  damage: Damage,
): readonly RegisteredUpload[] {
  const [nowMs, values] = reply as readonly [number, readonly string[]];
  return damage.each(
    values,
    (value) => parseUpload(tenant, value, nowMs),
    () => `an upload of ${tenant}`,
  );
}

/**
 * All of a tenant's, read in pieces. One that is there from before the first piece until after the
 * last one is among them, whatever changes concurrently.
 */
export async function readUploads(
  redis: RedisClient,
  tenant: string,
  damage: Damage,
): Promise<readonly RegisteredUpload[]> {
  const prefix = tenantPrefix(tenant);
  const values = await scan(redis, `${prefix}uploads`);
  const [seconds, microseconds] = await redis.time();
  const nowMs = Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
  const orphans = new Set(await redis.zrange(`${prefix}orphans`, "0", "-1"));
  const uploads = [...values].map(([token, value]) => {
    const found = damage.one(() => parseUpload(tenant, value, nowMs), `upload ${token}`);
    return found ?? unreadable(tenant, token);
  });
  const owned = uploads.filter(({ token }) => !orphans.has(token));
  const uploaded = await uploadedBytes(redis, prefix, owned);
  return uploads.map((upload) => ({
    ...upload,
    isOwned: !orphans.has(upload.token),
    uploadedBytes: uploaded.get(upload.token) ?? 0,
  }));
}

/** It is counted, and stands in the way of callers that need all: it belongs to no connection. */
function unreadable(tenant: string, token: string): RegisteredUpload {
  const nameless = { jobId: "" as JobId, transferId: "" as TransferId, connection: "", key: "" };
  const unknown = { intendedAtMs: 0, ageMs: 0, isOwned: false, uploadedBytes: 0 };
  return { tenant, token, ...nameless, ...unknown };
}

async function scan(redis: RedisClient, key: string): Promise<ReadonlyMap<string, string>> {
  // A scan may return a field twice.
  const values = new Map<string, string>();
  let cursor = "0";
  do {
    const [next, pairs] = await redis.hscan(key, cursor, "COUNT", BATCH);
    for (let at = 0; at < pairs.length; at += 2) {
      values.set(pairs[at] ?? "", pairs[at + 1] ?? "");
    }
    cursor = next;
  } while (cursor !== "0");
  return values;
}

async function uploadedBytes(
  redis: RedisClient,
  prefix: string,
  uploads: readonly RegisteredUpload[],
): Promise<ReadonlyMap<string, number>> {
  const bytes = new Map<string, number>();
  for (let at = 0; at < uploads.length; at += BATCH) {
    const page = uploads.slice(at, at + BATCH);
    const replies = await Promise.all(
      page.map(({ transferId }) => redis.hget(`${prefix}tr:${transferId}`, "uploadedBytes")),
    );
    page.forEach(({ token }, index) => {
      bytes.set(token, Number(replies[index] ?? 0));
    });
  }
  return bytes;
}

function parseUpload(tenant: string, value: string, nowMs: number): RegisteredUpload {
  const blank = value.indexOf(" ");
  const intendedAtMs = Number(value.slice(0, blank));
  const upload = JSON.parse(value.slice(blank + 1)) as Omit<IntendedUpload, "tenant">;
  const ageMs = nowMs - intendedAtMs;
  return { ...upload, tenant, intendedAtMs, ageMs, isOwned: false, uploadedBytes: 0 };
}
