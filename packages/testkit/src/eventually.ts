import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 10;
/** Far more than anything takes: on a machine that is twenty times as busy as it can be, all of it takes so long. */
const DEADLINE_MS = 120_000;

/**
 * Waits for a state: asks `probe` until it answers with something, and resolves with that. `undefined`,
 * `null`, `false` and a throw all mean "not yet". The only polling that tests may do.
 */
export async function eventually<Value>(
  probe: () => Value | Promise<Value>,
  options: { readonly deadlineMs?: number } = {},
): Promise<Exclude<Value, undefined | null | false>> {
  const { deadlineMs = DEADLINE_MS } = options;
  const deadline = AbortSignal.timeout(deadlineMs);
  let lastError: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (isResponse(value)) {
        return value;
      }
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (deadline.aborted) {
      throw new Error(`still not so after ${deadlineMs} ms: ${probe}`, { cause: lastError });
    }
    await delay(POLL_MS);
  }
}

function isResponse<Value>(value: Value): value is Exclude<Value, undefined | null | false> {
  return value !== undefined && value !== null && value !== false;
}
