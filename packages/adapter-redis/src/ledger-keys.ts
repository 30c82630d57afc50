/**
 * Every key of a tenant begins with this. The braces are a Redis Cluster hash tag: all keys of one
 * tenant share a slot, because scripts touch several of them in one step.
 */
export function tenantPrefix(tenant: string): string {
  if (tenant === "" || /[{}]/.test(tenant)) {
    throw new RangeError(`a tenant is named by some characters without braces, not "${tenant}"`);
  }
  return `penstock:{${tenant}}:`;
}

/** Outside every tenant's slot. */
export const TENANTS_KEY = "penstock:tenants";
/** Those that were forgotten a moment ago. */
export const LEFT_TENANTS_KEY = "penstock:tenants:left";
/** These begin as no tenant's keys do; the braces keep the keys of each in one slot. */
export const SYSTEM_PREFIX = "penstock:system:{system}:";
export const CONFIG_PREFIX = "penstock:config:{config}:";
export const LEADER_PREFIX = "penstock:leader:{leader}:";
export const HISTORY_PREFIX = "penstock:history:{history}:";

/** Of what all workers share of limits: one slot, so that a worker leases from all budgets in one command. */
export const BUDGETS_PREFIX = "penstock:budgets:{budgets}:";

/** Matches the stop channel of every tenant; the channel's name is the prefix and `stop`. */
export const STOP_CHANNELS = "penstock:{*}:stop";

export function stopChannel(tenant: string): string {
  return `${tenantPrefix(tenant)}stop`;
}

export function tenantOfStopChannel(channel: string): string {
  return channel.slice("penstock:{".length, -"}:stop".length);
}

/** Must agree with the bucket size of the scripts' prelude. */
const BUCKET_PARTS = 64;

export function uploadedKeys(
  tenant: string,
  transferId: string,
  { generation, partCount }: { readonly generation: number; readonly partCount: number },
): readonly string[] {
  const buckets = Math.floor(partCount / BUCKET_PARTS) + 1;
  return Array.from(
    { length: buckets },
    (_, bucket) => `${tenantPrefix(tenant)}uploaded:${transferId}:${generation}:${bucket}`,
  );
}

/** Of who uploaded each part of a generation. */
export function recordsKey(tenant: string, transferId: string, generation: number): string {
  return `${tenantPrefix(tenant)}records:${transferId}:${generation}`;
}
