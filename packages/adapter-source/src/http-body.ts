import type { IncomingMessage } from "node:http";
import { PenstockError } from "@penstock/core";
import { exchangeError, type HttpLimits } from "./http-exchange.ts";
import { MinimumRate } from "./minimum-rate.ts";

export type ExpectedBody = {
  readonly what: string;
  readonly lengthBytes: number;
  readonly limits: HttpLimits;
};

/**
 * The bytes of the body, exactly as many as expected. Nothing is read ahead of the caller beyond the
 * socket's own buffer. Leaving the loop early closes the connection.
 */
export async function* readBody(
  response: IncomingMessage,
  { what, lengthBytes, limits }: ExpectedBody,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const rate = new MinimumRate(limits);
  const chunks: AsyncIterator<Buffer> = response[Symbol.asyncIterator]();
  let receivedBytes = 0;
  try {
    for (;;) {
      const chunk = await nextChunk(response, chunks, { rate, what });
      signal.throwIfAborted();
      if (chunk === undefined) {
        break;
      }
      receivedBytes += chunk.length;
      if (receivedBytes > lengthBytes) {
        throw lengthWrong(`more than the ${lengthBytes} bytes that were asked for`, what);
      }
      yield chunk;
    }
    if (receivedBytes < lengthBytes) {
      throw lengthWrong(`${receivedBytes} of the ${lengthBytes} bytes that were asked for`, what);
    }
  } catch (error) {
    throw exchangeError(error, what, signal);
  } finally {
    // Closes the connection unless the body was read to its end.
    await chunks.return?.();
  }
}

function lengthWrong(sent: string, what: string): PenstockError {
  return new PenstockError("source-length-wrong", `${what} sent ${sent}`);
}

type Watch = { readonly rate: MinimumRate; readonly what: string };

async function nextChunk(
  response: IncomingMessage,
  chunks: AsyncIterator<Buffer>,
  { rate, what }: Watch,
): Promise<Buffer | undefined> {
  const tooSlow = (): PenstockError =>
    new PenstockError("source-unreachable", `${what} sends slower than its minimum rate`);
  let sinceMs = performance.now();
  let timer = setTimeout(judge, rate.leftMs);

  function judge(): void {
    const nowMs = performance.now();
    if (rate.note(nowMs - sinceMs, 0)) {
      sinceMs = nowMs;
      timer = setTimeout(judge, rate.leftMs);
    } else {
      response.destroy(tooSlow());
    }
  }

  try {
    const { done, value } = await chunks.next();
    if (done === true) {
      return undefined;
    }
    if (!rate.note(performance.now() - sinceMs, value.length)) {
      throw tooSlow();
    }
    return value;
  } finally {
    clearTimeout(timer);
  }
}
