import type { IncomingMessage, ServerResponse } from "node:http";
import type { SourceVersion } from "@penstock/core";
import type { ReadLimits } from "@penstock/transport";
import { createHttpSourceReader } from "./http-source-reader.ts";

export type Respond = (request: IncomingMessage, response: ServerResponse) => void;

/** The object of every test is 1 MiB; bytes 1000-1999 of it are asked for. */
export const SIZE_BYTES = 1024 * 1024;
export const RANGE = { startByte: 1_000, lengthBytes: 1_000 };
export const WHOLE = { startByte: 0, lengthBytes: SIZE_BYTES };
export const ETAG = '"v1"';
export const SOURCE_VERSION: SourceVersion = {
  sizeBytes: SIZE_BYTES,
  validator: { kind: "etag", etag: ETAG },
};
export const PARTIAL = { "content-range": `bytes 1000-1999/${SIZE_BYTES}`, etag: ETAG };
export const BYTES = Buffer.alloc(SIZE_BYTES, "abcdefg");
export const BODY = BYTES.subarray(1_000, 2_000);

/** The bytes that a caller is given, and how it ends. */
export async function readFrom(
  baseUrl: string,
  range = RANGE,
  sourceVersion = SOURCE_VERSION,
  limits: Partial<ReadLimits> = {},
) {
  const source = createHttpSourceReader({ baseUrl, limits });
  const signal = AbortSignal.timeout(10_000);
  let readBytes = 0;
  try {
    for await (const chunk of source.read("object", sourceVersion, range, signal)) {
      readBytes += chunk.length;
    }
    return { readBytes, code: "none" };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    return { readBytes, code };
  }
}

export const sends =
  (status: number, headers: Readonly<Record<string, string | number>>, body: Uint8Array): Respond =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };

/** Writes the response as it stands, for what a correct HTTP server cannot be made to send. */
export const sendsRaw =
  (head: readonly string[], body: Uint8Array): Respond =>
  ({ socket }) => {
    socket.end(Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]));
  };
