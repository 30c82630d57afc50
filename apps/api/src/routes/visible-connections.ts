import { mayName, rulesFor } from "@penstock/core";
import type { ConnectionDescription } from "@penstock/wire";
import type { HttpDependencies } from "../http/http-dependencies.ts";

/** A tenant sees those that its jobs may name; a caller of all tenants sees all. */
export async function visibleConnections(
  dependencies: HttpDependencies,
  tenant: string | undefined,
): Promise<readonly ConnectionDescription[]> {
  await dependencies.lookForConnections?.();
  const all = dependencies.connections.describe();
  if (tenant === undefined) {
    return all;
  }
  const rules = await rulesFor(dependencies, tenant);
  return all.filter(({ name }) => mayName(rules, name));
}

/** One that another process made a moment ago is known by its first request. */
export async function knowConnections(
  { connections, lookForConnections }: HttpDependencies,
  names: ReadonlySet<string>,
): Promise<void> {
  const known = new Set(connections.describe().map(({ name }) => name));
  if ([...names].some((name) => !known.has(name))) {
    await lookForConnections?.();
  }
}
