import { StoreClock } from "@penstock/transport";
import { presignCosRequest, signCosRequest } from "./cos-authorization.ts";
import type { CosOptions } from "./cos-options.ts";
import { type CosRequest, encodedPath } from "./cos-request.ts";

export type CosSigner = {
  /** Every header of the request, signature and all. To be sent at once. */
  headersOf(request: CosRequest, host: string): Promise<Record<string, string>>;
  /** A URL that may be used without a key for some seconds, with the headers of the request. */
  urlOf(request: CosRequest, host: string, validSeconds: number): Promise<string>;
  /** By which it signs, and which is to be told of rejections: a machine whose clock is off can work all the same. */
  readonly clock: StoreClock;
};

const SIGNATURE_SECONDS = 75;

/**
 * What COS checks in its strict mode (lengths and digests), and what decides what a request does; every
 * `x-cos-*` as well. Expect and Content-Language are left out: the one is for the next hop only, the
 * other is in no SDK's list.
 */
const SIGNED_HEADERS = new Set([
  "host",
  "content-length",
  "content-md5",
  "content-type",
  "content-encoding",
  "content-disposition",
  "cache-control",
  "expires",
  "range",
  "if-match",
  "if-unmodified-since",
]);

export function createCosSigner(options: CosOptions): CosSigner {
  const { signatureSeconds = SIGNATURE_SECONDS } = options;
  const clock = new StoreClock(options.clock);

  function keyTime(validSeconds: number): string {
    const nowSeconds = Math.floor(clock.nowMs() / 1000);
    return `${nowSeconds - 1};${nowSeconds + validSeconds}`;
  }

  return {
    async headersOf(request, host) {
      if (options.isAnonymous === true) {
        return trimmed({ host, ...lengthHeader(request), ...request.headers });
      }
      const { sessionToken, ...keys } = await options.credentials();
      const headers = trimmed({
        host,
        ...lengthHeader(request),
        ...request.headers,
        ...(sessionToken === undefined ? {} : { "x-cos-security-token": sessionToken }),
      });
      const authorization = signCosRequest({
        ...keys,
        keyTime: keyTime(signatureSeconds),
        method: request.method,
        path: `/${request.key}`,
        query: request.query ?? {},
        headers: signedOf(headers),
      });
      return { ...headers, authorization };
    },

    async urlOf(request, host, validSeconds) {
      const { sessionToken, ...keys } = await options.credentials();
      const query = {
        ...request.query,
        ...(sessionToken === undefined ? {} : { "x-cos-security-token": sessionToken }),
      };
      const proof = presignCosRequest({
        ...keys,
        keyTime: keyTime(validSeconds),
        method: request.method,
        path: `/${request.key}`,
        query,
        headers: signedOf(trimmed({ host, ...request.headers })),
      });
      const path = encodedPath({ ...request, query });
      return `https://${host}${path}${path.includes("?") ? "&" : "?"}${proof}`;
    },

    clock,
  };
}

function lengthHeader(request: CosRequest): Record<string, string> {
  const hasLength = request.method === "PUT" || request.method === "POST";
  return hasLength ? { "content-length": String(request.body?.lengthBytes ?? 0) } : {};
}

/** Servers drop white space around a value: one that was signed with it would not verify. */
function trimmed(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.trim()]));
}

function signedOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => SIGNED_HEADERS.has(name) || name.startsWith("x-cos-"),
    ),
  );
}
