import { setTimeout as pause } from "node:timers/promises";
import type { JobView } from "@penstock/wire";
import { isPassing } from "./api-problem.ts";
import type { EventMessage } from "./event-stream.ts";

export const ENDED: readonly JobView["state"][] = [
  "succeeded",
  "completed_with_errors",
  "failed",
  "cancelled",
];

/** How long an API may be away: long enough to be restarted. */
export const MAX_AWAY_MS = 30_000;
const AGAIN_AFTER_MS = 500;

/**
 * A job as it is now, and again whenever something about it changed, until it has ended. Events say when to look; what is
 * shown is what was read.
 */
export async function* watchJob(
  read: () => Promise<JobView>,
  messages: AsyncIterable<readonly EventMessage[]>,
  signal: AbortSignal | undefined,
): AsyncGenerator<JobView> {
  for await (const _ of messages) {
    const view = await readPatiently(read, signal);
    yield view;
    if (ENDED.includes(view.state)) {
      return;
    }
  }
}

/** Its last event may have come: no other one would ask to look again. */
async function readPatiently(
  read: () => Promise<JobView>,
  signal: AbortSignal | undefined,
): Promise<JobView> {
  for (let awayMs = 0; ; awayMs += AGAIN_AFTER_MS) {
    try {
      return await read();
    } catch (error) {
      if (!isPassing(error) || awayMs > MAX_AWAY_MS) {
        throw error;
      }
      await pause(AGAIN_AFTER_MS, undefined, signal === undefined ? {} : { signal });
    }
  }
}
