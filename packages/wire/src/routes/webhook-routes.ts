import { z } from "zod";
import {
  deliveryPage,
  deliveryView,
  newWebhookView,
  webhookChange,
  webhookPage,
  webhookRequest,
  webhookView,
} from "../webhook-documents.ts";
import { get, post } from "./api-route.ts";

const ofWebhook = { params: z.object({ id: z.string() }) };
const ofDelivery = { params: z.object({ id: z.string(), delivery: z.string() }) };

/** Where events are sent. */
export const WEBHOOK_ROUTES = {
  createWebhook: {
    ...post(
      "/v1/webhooks",
      "Sends events to an address from now on; needs a journal and a sealing key. The secret is in this response alone.",
      newWebhookView,
    ),
    scope: "admin",
    body: webhookRequest,
    example: { url: "https://hooks.example.com/penstock", types: ["job.completed", "schedule.*"] },
    status: 201,
    notOnce:
      "its secret is in the response alone and kept nowhere, so that no later response could have it",
  },
  listWebhooks: get("/v1/webhooks", "All webhooks, by age.", webhookPage),
  readWebhook: {
    ...get("/v1/webhooks/{id}", "One webhook.", webhookView),
    ...ofWebhook,
    isVersioned: true,
  },
  changeWebhook: {
    ...post("/v1/webhooks/{id}", "Changes what is named, and nothing else.", webhookView),
    ...ofWebhook,
    method: "PATCH",
    scope: "admin",
    body: webhookChange,
    example: { isEnabled: true },
    isVersioned: true,
  },
  deleteWebhook: {
    ...get(
      "/v1/webhooks/{id}",
      "Sends it nothing any more, what waits included. Returns it as it was.",
      webhookView,
    ),
    ...ofWebhook,
    method: "DELETE",
    scope: "admin",
    isVersioned: true,
  },
  rotateWebhook: {
    ...post(
      "/v1/webhooks/{id}:rotate",
      "Makes a new secret, shown in this response alone; for 24 hours messages are signed with the one before as well.",
      newWebhookView,
    ),
    ...ofWebhook,
    scope: "admin",
    isVersioned: true,
    notOnce:
      "its secret is in the response alone and kept nowhere, so that no later response could have it",
  },
  testWebhook: {
    ...post(
      "/v1/webhooks/{id}:test",
      "Sends a message of the type `webhook.test`; its delivery says what became of it.",
      deliveryView,
    ),
    ...ofWebhook,
    notOnce: "each request is a message",
  },
  listDeliveries: {
    ...get("/v1/webhooks/{id}/deliveries", "What was sent, and what became of it.", deliveryPage),
    ...ofWebhook,
  },
  redeliver: {
    ...post(
      "/v1/webhooks/{id}/deliveries/{delivery}:redeliver",
      "Sends a message again, with the same id.",
      deliveryView,
    ),
    ...ofDelivery,
    notOnce: "each request is a message",
  },
} as const;
