import { scheduler } from "node:timers/promises";

/** Waits; an aborted signal ends the wait at once, and is not an error. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await scheduler.wait(ms, { signal });
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  }
}
