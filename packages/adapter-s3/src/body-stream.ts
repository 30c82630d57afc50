import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { type PartBody, PenstockError } from "@penstock/core";

/**
 * Lets the SDK send a body as a stream.
 *
 * The SDK pipes a stream and forgets it: a source that fails or ends early would leave the request
 * hanging for ever. So the source's end is watched here: it breaks the request off and comes out
 * unchanged. A chunk that is valid only until the next one is copied, because a pipe asks for the next
 * one before the socket took it. Nothing is read ahead, so that an early answer is heard between chunks.
 */
export async function sendStreamed<Answer>(
  body: PartBody,
  signal: AbortSignal,
  send: (stream: Readable, signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const breakOff = new AbortController();
  const ended = Promise.withResolvers<void>();
  let failure: { readonly error: unknown } | undefined;
  let sentBytes = 0;

  async function* watched(): AsyncGenerator<Uint8Array, void> {
    try {
      for await (const chunk of exactBytes(body)) {
        sentBytes += chunk.length;
        yield chunk;
      }
    } catch (error) {
      failure = { error };
      breakOff.abort();
    } finally {
      ended.resolve();
    }
  }

  const stream = Readable.from(watched(), { objectMode: false, highWaterMark: 0 });
  try {
    const answer = await send(stream, AbortSignal.any([signal, breakOff.signal]));
    if (sentBytes < body.lengthBytes) {
      throw new PenstockError(
        "store-answer-invalid",
        "the store answered before it had the whole body",
      );
    }
    // The store has every byte, but only the end of the source tells that these were all, and right.
    // The request that asked for it until now may be closed already.
    stream.resume();
    await ended.promise;
    if (failure !== undefined) {
      throw failure.error;
    }
    return answer;
  } catch (error) {
    // An early refusal leaves a request behind that still wants the rest of its body.
    breakOff.abort();
    throw failure === undefined ? error : failure.error;
  } finally {
    await closed(stream);
  }
}

async function* exactBytes(body: PartBody): AsyncGenerator<Uint8Array, void> {
  let gotBytes = 0;
  for await (const chunk of body.chunks) {
    gotBytes += chunk.length;
    if (gotBytes > body.lengthBytes) {
      throw wrongLength(body.lengthBytes, `at least ${gotBytes}`);
    }
    // Reads whatever has arrived before more is written: on a connection that the store has closed,
    // the next write would fail and take an unread answer with it. One whole turn of the event loop
    // takes two of these.
    await setImmediate();
    await setImmediate();
    yield body.isHeld === true ? chunk : Buffer.from(chunk);
  }
  if (gotBytes !== body.lengthBytes) {
    throw wrongLength(body.lengthBytes, `${gotBytes}`);
  }
}

function wrongLength(expectedBytes: number, got: string): PenstockError {
  return new PenstockError(
    "source-length-wrong",
    `the source gave ${got} bytes where ${expectedBytes} were to be sent`,
  );
}

/** Resolves when the source was left, so that nothing of it is open once the call is over. */
async function closed(stream: Readable): Promise<void> {
  if (stream.closed) {
    return;
  }
  const close = new Promise<void>((resolve) => {
    stream.once("close", resolve);
  });
  stream.destroy();
  await close;
}
