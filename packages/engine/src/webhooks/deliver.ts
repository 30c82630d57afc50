import {
  type AttemptResult,
  afterAttempt,
  type DeliveryRef,
  FAILING_FOR_MS,
  isGone,
  isPenstockError,
  isSuccess,
  PenstockError,
  shortened,
  type TaskOutcome,
  type Webhook,
  type WebhookDelivery,
  webhookKey,
  webhookPurpose,
} from "@penstock/core";
import { changeWebhook, type WebhookEngine } from "./webhook-engine.ts";

/** How long a receiver may take. */
const TIMEOUT_MS = 15_000;

export type DeliveringEngine = WebhookEngine & {
  /** One request, and no redirect: as the poster of `connections` does. */
  readonly post: (
    request: {
      readonly url: URL;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      readonly timeoutMs: number;
    },
    signal: AbortSignal,
  ) => Promise<{
    readonly status: number;
    readonly headers: { readonly "retry-after"?: string | undefined };
    readonly text: string;
  }>;
  /** Of Standard Webhooks: `v1,` and the signature in base64. */
  readonly sign: (secret: string, content: string) => string;
};

/**
 * Attempts a delivery that is due. What failed is due again later; the leader queues it then.
 *
 * @throws PenstockError `ledger-unavailable`, `journal-unavailable`: to be repeated, with the same id
 */
export async function deliver(
  engine: DeliveringEngine,
  ref: DeliveryRef,
  signal: AbortSignal,
): Promise<TaskOutcome> {
  const { clock, config, forms, ledger, random } = engine;
  const delivery = await ledger.deliveries.read(ref);
  if (delivery === undefined) {
    await ledger.deliveries.forget(ref);
    return { kind: "done" };
  }
  if (delivery.state !== "pending" || delivery.nextAttemptAtMs > clock.nowMs()) {
    return { kind: "done" };
  }
  const { tenant, webhookId } = delivery;
  const document = await config.read(forms.webhooks, webhookKey({ tenant, id: webhookId }));
  if (document?.value.isEnabled !== true) {
    await ledger.deliveries.save({ ...delivery, state: "failed" });
    return { kind: "done" };
  }
  const atMs = clock.nowMs();
  const result = await attempt(engine, document.value, { delivery, signal });
  // Another process may have it by now: only that it arrived is true whatever that one does.
  if (result === undefined || (signal.aborted && !isSuccess(result))) {
    return { kind: "later", delayMs: 0 };
  }
  const nowMs = clock.nowMs();
  const times = { atMs, durationMs: Math.max(0, nowMs - atMs), unit: random.unit() };
  await ledger.deliveries.save(afterAttempt(delivery, result, times));
  await noteOnWebhook(engine, document.value, { result, nowMs });
  return { kind: "done" };
}

/** What the receiver said, or why there was no response; undefined where it was cut off. */
async function attempt(
  engine: DeliveringEngine,
  webhook: Webhook,
  { delivery, signal }: { readonly delivery: WebhookDelivery; readonly signal: AbortSignal },
): Promise<AttemptResult | undefined> {
  const { messageId, body } = delivery;
  const timestamp = String(Math.floor(engine.clock.nowMs() / 1000));
  const signature = signaturesOf(engine, webhook, `${messageId}.${timestamp}.${body}`);
  const headers = {
    "content-type": engine.forms.contentType(webhook.format),
    "user-agent": "penstock",
    "webhook-id": messageId,
    "webhook-timestamp": timestamp,
    "webhook-signature": signature,
  };
  try {
    const request = { url: new URL(webhook.url), headers, body, timeoutMs: TIMEOUT_MS };
    const response = await engine.post(request, signal);
    return resultOf(response, engine.clock.nowMs());
  } catch (error) {
    if (signal.aborted) {
      return undefined;
    }
    if (!isPenstockError(error)) {
      throw error;
    }
    return { status: undefined, error: `${error.code}: ${shortened(error.message)}` };
  }
}

/** By each secret that still counts, the newest first. */
function signaturesOf(
  { sealing, sign, clock }: DeliveringEngine,
  webhook: Webhook,
  content: string,
): string {
  const nowMs = clock.nowMs();
  const secrets = webhook.secrets.filter(
    ({ untilMs = Number.POSITIVE_INFINITY }) => untilMs > nowMs,
  );
  if (secrets.length === 0) {
    throw new PenstockError("sealed-text-invalid", `the webhook ${webhook.id} has no secret`);
  }
  const purpose = webhookPurpose(webhook);
  return secrets.map(({ sealed }) => sign(sealing.open(sealed, purpose), content)).join(" ");
}

function resultOf(
  response: Awaited<ReturnType<DeliveringEngine["post"]>>,
  nowMs: number,
): AttemptResult {
  const { status, headers, text } = response;
  if (isSuccess({ status })) {
    return { status };
  }
  const retryAfterMs = [429, 503].includes(status)
    ? retryAfterOf(headers["retry-after"], nowMs)
    : undefined;
  const said = shortened(text.replaceAll(/\s+/g, " ").trim());
  return {
    status,
    error: said === "" ? `the receiver answered ${status}` : `${status}: ${said}`,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/** Seconds, or a time. */
function retryAfterOf(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isNaN(ms) || ms < 0 ? undefined : ms;
}

/** One that is gone, or failed for days, is asked no more. */
async function noteOnWebhook(
  engine: DeliveringEngine,
  webhook: Webhook,
  { result, nowMs }: { readonly result: AttemptResult; readonly nowMs: number },
): Promise<void> {
  const next = noted(webhook, result, nowMs);
  if (next === webhook) {
    return;
  }
  if (!next.isEnabled) {
    const fields = { webhook: webhook.id, reason: next.disabledBecause };
    engine.log.warn(fields, "a webhook was disabled: correct its receiver, and enable it again");
  }
  await changeWebhook(engine, webhook, (current) => noted(current, result, nowMs)).catch(
    (error: unknown) => {
      // It was deleted while it was asked.
      if (!isPenstockError(error, "not-found")) {
        throw error;
      }
    },
  );
}

function noted(webhook: Webhook, result: AttemptResult, nowMs: number): Webhook {
  const { failingSinceMs, ...rest } = webhook;
  if (isSuccess(result)) {
    return failingSinceMs === undefined ? webhook : rest;
  }
  if (isGone(result)) {
    return webhook.isEnabled ? { ...webhook, isEnabled: false, disabledBecause: "gone" } : webhook;
  }
  if (failingSinceMs === undefined) {
    return { ...webhook, failingSinceMs: nowMs };
  }
  const isGivenUp = webhook.isEnabled && nowMs - failingSinceMs >= FAILING_FOR_MS;
  return isGivenUp ? { ...webhook, isEnabled: false, disabledBecause: "failing" } : webhook;
}
