import { LIMIT_NAMES } from "@penstock/core";
import { z } from "zod";
import { timestamp } from "./job-view.ts";
import { limitsDocument } from "./limits-document.ts";

const limitNow = z.object({
  limit: z.enum(LIMIT_NAMES),
  value: z.number().nullable().describe("Null: no limit at this time."),
  until: timestamp.nullable().describe("When it is another by its calendar; null: never."),
});

const fields = {
  limits: limitsDocument,
  now: z.array(limitNow).describe("What holds at this time of those that are set."),
  revision: z.int().describe("Grows with every change; 0 while none was made."),
  changedAt: timestamp.nullable(),
};

export const limitsView = z.object({
  ...fields,
  isOfSettings: z.boolean().describe("They are those of the environment."),
});

const bindingLimit = limitNow.extend({
  value: z.number(),
  level: z.enum(["deployment", "connection", "tenant", "job"]),
  name: z.string().nullable().describe("Of the connection or the tenant."),
});

export const jobLimitsView = z.object({
  ...fields,
  binding: z
    .array(bindingLimit)
    .describe(
      "Of each limit the strictest of the job's, its tenant's, its connections' and the deployment's.",
    ),
});

export const allLimitsView = z.object({
  deployment: limitsView,
  connections: z
    .array(z.object({ name: z.string(), ...fields }))
    .describe("Those that have limits."),
});

const revision = z
  .int()
  .min(0)
  .exactOptional()
  .describe(
    "The one that this change was made of; another one is a conflict (409). Left out: whatever it is.",
  );

/** The body of every `PUT` of limits. It replaces all of them: what is left out is unlimited. */
export const limitsChange = z.strictObject({ limits: limitsDocument, revision });

export type LimitsView = z.infer<typeof limitsView>;
export type JobLimitsView = z.infer<typeof jobLimitsView>;
export type AllLimitsView = z.infer<typeof allLimitsView>;
export type LimitsChangeInput = z.input<typeof limitsChange>;
