import { Agent as HttpAgent, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import {
  type ByteRange,
  checkRangeAnswer,
  checkWholeAnswer,
  PenstockError,
  parseContentRange,
  type SourcePin,
  type SourceReader,
  type SourceStat,
  toRangeHeader,
  type WholeAnswer,
} from "@penstock/core";
import { readBody } from "./http-body.ts";
import { checkStatus } from "./http-errors.ts";
import { DEFAULT_LIMITS, type Exchange, exchange, type HttpLimits } from "./http-exchange.ts";
import { sourceName, sourceUrl } from "./http-source-url.ts";
import { checkValidator, preconditionOf, validatorOf } from "./http-validator.ts";

export type HttpSourceOptions = {
  /** Keys are paths below it; no request ever leaves its origin and path. */
  readonly baseUrl: string;
  readonly limits?: Partial<HttpLimits>;
};

/** Servers close idle connections, many after 20 s: closing first avoids requests that meet the end. */
const IDLE_CONNECTION_MS = 15_000;

/** Asks for bytes as they are: a range of a compressed body would be a range of other bytes. */
const PLAIN = { "accept-encoding": "identity" };

const FIRST_BYTE: ByteRange = { startByte: 0, lengthBytes: 1 };

/**
 * Objects behind plain GETs (RFC 9110). An object is pinned by its strong ETag, else by its
 * Last-Modified date, else by nothing but its size. An answer is believed only after it was checked.
 * Redirects are not followed: they could lead anywhere.
 */
export function createHttpSourceReader(
  options: HttpSourceOptions,
): SourceReader & { close(): void } {
  const base = new URL(options.baseUrl);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const Agent = base.protocol === "https:" ? HttpsAgent : HttpAgent;
  const agent = new Agent({ keepAlive: true, timeout: IDLE_CONNECTION_MS });

  function exchangeFor(key: string, headers: Readonly<Record<string, string>>): Exchange {
    const url = sourceUrl(base, key);
    return { url, what: sourceName(key), headers: { ...PLAIN, ...headers }, agent, limits };
  }

  return {
    async stat(key, signal) {
      const query = exchangeFor(key, { range: toRangeHeader(FIRST_BYTE) });
      const response = await exchange(query, signal);
      try {
        const stat = statOf(response, query.what);
        if (response.statusCode === 206) {
          await readFirstByte(response, query, signal);
        }
        return stat;
      } finally {
        // A body that was not read to its end is cut off; else the connection stays usable.
        if (!response.readableEnded) {
          response.destroy();
        }
      }
    },

    async *read(key, pin, range, signal) {
      const query = exchangeFor(key, {
        ...preconditionOf(pin.validator),
        ...(isWhole(range, pin) ? {} : { range: toRangeHeader(range) }),
      });
      const response = await exchange(query, signal);
      try {
        checkAnswer(response, { what: query.what, pin, range });
      } catch (error) {
        response.destroy();
        throw error;
      }
      yield* readBody(response, { ...query, lengthBytes: range.lengthBytes }, signal);
    },

    close: () => agent.destroy(),
  };
}

async function readFirstByte(
  response: IncomingMessage,
  { what, limits }: Exchange,
  signal: AbortSignal,
): Promise<void> {
  const body = readBody(response, { what, limits, lengthBytes: FIRST_BYTE.lengthBytes }, signal);
  while ((await body.next()).done !== true) {
    // The byte itself is of no use: reading it keeps the connection usable.
  }
}

/** From the answer to a request for the first byte, as HEAD is often refused or answered from elsewhere. */
function statOf(response: IncomingMessage, what: string): SourceStat {
  const { headers, statusCode } = response;
  const validator = validatorOf(headers);
  if (statusCode === 416) {
    // An empty object has no first byte. The content type is that of the refusal.
    return { pin: { sizeBytes: emptySizeOf(response, what), validator }, hasRanges: true };
  }
  checkStatus(response, what);
  const { sizeBytes, hasRanges } =
    statusCode === 206 ? sizeOfRange(response, what) : sizeOfWhole(response, what);
  const contentType = headers["content-type"];
  return {
    pin: { sizeBytes, validator },
    hasRanges,
    ...(contentType === undefined ? {} : { contentType }),
  };
}

type Size = { readonly sizeBytes: number; readonly hasRanges: boolean };

function sizeOfRange(response: IncomingMessage, what: string): Size {
  const answer = answerOf(response);
  // An answer that does not tell the total is refused for that, whatever it is compared with.
  const sizeBytes = parseContentRange(answer.contentRange ?? "")?.totalBytes ?? 0;
  checkRangeAnswer(answer, { what, range: FIRST_BYTE, totalBytes: sizeBytes });
  return { sizeBytes, hasRanges: true };
}

function sizeOfWhole(response: IncomingMessage, what: string): Size {
  const answer = answerOf(response);
  if (answer.contentLength === undefined) {
    throw new PenstockError(
      "source-answer-invalid",
      `the size of ${what} cannot be told: it has neither ranges nor a Content-Length`,
    );
  }
  const sizeBytes = Number(answer.contentLength);
  checkWholeAnswer(answer, { what, totalBytes: sizeBytes });
  return { sizeBytes, hasRanges: false };
}

function emptySizeOf({ headers }: IncomingMessage, what: string): number {
  if (headers["content-range"]?.trim() !== "bytes */0") {
    throw new PenstockError("source-answer-invalid", `${what} refuses to send its first byte`);
  }
  return 0;
}

type PinnedRange = {
  readonly what: string;
  readonly pin: SourcePin;
  readonly range: ByteRange;
};

function checkAnswer(response: IncomingMessage, { what, pin, range }: PinnedRange): void {
  checkStatus(response, what);
  checkValidator(response.headers, pin.validator, what);
  const expected = { what, range, totalBytes: pin.sizeBytes };
  if (isWhole(range, pin)) {
    checkWholeAnswer(answerOf(response), expected);
  } else {
    checkRangeAnswer(answerOf(response), expected);
  }
}

function isWhole(range: ByteRange, pin: SourcePin): boolean {
  return range.lengthBytes === pin.sizeBytes;
}

function answerOf({ statusCode = 0, headers }: IncomingMessage): WholeAnswer {
  return {
    status: statusCode,
    contentRange: headers["content-range"],
    contentEncoding: headers["content-encoding"],
    contentLength: headers["content-length"],
  };
}
