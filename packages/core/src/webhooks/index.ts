export {
  type AttemptResult,
  afterAttempt,
  askedForAgain,
  DELIVERY_DELAYS_MS,
  type DeliveryRef,
  isGone,
  isSuccess,
  type WebhookDelivery,
} from "./delivery.ts";
export {
  FAILING_FOR_MS,
  WEBHOOK_FORMATS,
  type Webhook,
  type WebhookFormat,
  type WebhookRef,
  webhookKey,
  webhookPurpose,
} from "./webhook.ts";
