import type { IncomingMessage } from "node:http";

type Chunks = AsyncIterable<Uint8Array>;

/**
 * Stands between the body and its reader, by replacing how the request is iterated over. A
 * later tap sees what the earlier ones let through.
 */
export function tapBody(
  request: IncomingMessage,
  tap: (chunks: Chunks) => AsyncGenerator<Uint8Array, void>,
): void {
  const inner = request[Symbol.asyncIterator].bind(request);
  Object.defineProperty(request, Symbol.asyncIterator, {
    value: () => tap({ [Symbol.asyncIterator]: inner }),
    configurable: true,
  });
}
