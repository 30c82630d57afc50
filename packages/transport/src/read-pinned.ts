import {
  type ByteRange,
  checkRangeResponse,
  checkVersion,
  checkWholeResponse,
  isPreconditionFailed,
  preconditionsOf,
  type SourceVersion,
  storedCoding,
  toRangeHeader,
} from "@penstock/core";
import { exactBytes } from "./exact-bytes.ts";
import type { OpenResponse } from "./open-response.ts";

export type VersionedRange = {
  /** Names the source in errors. */
  readonly what: string;
  readonly sourceVersion: SourceVersion;
  readonly range: ByteRange;
};

/** One GET with these headers besides its own; rejects with `source-…` for what is no 2xx. */
type Open = (headers: Readonly<Record<string, string>>) => Promise<OpenResponse>;

/**
 * The bytes of a range, of the pinned version only: each response is compared with all that was planned
 * before its first byte is given out. A server that sends less than a range (some stop at 1 MiB) is
 * asked for the rest.
 */
export async function* readPinned(
  open: Open,
  { what, sourceVersion, range }: VersionedRange,
): AsyncGenerator<Uint8Array, void> {
  let rest = range;
  do {
    const response = await openPinned(open, sourceVersion, rest);
    const lengthBytes = believe(response, { what, sourceVersion, range: rest });
    yield* exactBytes(response.chunks, { what, lengthBytes });
    rest = {
      startByte: rest.startByte + lengthBytes,
      lengthBytes: rest.lengthBytes - lengthBytes,
    };
  } while (rest.lengthBytes > 0);
}

/**
 * A whole object of the pinned version, with the head of the response that carries it. Whatever coding
 * it is stored in is taken for the planned one.
 */
export async function openWhole(
  open: Open,
  { what, sourceVersion }: Omit<VersionedRange, "range">,
): Promise<OpenResponse> {
  const range = { startByte: 0, lengthBytes: sourceVersion.sizeBytes };
  const response = await openPinned(open, sourceVersion, range);
  const contentEncoding = storedCoding(response.headers["content-encoding"]);
  const planned = {
    ...sourceVersion,
    ...(contentEncoding !== undefined && { contentEncoding }),
  };
  const lengthBytes = believe(response, { what, sourceVersion: planned, range });
  return { ...response, chunks: exactBytes(response.chunks, { what, lengthBytes }) };
}

/**
 * A 412 is believed only where the version really differs: some servers refuse every precondition, and
 * some those that name the very ETag that they show (Swift, of an object made of parts). So the question
 * is asked again without one, and the response tells.
 */
async function openPinned(
  open: Open,
  sourceVersion: SourceVersion,
  range: ByteRange,
): Promise<OpenResponse> {
  const conditions = preconditionsOf(sourceVersion);
  const asked =
    range.lengthBytes === sourceVersion.sizeBytes ? {} : { range: toRangeHeader(range) };
  try {
    return await open({ ...asked, ...conditions });
  } catch (error) {
    if (isPreconditionFailed(error) && Object.keys(conditions).length > 0) {
      return await open(asked);
    }
    throw error;
  }
}

function believe(response: OpenResponse, { what, sourceVersion, range }: VersionedRange): number {
  const { status, headers } = response;
  const isWhole = range.lengthBytes === sourceVersion.sizeBytes;
  const facts = {
    status,
    contentRange: headers["content-range"],
    contentEncoding: headers["content-encoding"],
    contentLength: headers["content-length"],
  };
  try {
    checkVersion({ headers, isWhole: status === 200 }, sourceVersion, what);
    const { sizeBytes: totalBytes, contentEncoding } = sourceVersion;
    const expected = { what, range, totalBytes, contentEncoding };
    return isWhole ? checkWholeResponse(facts, expected) : checkRangeResponse(facts, expected);
  } catch (error) {
    response.discard();
    throw error;
  }
}
