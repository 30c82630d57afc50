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
import {
  createGetClient,
  exactBytes,
  type Get,
  type OpenAnswer,
  type ReadLimits,
} from "@penstock/transport";
import { checkStatus } from "./http-errors.ts";
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

  return {
    async stat(key, signal) {
      const request = getOf(key, { range: toRangeHeader(FIRST_BYTE) });
      const answer = await client.get(request, signal);
      try {
        const stat = statOf(answer, request.what);
        if (answer.status === 206) {
          await readFirstByte(answer, request.what);
        }
        return stat;
      } finally {
        // A body that was not read to its end is cut off; else the connection stays usable.
        answer.discard();
      }
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
        answer.discard();
        throw error;
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
    // An empty object has no first byte. The content type is that of the refusal.
    return { pin: { sizeBytes: emptySizeOf(answer, what), validator }, hasRanges: true };
  }
  checkStatus(answer, what);
  const { sizeBytes, hasRanges } =
    status === 206 ? sizeOfRange(answer, what) : sizeOfWhole(answer, what);
  const contentType = headers["content-type"];
  return {
    pin: { sizeBytes, validator },
    hasRanges,
    ...(contentType === undefined ? {} : { contentType }),
  };
}

type Size = { readonly sizeBytes: number; readonly hasRanges: boolean };

function sizeOfRange(open: OpenAnswer, what: string): Size {
  const answer = answerOf(open);
  // An answer that does not tell the total is refused for that, whatever it is compared with.
  const sizeBytes = parseContentRange(answer.contentRange ?? "")?.totalBytes ?? 0;
  checkRangeAnswer(answer, { what, range: FIRST_BYTE, totalBytes: sizeBytes });
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
  const sizeBytes = Number(answer.contentLength);
  checkWholeAnswer(answer, { what, totalBytes: sizeBytes });
  return { sizeBytes, hasRanges: false };
}

function emptySizeOf({ headers }: OpenAnswer, what: string): number {
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

function checkAnswer(answer: OpenAnswer, { what, pin, range }: PinnedRange): void {
  checkStatus(answer, what);
  checkValidator(answer.headers, pin.validator, what);
  const expected = { what, range, totalBytes: pin.sizeBytes };
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
