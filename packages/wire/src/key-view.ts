// Keys, as they are kept among the configuration and as the API shows and makes them.

import {
  type ApiKey,
  type ConfigKind,
  isKeyId,
  isKeyName,
  isTenantName,
  KEY_NAME_RULE,
  SCOPES,
  TENANT_NAME_RULE,
} from "@penstock/core";
import { z } from "zod";
import { duration } from "./duration.ts";
import { timestamp } from "./job-view.ts";

const scope = z.enum(SCOPES);
const tenant = z.string().refine(isTenantName, TENANT_NAME_RULE);

const key = z.strictObject({
  id: z.string().refine(isKeyId, "not the id of a key"),
  name: z.string().refine(isKeyName, KEY_NAME_RULE),
  scope,
  tenant: tenant.exactOptional(),
  secretHash: z.string().regex(/^[0-9a-f]{64}$/),
  createdAtMs: z.int(),
  createdBy: z.string(),
  expiresAtMs: z.int().exactOptional(),
});

export const KEYS: ConfigKind<ApiKey> = { name: "keys", parse: (value) => key.parse(value) };

/** The body of `POST /v1/keys`. */
export const keyRequest = z.strictObject({
  name: z
    .string()
    .refine(isKeyName, KEY_NAME_RULE)
    .describe("Says what the key is for, to people."),
  scope: scope.describe(
    "`read` looks, `operate` also moves, stops and schedules, `admin` also decides who may do so.",
  ),
  tenant: tenant
    .exactOptional()
    .describe("The only tenant that the key is for. Left out: that of the key that asks, or all."),
  expiresIn: duration
    .refine((ms) => ms > 0, "write a time above 0, such as 90d")
    .exactOptional()
    .describe("How long the key is good for, such as 90d. Left out: until it is revoked."),
});

export type KeyRequestInput = z.input<typeof keyRequest>;

export const keyView = z.object({
  id: z.string().describe("The beginning of the key, by which it is told from others."),
  name: z.string(),
  scope,
  tenant: z.string().nullable().describe("`null`: all."),
  createdAt: timestamp,
  createdBy: z.string(),
  expiresAt: timestamp.nullable(),
  isExpired: z.boolean(),
});

export const newKeyView = keyView.extend({
  key: z.string().describe("The key itself. It is shown here and never again."),
});

export const keyPage = z.object({ data: z.array(keyView) });

export type KeyView = z.infer<typeof keyView>;
export type NewKeyView = z.infer<typeof newKeyView>;
export type KeyPage = z.infer<typeof keyPage>;
