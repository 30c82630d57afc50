import { type ErrorCode, isPenstockError, PenstockError } from "@penstock/core";
import { type OpenResponse, retryAfterOf, said } from "@penstock/transport";

const CODES: Readonly<Record<number, ErrorCode>> = {
  401: "source-forbidden",
  403: "source-forbidden",
  404: "source-missing",
  // It answers no GET, or none of this address or in a form that is understood: not in a minute either.
  405: "source-unusable",
  406: "source-unusable",
  408: "source-unreachable",
  410: "source-missing",
  412: "source-changed",
  414: "source-unusable",
  // The planned range is not there any more: the object shrank.
  416: "source-changed",
  429: "source-throttled",
  451: "source-forbidden",
  501: "source-unusable",
  503: "source-throttled",
  505: "source-unusable",
};

/** Throws what a status means that carries no bytes of the source; 200 and 206 are fine so far. */
export function checkStatus(response: OpenResponse, what: string): void {
  const { status } = response;
  if (status === 200 || status === 206) {
    return;
  }
  const code = CODES[status] ?? (status >= 500 ? "source-unreachable" : "source-response-invalid");
  const details = { httpStatus: status, ...retryAfterOf(response) };
  throw new PenstockError(code, `${what} answered ${status}`, { details });
}

/** Bodies that are meant to be read by people, or nearly so. */
const TEXTS = /^(?:text\/|application\/xml\b)/i;

/**
 * The rejection with the first words of its body, where that is a text, and the response is done with. No
 * more is read than what has come by now, or comes next.
 *
 * @param query that was asked with, which the words may not repeat
 */
export async function withWords(
  error: unknown,
  response: OpenResponse,
  query: string,
): Promise<unknown> {
  const isText = TEXTS.test(response.headers["content-type"] ?? "");
  if (response.status < 400 || !isText || !isPenstockError(error)) {
    response.discard();
    return error;
  }
  const words = await firstWords(response, query);
  return words === ""
    ? error
    : new PenstockError(error.code, `${error.message}: ${words}`, { details: error.details });
}

async function firstWords({ chunks }: OpenResponse, query: string): Promise<string> {
  try {
    for await (const chunk of chunks) {
      const text = Buffer.from(chunk.subarray(0, 2_000)).toString("utf8");
      return said(withoutQuery(text.replace(/<[^<>]{0,200}>/g, " "), query), 120);
    }
  } catch {
    // What was refused is known without it.
  }
  return "";
}

/** Word by word, since only a piece of it may be repeated; shorter ones hold no secret. */
function withoutQuery(text: string, query: string): string {
  const secret = decoded(query);
  return text.replace(/[\w%~+/-]{4,}/g, (word) => (secret.includes(decoded(word)) ? "…" : word));
}

function decoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
