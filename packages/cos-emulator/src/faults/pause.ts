import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/** The longest that a timer takes: 24 days. */
const FOR_EVER_MS = 2_147_483_647;

/** Waits, but not longer than the client does: rejects when the connection ends. */
export async function pause(response: ServerResponse, ms = FOR_EVER_MS): Promise<void> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  response.once("close", leave);
  if (response.closed) {
    leave();
  }
  try {
    await delay(ms, undefined, { signal: gone.signal });
  } finally {
    response.off("close", leave);
  }
}
