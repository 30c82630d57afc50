import {
  type ByteRange,
  checkRangeResponse,
  checkWholeResponse,
  PenstockError,
  parseContentRange,
  type SourceStat,
  sourceAttributesOf,
  sourceVersionOf,
  storedCoding,
  toRangeHeader,
  type VersionMode,
} from "@penstock/core";
import { exactBytes, type OpenResponse } from "@penstock/transport";
import { checkStatus, withWords } from "./http-errors.ts";

const FIRST_BYTE: ByteRange = { startByte: 0, lengthBytes: 1 };

type Look = {
  readonly what: string;
  /** Of the source's URL. */
  readonly query: string;
  readonly sourceVersion: VersionMode | undefined;
  readonly open: (headers: Readonly<Record<string, string>>) => Promise<OpenResponse>;
};

/**
 * What a source says of an object, from the response to a request for its first byte, as HEAD is often
 * refused or answered from elsewhere. A 416 is no response yet: an empty object has no first byte, and
 * whether it says so is its server's choice (RFC 9110 14.4). Then all of it is asked for.
 */
export async function lookAt(look: Look): Promise<SourceStat> {
  const response = await look.open({ range: toRangeHeader(FIRST_BYTE) });
  try {
    if (response.status === 206) {
      return await statOfRange(response, look);
    }
    if (response.status !== 416) {
      return await statOfWhole(response, look);
    }
  } catch (error) {
    throw await withWords(error, response, look.query);
  } finally {
    // A body that was not read to its end is cut off; else the connection stays usable.
    response.discard();
  }
  // The headers of the rejection are not those of the object.
  const whole = await look.open({});
  try {
    if (saysEmpty(whole)) {
      return {
        sourceVersion: sourceVersionOf(0, { ...whole, isWhole: false }, look.sourceVersion),
        hasRanges: true,
      };
    }
    const stat = await statOfWhole(whole, look);
    if (saysEmpty(response) && stat.sourceVersion.sizeBytes > 0) {
      throw new PenstockError(
        "source-response-invalid",
        `${look.what} is empty in one response and has bytes in another one`,
      );
    }
    return { ...stat, hasRanges: stat.sourceVersion.sizeBytes === 0 };
  } catch (error) {
    throw await withWords(error, whole, look.query);
  } finally {
    whole.discard();
  }
}

function saysEmpty({ status, headers }: OpenResponse): boolean {
  return status === 416 && headers["content-range"]?.trim() === "bytes */0";
}

async function statOfRange(
  response: OpenResponse,
  { what, sourceVersion }: Look,
): Promise<SourceStat> {
  const facts = factsOf(response);
  if (/^bytes \d+-\d+\/\*$/.test(facts.contentRange?.trim() ?? "")) {
    throw sizeUnknown(what, "it sends ranges of a length that it does not know");
  }
  // A response that does not tell the total is refused for that, whatever it is compared with.
  const totalBytes = parseContentRange(facts.contentRange ?? "")?.totalBytes ?? 0;
  const { contentEncoding } = facts;
  checkRangeResponse(facts, { what, range: FIRST_BYTE, totalBytes, contentEncoding });
  for await (const _ of exactBytes(response.chunks, { what, ...FIRST_BYTE })) {
    // The byte itself is of no use: reading it keeps the connection usable.
  }
  return statOf(totalBytes, response, sourceVersion);
}

async function statOfWhole(
  response: OpenResponse,
  { what, sourceVersion }: Look,
): Promise<SourceStat> {
  if (response.status === 416) {
    throw sizeUnknown(what, "it refuses (416) to send its first byte, and all of them");
  }
  checkStatus(response, what);
  const facts = factsOf(response);
  const sizeBytes = Number(facts.contentLength ?? 0);
  const { contentEncoding } = facts;
  if (storedCoding(contentEncoding) !== undefined && isMadeForUs(response)) {
    throw new PenstockError(
      "source-response-invalid",
      `${what} comes in the coding ${contentEncoding} in this response only, although identity was requested`,
    );
  }
  checkWholeResponse(facts, { what, totalBytes: sizeBytes, contentEncoding });
  if (facts.contentLength === undefined && !(await isEmpty(response))) {
    throw sizeUnknown(what, "it has neither ranges nor a Content-Length");
  }
  return statOf(sizeBytes, response, sourceVersion);
}

/** Codings of one's own choice are promised by Vary (RFC 9110 12.5.5); a stored one has no other form, and a length. */
function isMadeForUs({ headers }: OpenResponse): boolean {
  const varies = /(^|,)\s*(accept-encoding|\*)\s*(,|$)/i.test(headers.vary ?? "");
  return varies || headers["content-length"] === undefined;
}

function statOf(
  sizeBytes: number,
  response: OpenResponse,
  mode: VersionMode | undefined,
): SourceStat {
  const isRange = response.status === 206;
  const attributes = sourceAttributesOf(response.headers);
  const { contentEncoding } = attributes.attributes;
  return {
    sourceVersion: {
      ...sourceVersionOf(sizeBytes, { ...response, isWhole: !isRange }, mode),
      ...(contentEncoding !== undefined && { contentEncoding }),
    },
    hasRanges: isRange,
    attributes,
  };
}

/** A body of unknown length that ends at once. */
async function isEmpty({ chunks }: OpenResponse): Promise<boolean> {
  for await (const chunk of chunks) {
    if (chunk.length > 0) {
      return false;
    }
  }
  return true;
}

function factsOf({ status, headers }: OpenResponse) {
  return {
    status,
    contentRange: headers["content-range"],
    contentEncoding: headers["content-encoding"],
    contentLength: headers["content-length"],
  };
}

function sizeUnknown(what: string, why: string): PenstockError {
  return new PenstockError("source-unusable", `the size of ${what} cannot be determined: ${why}`);
}
