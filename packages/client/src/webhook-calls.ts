import {
  type DeliveryPage,
  type DeliveryView,
  deliveryPage,
  deliveryView,
  type NewWebhookView,
  newWebhookView,
  type WebhookChangeInput,
  type WebhookPage,
  type WebhookRequestInput,
  type WebhookView,
  webhookPage,
  webhookView,
} from "@penstock/wire";
import { type Api, callApi } from "./http-call.ts";

export type WebhookCalls = {
  /** The secret is in what it resolves with, and nowhere else. */
  createWebhook(request: WebhookRequestInput, signal?: AbortSignal): Promise<NewWebhookView>;
  listWebhooks(signal?: AbortSignal): Promise<WebhookPage>;
  readWebhook(id: string, signal?: AbortSignal): Promise<WebhookView>;
  changeWebhook(id: string, change: WebhookChangeInput, signal?: AbortSignal): Promise<WebhookView>;
  /** Resolves with the webhook as it was. */
  deleteWebhook(id: string, signal?: AbortSignal): Promise<WebhookView>;
  /** A new secret; messages are signed with the one before as well for 24 hours. */
  rotateWebhook(id: string, signal?: AbortSignal): Promise<NewWebhookView>;
  testWebhook(id: string, signal?: AbortSignal): Promise<DeliveryView>;
  listDeliveries(id: string, signal?: AbortSignal): Promise<DeliveryPage>;
  redeliver(id: string, delivery: string, signal?: AbortSignal): Promise<DeliveryView>;
};

export function webhookCalls(api: Api): WebhookCalls {
  const all = "/v1/webhooks";
  const one = (id: string) => `${all}/${encodeURIComponent(id)}`;
  const get = (path: string) => ({ method: "GET", path }) as const;
  const post = (path: string, body?: unknown) => ({ method: "POST", path, body }) as const;
  return {
    createWebhook: (request, signal) => callApi(api, post(all, request), newWebhookView, signal),
    listWebhooks: (signal) => callApi(api, get(all), webhookPage, signal),
    readWebhook: (id, signal) => callApi(api, get(one(id)), webhookView, signal),
    changeWebhook: (id, body, signal) =>
      callApi(api, { method: "PATCH", path: one(id), body }, webhookView, signal),
    deleteWebhook: (id, signal) =>
      callApi(api, { method: "DELETE", path: one(id) }, webhookView, signal),
    rotateWebhook: (id, signal) => callApi(api, post(`${one(id)}:rotate`), newWebhookView, signal),
    testWebhook: (id, signal) => callApi(api, post(`${one(id)}:test`), deliveryView, signal),
    listDeliveries: (id, signal) =>
      callApi(api, get(`${one(id)}/deliveries`), deliveryPage, signal),
    redeliver: (id, delivery, signal) => {
      const path = `${one(id)}/deliveries/${encodeURIComponent(delivery)}:redeliver`;
      return callApi(api, post(path), deliveryView, signal);
    },
  };
}
