import {
  type ByteRange,
  checkRangeAnswer,
  checkWholeAnswer,
  PenstockError,
  parseContentRange,
  type SourcePin,
  type SourceReader,
  type SourceStat,
  sourceAttributesOf,
  storedCoding,
  toRangeHeader,
  type WholeAnswer,
} from "@penstock/core";
import {
  createGetClient,
  exactBytes,
  type Get,
  type OpenAnswer,
  type ReadLimits,
} from "@penstock/transport";
import { checkStatus, withWords } from "./http-errors.ts";
import { sourceName, sourceUrl } from "./http-source-url.ts";
import { checkValidator, preconditionOf, validatorOf } from "./http-validator.ts";

export type HttpSourceOptions = {
  /** Keys are paths below it; no request ever leaves its origin and path. */
  readonly baseUrl: string;
  readonly limits?: Partial<ReadLimits>;
};

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
  const client = createGetClient(options.limits);

  function getOf(key: string, headers: Readonly<Record<string, string>>): Get {
    const url = sourceUrl(base, key);
    return {
      what: sourceName(key),
      at: base,
      path: url.pathname + url.search,
      headers: { ...PLAIN, ...headers },
    };
  }

  async function lookAt(request: Get, signal: AbortSignal): Promise<SourceStat> {
    const answer = await client.get(request, signal);
    try {
      const stat = statOf(answer, request.what);
      if (answer.status === 206) {
        await readFirstByte(answer, request.what);
      }
      return stat;
    } catch (error) {
      throw await withWords(error, answer);
    } finally {
      // A body that was not read to its end is cut off; else the connection stays usable.
      answer.discard();
    }
  }

  return {
    kind: "http",

    async stat(key, signal) {
      const stat = await lookAt(getOf(key, { range: toRangeHeader(FIRST_BYTE) }), signal);
      if (stat.attributes !== undefined) {
        return stat;
      }
      // It has no first byte, and the headers of that refusal are not those of the object.
      const request = getOf(key, {});
      const whole = await lookAt(request, signal);
      if (whole.pin.sizeBytes > 0) {
        throw new PenstockError("source-answer-invalid", `${request.what} is empty, and is not`);
      }
      return { ...whole, hasRanges: true };
    },

    async *read(key, pin, range, signal) {
      const request = getOf(key, {
        ...preconditionOf(pin.validator),
        ...(isWhole(range, pin) ? {} : { range: toRangeHeader(range) }),
      });
      const answer = await client.get(request, signal);
      try {
        checkAnswer(answer, { what: request.what, pin, range });
      } catch (error) {
        throw await withWords(error, answer);
      }
      yield* exactBytes(answer.chunks, { ...request, ...range });
    },

    close: () => client.close(),
  };
}

async function readFirstByte({ chunks }: OpenAnswer, what: string): Promise<void> {
  for await (const _ of exactBytes(chunks, { what, ...FIRST_BYTE })) {
    // The byte itself is of no use: reading it keeps the connection usable.
  }
}

/** From the answer to a request for the first byte, as HEAD is often refused or answered from elsewhere. */
function statOf(answer: OpenAnswer, what: string): SourceStat {
  const { headers, status } = answer;
  const validator = validatorOf(headers);
  if (status === 416) {
    assertEmpty(answer, what);
    return { pin: { sizeBytes: 0, validator }, hasRanges: true };
  }
  checkStatus(answer, what);
  const { sizeBytes, hasRanges } =
    status === 206 ? sizeOfRange(answer, what) : sizeOfWhole(answer, what);
  const attributes = sourceAttributesOf(headers);
  const { contentEncoding } = attributes.attributes;
  return {
    pin: { sizeBytes, validator, ...(contentEncoding !== undefined && { contentEncoding }) },
    hasRanges,
    attributes,
  };
}

type Size = { readonly sizeBytes: number; readonly hasRanges: boolean };

function sizeOfRange(open: OpenAnswer, what: string): Size {
  const answer = answerOf(open);
  // An answer that does not tell the total is refused for that, whatever it is compared with.
  const sizeBytes = parseContentRange(answer.contentRange ?? "")?.totalBytes ?? 0;
  const { contentEncoding } = answer;
  checkRangeAnswer(answer, { what, range: FIRST_BYTE, totalBytes: sizeBytes, contentEncoding });
  return { sizeBytes, hasRanges: true };
}

function sizeOfWhole(open: OpenAnswer, what: string): Size {
  const answer = answerOf(open);
  if (answer.contentLength === undefined) {
    throw new PenstockError(
      "source-answer-invalid",
      `the size of ${what} cannot be told: it has neither ranges nor a Content-Length`,
    );
  }
  if (storedCoding(answer.contentEncoding) !== undefined && variesByCoding(open)) {
    throw new PenstockError(
      "source-answer-invalid",
      `${what} comes in the coding ${answer.contentEncoding}, made for this answer, although identity was asked for`,
    );
  }
  const sizeBytes = Number(answer.contentLength);
  checkWholeAnswer(answer, {
    what,
    totalBytes: sizeBytes,
    contentEncoding: answer.contentEncoding,
  });
  return { sizeBytes, hasRanges: false };
}

/** Codings of one's own choice are promised by Vary (RFC 9110 12.5.5); a stored one has no other form. */
function variesByCoding({ headers }: OpenAnswer): boolean {
  return /(^|,)\s*(accept-encoding|\*)\s*(,|$)/i.test(headers.vary ?? "");
}

function assertEmpty({ headers }: OpenAnswer, what: string): void {
  if (headers["content-range"]?.trim() !== "bytes */0") {
    throw new PenstockError("source-answer-invalid", `${what} refuses to send its first byte`);
  }
}

type PinnedRange = {
  readonly what: string;
  readonly pin: SourcePin;
  readonly range: ByteRange;
};

function checkAnswer(answer: OpenAnswer, { what, pin, range }: PinnedRange): void {
  checkStatus(answer, what);
  checkValidator(answer.headers, pin.validator, what);
  const { sizeBytes: totalBytes, contentEncoding } = pin;
  const expected = { what, range, totalBytes, contentEncoding };
  if (isWhole(range, pin)) {
    checkWholeAnswer(answerOf(answer), expected);
  } else {
    checkRangeAnswer(answerOf(answer), expected);
  }
}

function isWhole(range: ByteRange, pin: SourcePin): boolean {
  return range.lengthBytes === pin.sizeBytes;
}

function answerOf({ status, headers }: OpenAnswer): WholeAnswer {
  return {
    status,
    contentRange: headers["content-range"],
    contentEncoding: headers["content-encoding"],
    contentLength: headers["content-length"],
  };
}
