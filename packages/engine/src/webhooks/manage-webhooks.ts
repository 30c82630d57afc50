// Webhooks are made, changed and tried by requests.

import {
  askedForAgain,
  type ConfigDocument,
  matchesEventType,
  newWebhookId,
  PenstockError,
  type Webhook,
  type WebhookDelivery,
  type WebhookRef,
  webhookKey,
  webhookPurpose,
} from "@penstock/core";
import { deliveryOf } from "./new-delivery.ts";
import { changeWebhook, existingWebhook, type WebhookEngine } from "./webhook-engine.ts";

const SECRET_BYTES = 32;
/** For so long messages are signed with the secret before as well. */
const ROTATION_MS = 86_400_000;
const SHOWN_DELIVERIES = 100;

type Wanted = Pick<Webhook, "tenant" | "url" | "description" | "types" | "format">;

/** Its secret is nowhere else: what is kept is sealed. */
type WithSecret = { readonly document: ConfigDocument<Webhook>; readonly secret: string };

/** @throws PenstockError `journal-required`, `sealing-key-missing` */
export async function createWebhook(engine: WebhookEngine, wanted: Wanted): Promise<WithSecret> {
  const { clock, random, config, forms, journal } = engine;
  if (journal === undefined) {
    throw new PenstockError(
      "journal-required",
      "a webhook needs a journal, for Redis may lose it: set PENSTOCK_JOURNAL for the api and coordinator processes",
    );
  }
  const nowMs = clock.nowMs();
  const ref = { tenant: wanted.tenant, id: newWebhookId(nowMs, random.bytes(10)) };
  const { secret, sealed } = newSecret(engine, ref);
  const value: Webhook = {
    ...wanted,
    ...{ id: ref.id, createdAtMs: nowMs, isEnabled: true, endsThroughMs: nowMs },
    secrets: [{ sealed }],
  };
  const document = await config.write(forms.webhooks, webhookKey(ref), { revision: 0, value });
  return { document, secret };
}

/** By their age. */
export async function listWebhooks(
  { config, forms }: WebhookEngine,
  tenant: string,
): Promise<readonly ConfigDocument<Webhook>[]> {
  const documents = await config.list(forms.webhooks);
  return documents.filter(({ value }) => value.tenant === tenant);
}

/** @throws PenstockError `not-found` */
export async function deleteWebhook(
  engine: WebhookEngine,
  ref: WebhookRef,
): Promise<ConfigDocument<Webhook>> {
  const document = await existingWebhook(engine, ref);
  await engine.config.delete(engine.forms.webhooks, webhookKey(ref), document.revision);
  return document;
}

/** @throws PenstockError `not-found`, `sealing-key-missing` */
export async function rotateSecret(engine: WebhookEngine, ref: WebhookRef): Promise<WithSecret> {
  await existingWebhook(engine, ref);
  const { secret, sealed } = newSecret(engine, ref);
  const nowMs = engine.clock.nowMs();
  const document = await changeWebhook(engine, ref, (webhook) => {
    const [current] = webhook.secrets;
    const before = current === undefined ? [] : [{ ...current, untilMs: nowMs + ROTATION_MS }];
    return { ...webhook, secrets: [{ sealed }, ...before] };
  });
  return { document, secret };
}

/**
 * What happened while it was disabled is not sent, nor the ends of jobs before it asked for them.
 *
 * @throws PenstockError `not-found`
 */
export function updateWebhook(
  engine: WebhookEngine,
  ref: WebhookRef,
  wanted: Partial<Omit<Wanted, "tenant">> & { readonly isEnabled?: boolean },
): Promise<ConfigDocument<Webhook>> {
  const nowMs = engine.clock.nowMs();
  return changeWebhook(engine, ref, (webhook) => {
    const { disabledBecause: _reason, failingSinceMs: _since, ...healthy } = webhook;
    const next = { ...(wanted.isEnabled === true ? healthy : webhook), ...wanted };
    return isSentEnds(next) && !isSentEnds(webhook) ? { ...next, endsThroughMs: nowMs } : next;
  });
}

function isSentEnds({ isEnabled, types }: Webhook): boolean {
  return isEnabled && matchesEventType(types, "job.completed");
}

/** A message that only says that messages arrive. @throws PenstockError `not-found` */
export async function sendTest(engine: WebhookEngine, ref: WebhookRef): Promise<WebhookDelivery> {
  const { value: webhook } = await existingWebhook(engine, ref);
  const nowMs = engine.clock.nowMs();
  const unique = Buffer.from(engine.random.bytes(8)).toString("hex");
  const message = {
    ...{ id: `evt_test-${unique}`, type: "webhook.test" },
    timestamp: new Date(nowMs).toISOString(),
    data: { webhookId: webhook.id },
  };
  const delivery = deliveryOf(engine, webhook, message);
  await engine.ledger.deliveries.add(delivery);
  return delivery;
}

/** @throws PenstockError `not-found` */
export async function listDeliveries(
  engine: WebhookEngine,
  ref: WebhookRef,
): Promise<readonly WebhookDelivery[]> {
  await existingWebhook(engine, ref);
  return engine.ledger.deliveries.newest(ref, SHOWN_DELIVERIES);
}

/** @throws PenstockError `not-found` */
export async function redeliver(
  engine: WebhookEngine,
  ref: WebhookRef,
  id: string,
): Promise<WebhookDelivery> {
  await existingWebhook(engine, ref);
  const { deliveries } = engine.ledger;
  const delivery = await deliveries.read({ tenant: ref.tenant, id });
  if (delivery?.webhookId !== ref.id) {
    throw new PenstockError("not-found", `there is no delivery ${id}: they are kept for a week`);
  }
  const again = askedForAgain(delivery, engine.clock.nowMs());
  await deliveries.save(again);
  return again;
}

function newSecret({ random, sealing }: WebhookEngine, ref: WebhookRef) {
  const secret = `whsec_${Buffer.from(random.bytes(SECRET_BYTES)).toString("base64")}`;
  return { secret, sealed: sealing.seal(secret, webhookPurpose(ref)) };
}
