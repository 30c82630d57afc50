import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { isPenstockError } from "@penstock/core";
import type { OpenResponse } from "./open-response.ts";

/** What an error document may have; real ones have some hundred bytes. */
const MAX_ERROR_BYTES = 64 * 1024;

/** None was requested, but some proxies compress all the same. */
const DECODERS = new Map([
  ["gzip", gunzipSync],
  ["x-gzip", gunzipSync],
  ["deflate", inflateSync],
  ["br", brotliDecompressSync],
]);

/** @returns the whole body as text; undefined where it has more bytes than that */
export async function readResponseText(
  response: OpenResponse,
  maxBytes: number,
): Promise<string | undefined> {
  return (await readResponseBytes(response, maxBytes))?.toString("utf8");
}

/** @returns the whole body, decompressed; undefined where it has more bytes than that */
export async function readResponseBytes(
  response: OpenResponse,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.chunks) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) {
      return undefined;
    }
    // A chunk is valid only until the next one.
    pieces.push(Buffer.from(chunk));
  }
  return decoded(Buffer.concat(pieces), response.headers["content-encoding"], maxBytes);
}

/**
 * What a rejection says. The status alone says enough where its text is too long, or was lost with its
 * connection: then it is empty.
 */
export async function readRejectionText(response: OpenResponse): Promise<string> {
  try {
    return (await readResponseText(response, MAX_ERROR_BYTES)) ?? "";
  } catch (error) {
    if (isPenstockError(error, "store-unreachable", "source-unreachable")) {
      return "";
    }
    throw error;
  }
}

function decoded(
  bytes: Buffer,
  encoding: string | undefined,
  maxBytes: number,
): Buffer | undefined {
  const decode = DECODERS.get(encoding?.trim().toLowerCase() ?? "");
  if (decode === undefined || bytes.length === 0) {
    return bytes;
  }
  try {
    return decode(bytes, { maxOutputLength: maxBytes });
  } catch {
    return undefined;
  }
}
