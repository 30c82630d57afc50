import { PenstockError } from "@penstock/core";

/**
 * Hands the chunks on, exactly as many bytes as expected: what is too much is not delivered.
 *
 * @throws PenstockError `source-length-wrong`
 */
export async function* exactBytes(
  chunks: AsyncIterable<Uint8Array>,
  { what, lengthBytes }: { readonly what: string; readonly lengthBytes: number },
): AsyncGenerator<Uint8Array, void> {
  let receivedBytes = 0;
  for await (const chunk of chunks) {
    receivedBytes += chunk.length;
    if (receivedBytes > lengthBytes) {
      throw lengthWrong(what, `more than the ${lengthBytes} bytes that were asked for`);
    }
    yield chunk;
  }
  if (receivedBytes < lengthBytes) {
    throw lengthWrong(what, `${receivedBytes} of the ${lengthBytes} bytes that were asked for`);
  }
}

function lengthWrong(what: string, sent: string): PenstockError {
  return new PenstockError("source-length-wrong", `${what} sent ${sent}`);
}
