import type { IncomingHttpHeaders } from "node:http";
import { ErrorResponse } from "../error-response.ts";
import type { QueryPair } from "./addressing.ts";

export type Credentials = { readonly secretId: string; readonly secretKey: string };

/** A key pair as a token service hands it out. */
export type TemporaryKey = Credentials & {
  /** Goes with every request, as `x-cos-security-token` or `x-amz-security-token`. */
  readonly token: string;
  readonly expiresAtMs: number;
};

export type AccessRules = {
  readonly credentials: Credentials;
  readonly temporaryKeys: readonly TemporaryKey[];
  readonly clock: { nowMs(): number };
};

/** The signed half of a request, as it came over the network. */
export type SignedRequest = {
  readonly method: string;
  /** Percent-decoded. */
  readonly path: string;
  readonly query: readonly QueryPair[];
  readonly headers: IncomingHttpHeaders;
};

export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(",") : value;
}

/** @throws Rejection `InvalidAccessKeyId` */
export function keyOf(secretId: string, rules: AccessRules): Credentials | TemporaryKey {
  const key = [rules.credentials, ...rules.temporaryKeys].find((one) => one.secretId === secretId);
  if (key === undefined) {
    throw new ErrorResponse("InvalidAccessKeyId", "The access key ID does not exist.");
  }
  return key;
}

/**
 * Looks at the token when the signature is known to be right, which is the last of the checks.
 *
 * @param token what the request brought, in a header or in a parameter
 * @throws Rejection `InvalidAccessKeyId` for a temporary key without its token, `AccessDenied` for
 *   another token, `ExpiredToken`
 */
export function checkToken(
  key: Credentials | TemporaryKey,
  token: string | undefined,
  nowMs: number,
): void {
  const expected = "token" in key ? key.token : undefined;
  if (expected !== undefined && token === undefined) {
    throw new ErrorResponse("InvalidAccessKeyId", "A temporary key is known only with its token.");
  }
  if (token !== expected) {
    throw new ErrorResponse("AccessDenied", "The security token is not that of the key.");
  }
  if ("token" in key && nowMs > key.expiresAtMs) {
    throw new ErrorResponse("ExpiredToken", "The security token has expired.");
  }
}
