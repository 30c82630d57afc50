// What a tenant may do, as it is asked for, kept and shown.

import {
  type ConfigKind,
  DEFAULT_WEIGHT,
  isTenantName,
  TENANT_NAME_RULE,
  type TenantRules,
} from "@penstock/core";
import { z } from "zod";
import { weight } from "./job-request.ts";
import { timestamp } from "./job-view.ts";
import { JOB_LIMITS, LIMITS, limitsDocument } from "./limits-document.ts";

const MAX_JOBS = 1_000_000;
const MAX_CONNECTIONS = 1000;

const quotas = z.strictObject({
  jobs: z
    .int()
    .min(0)
    .max(MAX_JOBS)
    .exactOptional()
    .describe("How many of its jobs may be unfinished at once. Left out: any number."),
});

const fields = {
  weight: weight
    .default(DEFAULT_WEIGHT)
    .describe("Its share beside other tenants that have work: 3 gets three times what 1 gets."),
  limits: limitsDocument.prefault({}),
  quotas: quotas.prefault({}),
  connections: z
    .array(z.string().min(1).max(63))
    .max(MAX_CONNECTIONS)
    .exactOptional()
    .describe("Those that its jobs may name. Left out: all."),
};

const rules = z.strictObject(fields);

export const TENANTS: ConfigKind<TenantRules> = {
  name: "tenants",
  parse: (value) => rules.parse(value),
};

/** Every document that has limits. */
export const LIMIT_FORMS = { limits: LIMITS, jobLimits: JOB_LIMITS, tenants: TENANTS } as const;

/** The body of `PUT /v1/tenants/{name}`. */
export const tenantRequest = z.strictObject({
  ...fields,
  revision: z
    .int()
    .min(0)
    .exactOptional()
    .describe(
      "The one that this change was made of; another one is a conflict (409). Left out: whatever it is.",
    ),
});

export const tenantName = z.string().refine(isTenantName, TENANT_NAME_RULE);

export const tenantView = z.object({
  name: z.string(),
  weight: z.int(),
  limits: limitsDocument,
  quotas,
  connections: z.array(z.string()).nullable().describe("Null: all."),
  usage: z.object({
    jobs: z.int().describe("That are not finished."),
    waitingJobs: z.int().describe("With parts or batches that wait for their turn."),
    unitsInFlight: z.int().describe("Parts and batches that are queued or being moved."),
    unitsAllowed: z
      .int()
      .nullable()
      .describe("How many may be now, by its weight and its limits; null before its first job."),
  }),
  revision: z.int().describe("Grows with every change; 0 while nothing was decided for it."),
  changedAt: timestamp.nullable(),
});

export const tenantPage = z.object({
  data: z.array(tenantView).describe("Those that have rules or jobs, by name."),
});

export type TenantRequest = z.infer<typeof tenantRequest>;
export type TenantRequestInput = z.input<typeof tenantRequest>;
export type TenantView = z.infer<typeof tenantView>;
export type TenantPage = z.infer<typeof tenantPage>;
