import { PenstockError } from "@penstock/core";

type Expected = { readonly what: string; readonly lengthBytes: number };

/**
 * Hands the chunks on, exactly as many bytes as expected: what is too much is not delivered.
 *
 * @throws PenstockError `source-length-wrong`
 */
export function exactBytes(
  chunks: AsyncIterable<Uint8Array>,
  expected: Expected,
): AsyncIterableIterator<Uint8Array, undefined> {
  return new ExactBytes(chunks[Symbol.asyncIterator](), expected);
}

/** No generator: a small object is one chunk, which costs less than that. */
class ExactBytes implements AsyncIterableIterator<Uint8Array, undefined> {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #expected: Expected;
  #receivedBytes = 0;

  constructor(chunks: AsyncIterator<Uint8Array>, expected: Expected) {
    this.#chunks = chunks;
    this.#expected = expected;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const { what, lengthBytes } = this.#expected;
    const result = await this.#chunks.next();
    if (result.done === true) {
      if (this.#receivedBytes < lengthBytes) {
        const got = `${this.#receivedBytes} of the ${lengthBytes} bytes that were asked for`;
        throw lengthWrong(what, got);
      }
      return { done: true, value: undefined };
    }
    this.#receivedBytes += result.value.length;
    if (this.#receivedBytes > lengthBytes) {
      await this.#chunks.return?.();
      throw lengthWrong(what, `more than the ${lengthBytes} bytes that were asked for`);
    }
    return result;
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    await this.#chunks.return?.();
    return { done: true, value: undefined };
  }
}

function lengthWrong(what: string, sent: string): PenstockError {
  return new PenstockError("source-length-wrong", `${what} sent ${sent}`);
}
