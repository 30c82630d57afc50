import { type DeliveryStore, type WebhookDelivery, webhookKey } from "@penstock/core";

type Reader = Parameters<DeliveryStore["readCursor"]>[0];

/** Messages to webhooks, in a memory ledger. */
export class MemoryDeliveryStore implements DeliveryStore {
  readonly #deliveries = new Map<string, WebhookDelivery>();
  readonly #cursors = new Map<string, string>();

  clear(): void {
    this.#deliveries.clear();
    this.#cursors.clear();
  }

  async add(delivery: WebhookDelivery): Promise<boolean> {
    const key = webhookKey(delivery);
    if (this.#deliveries.has(key)) {
      return false;
    }
    this.#deliveries.set(key, delivery);
    return true;
  }

  async read(ref: Parameters<DeliveryStore["read"]>[0]): Promise<WebhookDelivery | undefined> {
    return this.#deliveries.get(webhookKey(ref));
  }

  async save(delivery: WebhookDelivery): Promise<void> {
    this.#deliveries.set(webhookKey(delivery), delivery);
  }

  async forget(ref: Parameters<DeliveryStore["read"]>[0]): Promise<void> {
    this.#deliveries.delete(webhookKey(ref));
  }

  async due(tenant: string, nowMs: number, limit: number): Promise<readonly string[]> {
    return [...this.#deliveries.values()]
      .filter((each) => each.tenant === tenant && each.state === "pending")
      .filter(({ nextAttemptAtMs }) => nextAttemptAtMs <= nowMs)
      .sort((one, other) => one.nextAttemptAtMs - other.nextAttemptAtMs)
      .slice(0, limit)
      .map(({ id }) => id);
  }

  async newest(
    webhook: Parameters<DeliveryStore["newest"]>[0],
    limit: number,
  ): Promise<readonly WebhookDelivery[]> {
    return this.#of(webhook).toReversed().slice(0, limit);
  }

  async oldestPendingMs(
    webhook: Parameters<DeliveryStore["newest"]>[0],
  ): Promise<number | undefined> {
    return this.#of(webhook).find(({ state }) => state === "pending")?.createdAtMs;
  }

  async readCursor({ tenant, of }: Reader): Promise<string | undefined> {
    return this.#cursors.get(`${of} ${tenant}`);
  }

  async writeCursor({ tenant, of }: Reader, cursor: string): Promise<void> {
    this.#cursors.set(`${of} ${tenant}`, cursor);
  }

  /** Oldest first. */
  #of({ tenant, id }: Parameters<DeliveryStore["newest"]>[0]): readonly WebhookDelivery[] {
    return [...this.#deliveries.values()]
      .filter((each) => each.tenant === tenant && each.webhookId === id)
      .sort((one, other) => one.createdAtMs - other.createdAtMs);
  }
}
