import type { Webhook, WebhookDelivery } from "@penstock/core";
import type { WebhookEngine, WebhookForms } from "./webhook-engine.ts";

type Message = Parameters<WebhookForms["format"]>[0];

/** Due at once. Its id is that of the webhook and the message: however often it is made, it is one. */
export function deliveryOf(
  { clock, hashing, forms }: Pick<WebhookEngine, "clock" | "hashing" | "forms">,
  { tenant, id: webhookId, format }: Webhook,
  message: Message,
): WebhookDelivery {
  const hasher = hashing.hasher("md5");
  hasher.update(new TextEncoder().encode(`${webhookId}\n${message.id}`));
  return {
    ...{ tenant, webhookId, messageId: message.id, state: "pending" },
    id: `dlv_${hasher.digest()}`,
    type: message.type,
    body: forms.format(message, format),
    createdAtMs: Date.parse(message.timestamp),
    ...{ nextAttemptAtMs: clock.nowMs(), attempts: [], attemptsBefore: 0 },
  };
}
