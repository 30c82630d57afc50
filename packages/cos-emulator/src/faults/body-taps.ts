import type { IncomingMessage } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { tapBody } from "../tap-body.ts";
import type { Exchange } from "./exchange.ts";
import { InjectedErrorResponse } from "./injected-error-response.ts";

/** Takes the body to its end, asking for it where the client waits to be asked. */
export async function drain({
  request,
  response,
}: Pick<Exchange, "request" | "response">): Promise<void> {
  if (request.headers.expect !== undefined) {
    response.writeContinue();
  }
  await takeRest(request[Symbol.asyncIterator]());
}

async function takeRest(chunks: AsyncIterator<unknown>): Promise<void> {
  let step = await chunks.next();
  while (step.done !== true) {
    step = await chunks.next();
  }
}

/** Drops the connection when so many bytes were read, or all of them. */
export function cutAfter(request: IncomingMessage, afterBytes: number): void {
  // A request whose body is given up half-way lets go of its socket.
  const { socket } = request;
  tapBody(request, async function* (chunks) {
    let leftBytes = afterBytes;
    if (leftBytes > 0) {
      for await (const chunk of chunks) {
        leftBytes -= chunk.length;
        if (leftBytes <= 0) {
          break;
        }
        yield chunk;
      }
    }
    socket.destroy();
    throw new Error("a fault cut the body");
  });
}

/** Reads on only after the pause, when so many bytes were read. */
export function pauseAfter(
  request: IncomingMessage,
  afterBytes: number,
  pause: () => Promise<void>,
): void {
  tapBody(request, async function* (chunks) {
    let leftBytes = afterBytes;
    for await (const chunk of chunks) {
      const isReached = leftBytes > 0 && leftBytes <= chunk.length;
      leftBytes -= chunk.length;
      if (isReached) {
        await pause();
      }
      yield chunk;
    }
  });
}

export function slowDown(request: IncomingMessage, bytesPerSecond: number): void {
  tapBody(request, async function* (chunks) {
    for await (const chunk of chunks) {
      await delay((chunk.length / bytesPerSecond) * 1000);
      yield chunk;
    }
  });
}

/** A body may start slowly; COS does not say for how long. */
const SLOW_START_MS = 1000;

/** Refuses a body whose average rate falls below the limit, when it falls. */
export function refuseSlow(
  request: IncomingMessage,
  limit: { readonly bytesPerSecond: number; readonly windowMs?: number | undefined },
  onSlow: () => void,
): void {
  tapBody(request, async function* (chunks) {
    const body = chunks[Symbol.asyncIterator]();
    const beganMs = performance.now();
    let receivedBytes = 0;
    let isOver = false;
    try {
      while (!isOver) {
        const neededMs = (receivedBytes / limit.bytesPerSecond) * 1000;
        const dueMs = Math.max(limit.windowMs ?? SLOW_START_MS, neededMs);
        const step = await nextWithin(body, dueMs - (performance.now() - beganMs));
        isOver = step === "late" || step.done === true;
        if (step === "late") {
          onSlow();
          throw new InjectedErrorResponse(400, "UserNetworkTooSlow");
        }
        if (step.done !== true) {
          receivedBytes += step.value.length;
          yield step.value;
        }
      }
    } finally {
      if (!isOver) {
        await body.return?.();
      }
    }
  });
}

async function nextWithin(
  body: AsyncIterator<Uint8Array>,
  withinMs: number,
): Promise<IteratorResult<Uint8Array> | "late"> {
  const over = new AbortController();
  const next = body.next();
  try {
    const late = delay(Math.max(withinMs, 0), "late" as const, { signal: over.signal });
    const step = await Promise.race([next, late]);
    if (step === "late") {
      // The refused client still sends. Its response would be lost with a connection that is closed
      // in its face, so the rest is taken until it stops, or leaves.
      void next.then(() => takeRest(body)).catch(() => undefined);
    }
    return step;
  } finally {
    over.abort();
  }
}
