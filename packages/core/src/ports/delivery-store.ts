import type { DeliveryRef, WebhookDelivery } from "../webhooks/delivery.ts";
import type { WebhookRef } from "../webhooks/webhook.ts";

/** Which log of events a reader has read up to where. */
type EventReader = { readonly tenant: string; readonly of: "tenant" | "system" };

/** Messages to webhooks: those that wait, and for a week what became of the others. */
export type DeliveryStore = {
  /** Whether it was not there: one of the same id is left as it is. */
  add(delivery: WebhookDelivery): Promise<boolean>;
  read(ref: DeliveryRef): Promise<WebhookDelivery | undefined>;
  save(delivery: WebhookDelivery): Promise<void>;
  /** One that is not kept any more is not due either. */
  forget(ref: DeliveryRef): Promise<void>;
  /** Those whose next attempt is due, the longest due first. */
  due(tenant: string, nowMs: number, limit: number): Promise<readonly string[]>;
  /** The newest of a webhook, newest first. */
  newest(webhook: WebhookRef, limit: number): Promise<readonly WebhookDelivery[]>;
  /** When the oldest was made that waits; undefined where none does. */
  oldestPendingMs(webhook: WebhookRef): Promise<number | undefined>;
  /** Undefined for a reader that has read nothing, or of which Redis lost it. */
  readCursor(reader: EventReader): Promise<string | undefined>;
  writeCursor(reader: EventReader, cursor: string): Promise<void>;
};

/** Brings deliveries that are due to processes that attempt them. One that is queued already is not queued twice. */
export type DeliveryQueue = {
  addDeliveries(refs: readonly DeliveryRef[]): Promise<void>;
};
