// One message to one webhook, and when it is tried again.

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Before each attempt, as Standard Webhooks proposes: three days in all. */
export const DELIVERY_DELAYS_MS = [
  ...[0, 5 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS],
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR_MS),
];

/** So that receivers that were away together are not asked together. */
const JITTER = 0.2;
const LONGEST_RETRY_AFTER_MS = 24 * HOUR_MS;

/** What an attempt met; `undefined` where there was no response. */
export type AttemptResult = {
  readonly status: number | undefined;
  /** For people; of a failure. */
  readonly error?: string;
  readonly retryAfterMs?: number;
};

export type DeliveryAttempt = Omit<AttemptResult, "retryAfterMs"> & {
  readonly atMs: number;
  readonly durationMs: number;
};

export type DeliveryRef = { readonly tenant: string; readonly id: string };

export type WebhookDelivery = DeliveryRef & {
  readonly webhookId: string;
  /** The id of the message: the same for all receivers, and in all attempts. */
  readonly messageId: string;
  readonly type: string;
  readonly body: string;
  /** When that happened which it tells of, however late it was noticed. */
  readonly createdAtMs: number;
  readonly state: "pending" | "delivered" | "failed";
  readonly nextAttemptAtMs: number;
  /** Oldest first. */
  readonly attempts: readonly DeliveryAttempt[];
  /** How many of them were made before it was asked for again. */
  readonly attemptsBefore: number;
};

export function isSuccess({ status = 0 }: Pick<AttemptResult, "status">): boolean {
  return status >= 200 && status <= 299;
}

/** The receiver says that it is gone for good. */
export function isGone({ status }: Pick<AttemptResult, "status">): boolean {
  return status === 410;
}

/** @param unit of chance, in [0, 1) */
export function afterAttempt(
  delivery: WebhookDelivery,
  { retryAfterMs, ...result }: AttemptResult,
  {
    atMs,
    durationMs,
    unit,
  }: Pick<DeliveryAttempt, "atMs" | "durationMs"> & { readonly unit: number },
): WebhookDelivery {
  const attempts = [...delivery.attempts, { atMs, durationMs, ...result }];
  if (isSuccess(result)) {
    return { ...delivery, attempts, state: "delivered" };
  }
  const delayMs = DELIVERY_DELAYS_MS[attempts.length - delivery.attemptsBefore];
  if (delayMs === undefined || isGone(result)) {
    return { ...delivery, attempts, state: "failed" };
  }
  const pauseMs = delayMs * (1 - JITTER + 2 * JITTER * unit);
  const askedMs = Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);
  return { ...delivery, attempts, nextAttemptAtMs: atMs + Math.round(Math.max(pauseMs, askedMs)) };
}

/** Tried again from the first delay on. */
export function askedForAgain(delivery: WebhookDelivery, nowMs: number): WebhookDelivery {
  const attemptsBefore = delivery.attempts.length;
  return { ...delivery, state: "pending", nextAttemptAtMs: nowMs, attemptsBefore };
}
