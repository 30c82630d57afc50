// Who shares a deployment: every job, schedule and event is of one tenant.

import { PenstockError } from "../failures/errors.ts";
import type { Limits } from "../limits/index.ts";
import type { Connections } from "../ports/connections.ts";

/** Whose requests are that name no other tenant. */
export const DEFAULT_TENANT = "default";

/** Part of keys, of paths on file systems that ignore case, and of documents' names beside a schedule's. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,38}$/;

export const TENANT_NAME_RULE =
  "write up to 39 lower-case letters, digits and . _ -, beginning with a letter or digit";

export function isTenantName(name: string): boolean {
  return NAME.test(name);
}

/** A share grows with it, of tenants beside each other and of jobs inside a tenant. */
export const DEFAULT_WEIGHT = 1;
/** A round of turns takes as long as the heaviest job's turn: with much more, the others would stand still. */
export const MAX_WEIGHT = 100;

/** What a tenant may do. */
export type TenantRules = {
  readonly weight: number;
  readonly limits: Limits;
  readonly quotas: TenantQuotas;
  /** Those that its jobs may name; left out: all. */
  readonly connections?: readonly string[];
};

export type TenantQuotas = {
  /** How many of its jobs may be unfinished at once; left out: any number. */
  readonly jobs?: number;
};

/** Of a tenant for which nothing was decided. */
export const DEFAULT_TENANT_RULES: TenantRules = {
  weight: DEFAULT_WEIGHT,
  limits: {},
  quotas: {},
};

/** The rules of tenants, as a process knows them: a change is seen within seconds. */
export type TenantDirectory = { rulesOf(tenant: string): Promise<TenantRules> };

export function mayName({ connections }: TenantRules, connection: string): boolean {
  return connections === undefined || connections.includes(connection);
}

/** Connections as a tenant has them: those that it may not name throw `connection-forbidden`. */
export function connectionsOf(
  connections: Connections,
  tenant: string,
  rules: TenantRules,
): Connections {
  if (rules.connections === undefined) {
    return connections;
  }
  const allowed = (name: string) => {
    if (!mayName(rules, name)) {
      const names = rules.connections?.join(", ") || "none";
      throw new PenstockError(
        "connection-forbidden",
        `the tenant ${tenant} may not name the connection "${name}"; it may name: ${names}`,
      );
    }
    return name;
  };
  return {
    store: (name) => connections.store(allowed(name)),
    source: (name) => connections.source(allowed(name)),
    lister: (name) => connections.lister(allowed(name)),
    serverSideCopySource: (source, destination) =>
      connections.serverSideCopySource(allowed(source), allowed(destination)),
    probe: (name, variant) => connections.probe(allowed(name), variant),
  };
}

export function quotaExceeded(tenant: string, { jobs }: { readonly jobs: number }): PenstockError {
  return new PenstockError(
    "quota-exceeded",
    `the tenant ${tenant} has ${jobs} unfinished jobs or more, and its quota is ${jobs}: wait until one has ended, or raise the quota`,
  );
}
