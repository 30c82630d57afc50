// How webhooks are kept among the configuration, and as the API takes and shows them.

import {
  type ConfigKind,
  isWebhookId,
  WEBHOOK_FORMATS,
  type Webhook,
  type WebhookDelivery,
} from "@penstock/core";
import { z } from "zod";
import { eventPattern } from "./event-query.ts";
import { timestamp } from "./job-view.ts";

const webhook = z.strictObject({
  tenant: z.string().min(1),
  id: z.string().refine(isWebhookId, "not the id of a webhook"),
  url: z.url(),
  description: z.string(),
  types: z.array(z.string()),
  format: z.enum(WEBHOOK_FORMATS),
  secrets: z.array(z.strictObject({ sealed: z.string(), untilMs: z.int().exactOptional() })),
  createdAtMs: z.int(),
  isEnabled: z.boolean(),
  disabledBecause: z.enum(["gone", "failing"]).exactOptional(),
  failingSinceMs: z.int().exactOptional(),
  endsThroughMs: z.int(),
});

export const WEBHOOKS: ConfigKind<Webhook> = {
  name: "webhooks",
  parse: (value) => webhook.parse(value),
};

const url = z
  .string()
  .max(2000)
  .refine(
    isReceiver,
    "write an address with https; http is for this machine alone, and names and passwords are for none",
  )
  .describe("Where messages are sent: `https`, or `http` on this machine.");

const fields = {
  description: z.string().max(200).exactOptional().describe("For people."),
  types: z
    .array(eventPattern)
    .max(50)
    .exactOptional()
    .describe("Of events, or groups such as `job.*`. Left out: `job.completed` alone."),
  format: z
    .enum(WEBHOOK_FORMATS)
    .exactOptional()
    .describe("Of the body: Standard Webhooks (when left out), or CloudEvents 1.0."),
};

/** The body of `POST /v1/webhooks`. */
export const webhookRequest = z.strictObject({ url, ...fields });

/** The body of `PATCH /v1/webhooks/{id}`. */
export const webhookChange = z.strictObject({
  url: url.exactOptional(),
  ...fields,
  isEnabled: z.boolean().exactOptional().describe("`true` also after it was disabled by itself."),
});

export type WebhookRequestInput = z.input<typeof webhookRequest>;
export type WebhookChangeInput = z.input<typeof webhookChange>;

export const webhookView = z.object({
  id: z.string(),
  url: z.string(),
  description: z.string(),
  types: z.array(z.string()),
  format: z.enum(WEBHOOK_FORMATS),
  isEnabled: z.boolean(),
  disabledBecause: z
    .enum(["gone", "failing"])
    .nullable()
    .describe("`gone`: the receiver said 410; `failing`: no attempt succeeded for five days."),
  failingSince: timestamp.nullable(),
  createdAt: timestamp,
  revision: z.int().describe("Grows with every change."),
});

export const newWebhookView = webhookView.extend({
  secret: z.string().describe("What messages are signed with. It is shown here and never again."),
});

export const webhookPage = z.object({ data: z.array(webhookView) });

export const deliveryView = z.object({
  id: z.string(),
  messageId: z.string().describe("The header `webhook-id`: the same in all attempts."),
  type: z.string(),
  state: z.enum(["pending", "delivered", "failed"]),
  createdAt: timestamp,
  nextAttemptAt: timestamp.nullable().describe("Of one that is pending."),
  attempts: z.array(
    z.object({
      at: timestamp,
      durationMs: z.int(),
      status: z.int().nullable().describe("Null where there was no response."),
      error: z.string().nullable(),
    }),
  ),
  body: z.string(),
});

export const deliveryPage = z.object({
  data: z.array(deliveryView).describe("Newest first, the last 100 of a week."),
});

export type WebhookView = z.infer<typeof webhookView>;
export type NewWebhookView = z.infer<typeof newWebhookView>;
export type WebhookPage = z.infer<typeof webhookPage>;
export type DeliveryView = z.infer<typeof deliveryView>;
export type DeliveryPage = z.infer<typeof deliveryPage>;

const toTime = (ms: number) => new Date(ms).toISOString();

export function toWebhookView(document: {
  readonly value: Webhook;
  readonly revision: number;
}): WebhookView {
  const { id, description, types, format, isEnabled, ...webhook } = document.value;
  const { disabledBecause = null, failingSinceMs, createdAtMs } = webhook;
  return {
    ...{ id, url: webhook.url, description, types: [...types], format, isEnabled, disabledBecause },
    failingSince: failingSinceMs === undefined ? null : toTime(failingSinceMs),
    createdAt: toTime(createdAtMs),
    revision: document.revision,
  };
}

export function toDeliveryView(delivery: WebhookDelivery): DeliveryView {
  const { id, messageId, type, state, body, createdAtMs, nextAttemptAtMs } = delivery;
  return {
    ...{ id, messageId, type, state, body },
    createdAt: toTime(createdAtMs),
    nextAttemptAt: state === "pending" ? toTime(nextAttemptAtMs) : null,
    attempts: delivery.attempts.map(({ atMs, durationMs, status = null, error = null }) => ({
      ...{ at: toTime(atMs), durationMs, status, error },
    })),
  };
}

function isReceiver(text: string): boolean {
  const parsed = URL.parse(text);
  if (parsed === null || parsed.username !== "" || parsed.password !== "") {
    return false;
  }
  const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(parsed.hostname);
  return parsed.protocol === "https:" || (parsed.protocol === "http:" && isHere);
}
