import { Readable } from "node:stream";
import { type PartBody, PenstockError } from "@penstock/core";

/**
 * Lets the SDK send a body as a stream.
 *
 * The SDK pipes a stream and forgets it: a source that fails or ends early would leave the request
 * hanging for ever. So the source's end is watched here: it breaks the request off and comes out
 * unchanged. A chunk that is valid only until the next one is copied, because a pipe asks for the next
 * one before the socket took it.
 */
export async function sendStreamed<Answer>(
  body: PartBody,
  signal: AbortSignal,
  send: (stream: Readable, signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const breakOff = new AbortController();
  let failure: { readonly error: unknown } | undefined;
  let isSent = false;

  async function* watched(): AsyncGenerator<Uint8Array, void> {
    try {
      yield* exactBytes(body);
      isSent = true;
    } catch (error) {
      failure = { error };
      breakOff.abort();
    }
  }

  const stream = Readable.from(watched(), { objectMode: false });
  try {
    const answer = await send(stream, AbortSignal.any([signal, breakOff.signal]));
    if (!isSent) {
      throw new PenstockError(
        "store-answer-invalid",
        "the store answered before it had the whole body",
      );
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
  let sentBytes = 0;
  for await (const chunk of body.chunks) {
    sentBytes += chunk.length;
    if (sentBytes > body.lengthBytes) {
      throw wrongLength(body.lengthBytes, `at least ${sentBytes}`);
    }
    yield body.isHeld === true ? chunk : Buffer.from(chunk);
  }
  if (sentBytes !== body.lengthBytes) {
    throw wrongLength(body.lengthBytes, `${sentBytes}`);
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
