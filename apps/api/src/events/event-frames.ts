// Events as text of a stream, by the rules of server-sent events.

import type { Kept } from "@penstock/core";
import { toEventView } from "@penstock/wire";
import type { AnyEvent } from "./event-feed.ts";

/** How long a client waits before it connects again. */
export const RETRY_FRAME = "retry: 2000\n\n";

/** All who listen are sent the same text. */
const known = new WeakMap<Kept<AnyEvent>, string>();

export function frameOf(event: Kept<AnyEvent>): string {
  const frame =
    known.get(event) ?? `id: ${event.id}\ndata: ${JSON.stringify(toEventView(event))}\n\n`;
  known.set(event, frame);
  return frame;
}

/**
 * `ready`: from here on nothing is missed, so that what is read now is true until the next event. `reset`: the same after
 * events that are gone.
 */
export function signalFrame(signal: "ready" | "reset", position: string): string {
  return `id: ${position}\nevent: ${signal}\ndata: ${JSON.stringify({ id: position })}\n\n`;
}

/** Without data it is no event, but the client notes the id: what came since was not for it. */
export function beatFrame(position: string | undefined): string {
  return position === undefined ? ": ping\n\n" : `: ping\nid: ${position}\n\n`;
}
