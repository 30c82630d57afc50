import { PenstockError } from "../failures/errors.ts";
import { isSameCoding, storedCoding } from "../objects/content-coding.ts";
import { type ByteRange, parseContentRange } from "./byte-range.ts";

/** The parts of an HTTP response to a range request that decide whether its body can be believed. */
export type RangeResponse = {
  readonly status: number;
  readonly contentRange: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly contentLength?: string | undefined;
};

export type ExpectedRange = {
  /** Names the source in the error. */
  readonly what: string;
  readonly range: ByteRange;
  readonly totalBytes: number;
  /** The coding that the object is stored in, as it was planned. */
  readonly contentEncoding?: string | undefined;
};

/**
 * Believes a range response only if it begins with the bytes that were asked for (RFC 9110 14.4 and
 * 15.3.7): status 206, one range, the planned total, the planned coding of the content.
 *
 * Answers to anything but the planned object size mean that the source changed.
 *
 * @returns how many bytes it carries: a server may send fewer than it was asked for, never more
 */
export function checkRangeResponse(response: RangeResponse, expected: ExpectedRange): number {
  const { what, range, totalBytes } = expected;
  if (response.status === 200) {
    throw new PenstockError(
      "source-range-ignored",
      `${what} ignores the Range header: it answered 200 with the whole object`,
    );
  }
  if (response.status !== 206) {
    throw new PenstockError("source-response-invalid", `${what} answered ${response.status}`);
  }
  checkEncoding(response, expected);
  const got = parseContentRange(response.contentRange ?? "");
  if (got === undefined) {
    throw new PenstockError(
      "source-response-invalid",
      `${what} answered 206 without a usable Content-Range (${response.contentRange ?? "none"})`,
    );
  }
  if (got.totalBytes !== totalBytes) {
    throw new PenstockError(
      "source-changed",
      `${what} has ${got.totalBytes} bytes now, ${totalBytes} were planned`,
    );
  }
  if (got.range.startByte !== range.startByte || got.range.lengthBytes > range.lengthBytes) {
    throw new PenstockError(
      "source-response-invalid",
      `${what} sent bytes ${response.contentRange}, not the requested ones`,
    );
  }
  return got.range.lengthBytes;
}

export type WholeResponse = RangeResponse & { readonly contentLength: string | undefined };

/**
 * Believes the response to a request without a Range header: the whole object, of the planned size,
 * in the planned coding of the content. A 206 is believed when it begins with the first byte.
 *
 * @returns how many bytes it carries
 */
export function checkWholeResponse(
  response: WholeResponse,
  { what, totalBytes, contentEncoding }: Omit<ExpectedRange, "range">,
): number {
  const range = { startByte: 0, lengthBytes: totalBytes };
  if (response.status !== 200) {
    return checkRangeResponse(response, { what, range, totalBytes, contentEncoding });
  }
  checkEncoding(response, { what, range, contentEncoding });
  // Without a length (a chunked response) only counting the bytes can tell.
  if (response.contentLength !== undefined && Number(response.contentLength) !== totalBytes) {
    throw new PenstockError(
      "source-changed",
      `${what} has ${response.contentLength} bytes now, ${totalBytes} were planned`,
    );
  }
  return totalBytes;
}

/**
 * Coded bytes are copied as they are; what must not happen is that they lie beside others. A response
 * of the right length says that the object is stored otherwise now, any other one that a server on
 * the way codes or decodes what it passes on.
 */
function checkEncoding(
  response: RangeResponse,
  { what, range, contentEncoding }: Pick<ExpectedRange, "what" | "range" | "contentEncoding">,
): void {
  if (!isSameCoding(response.contentEncoding, contentEncoding)) {
    const now = storedCoding(response.contentEncoding) ?? "no coding";
    const planned = storedCoding(contentEncoding) ?? "no coding";
    throw new PenstockError(
      Number(response.contentLength) === range.lengthBytes
        ? "source-changed"
        : "source-response-invalid",
      `${what} sent its bytes in ${now}, ${planned} was planned`,
    );
  }
}
