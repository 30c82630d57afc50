import { createHash, createHmac } from "node:crypto";
import { ErrorResponse } from "../error-response.ts";
import { percentEncode } from "../percent-encoding.ts";
import type { QueryPair } from "./addressing.ts";
import {
  type AccessRules,
  type Credentials,
  checkToken,
  headerOf,
  keyOf,
  type SignedRequest,
} from "./credentials.ts";
import { parameterOf } from "./signed-query.ts";

// How far in the future a signature may begin. COS does not publish its own figure; S3 allows this.
const MAX_SKEW_SECONDS = 15 * 60;

const TOKEN = "x-cos-security-token";
const MUST_BE_SIGNED = /^(host|content-length|content-md5|x-cos-.*)$/;

const FIELDS = [
  "q-sign-algorithm",
  "q-ak",
  "q-sign-time",
  "q-key-time",
  "q-header-list",
  "q-url-param-list",
  "q-signature",
] as const;

type Fields = Readonly<Record<(typeof FIELDS)[number], string>>;

/**
 * Verifies `q-sign-algorithm=sha1` (COS document 436/7778), in the Authorization header or as the
 * parameters of a presigned address: any signed subset of headers and parameters is accepted, and
 * what is not listed may change freely.
 *
 * @throws Rejection `AccessDenied`, `InvalidAccessKeyId`, `RequestTimeTooSkewed` or
 *   `SignatureDoesNotMatch`, then those of the token; checked in this order
 */
export function verifyCosSignature(
  request: SignedRequest,
  rules: AccessRules & { readonly isStrict: boolean },
): void {
  const fields = parseFields(request);
  const key = keyOf(fields["q-ak"], rules);
  const nowMs = rules.clock.nowMs();
  checkTime(fields["q-sign-time"], nowMs);
  checkTime(fields["q-key-time"], nowMs);
  if (signatureOf(fields, request, key) !== fields["q-signature"]) {
    throw new ErrorResponse("SignatureDoesNotMatch", "The signature does not match the request.");
  }
  if (rules.isStrict) {
    checkListed(request, fields["q-header-list"]);
  }
  const token = headerOf(request.headers, TOKEN) ?? parameterOf(request.query, TOKEN);
  checkToken(key, token, nowMs);
}

/** What the strict mode of COS wants signed wherever it is sent (changelog of the Go SDK, 0.7.62). */
function checkListed({ headers }: SignedRequest, list: string): void {
  const listed = list.toLowerCase().split(";");
  const unsigned = Object.keys(headers).find(
    (name) => MUST_BE_SIGNED.test(name) && !listed.includes(name),
  );
  if (unsigned !== undefined) {
    throw new ErrorResponse("AccessDenied", `The header ${unsigned} must be signed.`);
  }
}

function parseFields({ headers, query }: SignedRequest): Fields {
  const authorization = headerOf(headers, "authorization");
  if (authorization === undefined && parameterOf(query, FIELDS[0]) === undefined) {
    throw new ErrorResponse("AccessDenied", "The request is not signed.");
  }
  const pairs =
    authorization?.split("&").map((field): QueryPair => {
      const equals = field.indexOf("=");
      return [field.slice(0, Math.max(equals, 0)), field.slice(equals + 1)];
    }) ?? query;
  const found = new Map(pairs);
  const field = (name: (typeof FIELDS)[number]): string => {
    const value = found.get(name);
    if (value === undefined) {
      throw new ErrorResponse("AccessDenied", `The signature has no ${name}.`);
    }
    return value;
  };
  if (field("q-sign-algorithm") !== "sha1") {
    throw new ErrorResponse("AccessDenied", "The only q-sign-algorithm is sha1.");
  }
  return {
    "q-sign-algorithm": "sha1",
    "q-ak": field("q-ak"),
    "q-sign-time": field("q-sign-time"),
    "q-key-time": field("q-key-time"),
    "q-header-list": field("q-header-list"),
    "q-url-param-list": field("q-url-param-list"),
    "q-signature": field("q-signature"),
  };
}

function checkTime(keyTime: string, nowMs: number): void {
  const match = /^(\d+);(\d+)$/.exec(keyTime);
  if (match === null) {
    throw new ErrorResponse(
      "AccessDenied",
      "A signing time is two Unix seconds joined by a semicolon.",
    );
  }
  const nowSeconds = Math.floor(nowMs / 1000);
  if (nowSeconds > Number(match[2])) {
    throw new ErrorResponse("AccessDenied", "Request has expired");
  }
  if (nowSeconds + MAX_SKEW_SECONDS < Number(match[1])) {
    throw new ErrorResponse("RequestTimeTooSkewed", "The signature begins too far in the future.");
  }
}

function signatureOf(fields: Fields, request: SignedRequest, credentials: Credentials): string {
  const parameters = listed(fields["q-url-param-list"], request.query);
  const headers = listed(
    fields["q-header-list"],
    Object.keys(request.headers).map((name) => [name, headerOf(request.headers, name) ?? ""]),
  );
  const httpString = `${request.method.toLowerCase()}\n${request.path}\n${parameters}\n${headers}\n`;
  const httpHash = createHash("sha1").update(httpString).digest("hex");
  // The hex text of the first HMAC, not its bytes, is the key of the second.
  const signKey = hmacSha1(credentials.secretKey, fields["q-key-time"]);
  return hmacSha1(signKey, `sha1\n${fields["q-sign-time"]}\n${httpHash}\n`);
}

/**
 * The signed pairs as `name=value&…`, sorted by encoded lower-case name. Names of the list are
 * compared case-insensitively, because old clients list `partNumber` where current ones list
 * `partnumber`.
 */
function listed(list: string, pairs: readonly QueryPair[]): string {
  const names = new Set(list.toLowerCase().split(";"));
  names.delete("");
  const signed = pairs
    .map(([name, value]) => ({ name: percentEncode(name).toLowerCase(), value }))
    .filter(({ name }) => names.has(name));
  const present = new Set(signed.map(({ name }) => name));
  if (present.size !== names.size) {
    throw new ErrorResponse(
      "SignatureDoesNotMatch",
      "The signature lists a header or parameter that the request does not have.",
    );
  }
  return signed
    .sort((a, b) => Number(a.name > b.name) - Number(a.name < b.name))
    .map(({ name, value }) => `${name}=${percentEncode(value)}`)
    .join("&");
}

function hmacSha1(key: string, text: string): string {
  return createHmac("sha1", key).update(text).digest("hex");
}
