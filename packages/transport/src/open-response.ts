import type { IncomingHttpHeaders } from "node:http";

/** The head of a response, whatever its status, and its bytes as they come. */
export type OpenResponse = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Has to be walked (leaving early is fine) or discarded, or its connection stays open. */
  readonly chunks: AsyncIterable<Uint8Array>;
  discard(): void;
};
