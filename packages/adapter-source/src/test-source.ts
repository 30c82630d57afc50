import type { IncomingMessage, ServerResponse } from "node:http";
import type { SourceReader, SourceVersion } from "@penstock/core";

// What the tests of the HTTP reader share: an object of 100 bytes, and responses that tell of it.

export type Respond = (request: IncomingMessage, response: ServerResponse) => void;

export const signal = new AbortController().signal;

export const SOURCE_VERSION: SourceVersion = {
  sizeBytes: 100,
  validator: { kind: "etag", etag: '"v1"' },
};
export const DATE = "Wed, 01 Jan 2020 00:00:00 GMT";
export const RANGE = { startByte: 10, lengthBytes: 20 };
export const WHOLE = { startByte: 0, lengthBytes: 100 };

export function responding(
  status: number,
  headers: Readonly<Record<string, string | number>> = {},
  body = "",
): Respond {
  return (_request, response) => response.writeHead(status, headers).end(body);
}

/** How many bytes the source gives. */
export async function read(
  source: SourceReader,
  range = RANGE,
  sourceVersion = SOURCE_VERSION,
): Promise<number> {
  let readBytes = 0;
  for await (const chunk of source.read("object", sourceVersion, range, signal)) {
    readBytes += chunk.length;
  }
  return readBytes;
}
