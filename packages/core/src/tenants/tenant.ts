// Who shares a deployment: every job, schedule and event is of one tenant.

/** Whose requests are that name no other tenant. */
export const DEFAULT_TENANT = "default";

/** Part of keys, of paths on file systems that ignore case, and of documents' names beside a schedule's. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,38}$/;

export const TENANT_NAME_RULE =
  "write up to 39 lower-case letters, digits and . _ -, beginning with a letter or digit";

export function isTenantName(name: string): boolean {
  return NAME.test(name);
}
