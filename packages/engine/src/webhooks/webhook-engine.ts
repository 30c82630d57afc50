import type {
  ConfigDocument,
  ConfigKind,
  ConfigStore,
  DeliveryQueue,
  JobRecord,
  Kept,
  Sealing,
  SystemEvent,
  TenantEvent,
  Webhook,
  WebhookFormat,
  WebhookRef,
} from "@penstock/core";
import { isPenstockError, PenstockError, webhookKey } from "@penstock/core";
import type { Engine } from "../engine.ts";

type Message = {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** How webhooks are kept, and how messages are written. */
export type WebhookForms = {
  readonly webhooks: ConfigKind<Webhook>;
  ofEvent(event: Kept<TenantEvent | SystemEvent>): Message;
  ofEnd(record: JobRecord): Message;
  format(message: Message, format: WebhookFormat): string;
  contentType(format: WebhookFormat): string;
};

export type WebhookEngine = Pick<
  Engine,
  "ledger" | "journal" | "archive" | "clock" | "random" | "hashing" | "log" | "repeats"
> & {
  readonly config: ConfigStore;
  readonly sealing: Sealing;
  readonly forms: WebhookForms;
};

export type RoutingEngine = WebhookEngine & { readonly deliveryQueue: DeliveryQueue };

/** As often as others may change the same document in between. */
const MAX_TRIES = 8;

/** @throws PenstockError `not-found` */
export async function existingWebhook(
  { config, forms }: Pick<WebhookEngine, "config" | "forms">,
  ref: WebhookRef,
): Promise<ConfigDocument<Webhook>> {
  const document = await config.read(forms.webhooks, webhookKey(ref));
  if (document === undefined) {
    throw new PenstockError("not-found", `there is no webhook ${ref.id}`);
  }
  return document;
}

/**
 * Changes a webhook by what is in it; another process that changes it at the same time makes this one look again.
 *
 * @param change the same webhook where there is nothing to change
 * @throws PenstockError `not-found`
 */
export async function changeWebhook(
  engine: Pick<WebhookEngine, "config" | "forms">,
  ref: WebhookRef,
  change: (webhook: Webhook) => Webhook,
): Promise<ConfigDocument<Webhook>> {
  const { config, forms } = engine;
  for (let tries = 1; ; tries += 1) {
    const document = await existingWebhook(engine, ref);
    const value = change(document.value);
    if (value === document.value) {
      return document;
    }
    try {
      const { revision } = document;
      return await config.write(forms.webhooks, webhookKey(ref), { revision, value });
    } catch (error) {
      if (!isPenstockError(error, "state-conflict") || tries === MAX_TRIES) {
        throw error;
      }
    }
  }
}
