// A webhook: where events of a tenant are sent, and how the receiver knows who sends them.

export const WEBHOOK_FORMATS = ["standard", "cloudevents"] as const;
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

type WebhookSecret = {
  /** By the sealing key, for `webhookPurpose`. */
  readonly sealed: string;
  /** Messages are signed with it as well until then; left out: it is the current one. */
  readonly untilMs?: number;
};

export type Webhook = {
  readonly tenant: string;
  readonly id: string;
  readonly url: string;
  readonly description: string;
  /** Of events, or groups of them; none: all but progress. */
  readonly types: readonly string[];
  readonly format: WebhookFormat;
  /** The newest first. */
  readonly secrets: readonly WebhookSecret[];
  readonly createdAtMs: number;
  readonly isEnabled: boolean;
  /** Why it is not, where that was not asked for. */
  readonly disabledBecause?: "gone" | "failing";
  /** Since when no attempt has succeeded; left out while the last one did. */
  readonly failingSinceMs?: number;
  /** Every job that ended before was delivered, or given up. */
  readonly endsThroughMs: number;
};

export type WebhookRef = Pick<Webhook, "tenant" | "id">;

/** After so long without a success a receiver is given up. */
export const FAILING_FOR_MS = 5 * 86_400_000;

/** The document of a webhook among the configuration. */
export function webhookKey({ tenant, id }: WebhookRef): string {
  return `${tenant}:${id}`;
}

/** What its secrets are sealed for. */
export function webhookPurpose(ref: WebhookRef): string {
  return `webhooks/${webhookKey(ref)}`;
}
