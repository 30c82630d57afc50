import { createHash, createHmac } from "node:crypto";
import { percentEncode } from "../percent-encoding.ts";
import { Refusal } from "../refusal.ts";
import { type Credentials, headerOf, type SignedRequest } from "./credentials.ts";

export const SIGV4_ALGORITHM = "AWS4-HMAC-SHA256";

// "Requests must be received within 15 minutes of their timestamp" (S3 API, Authenticating requests).
const MAX_SKEW_MS = 15 * 60 * 1000;

type Scope = {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
};

/**
 * Verifies the header form of AWS Signature Version 4 for the service s3. The region is taken from
 * the request's own scope: whether COS enforces it is not documented.
 *
 * The payload hash is only signed here; whoever reads the body compares it with the bytes.
 *
 * @throws Refusal `AuthorizationHeaderMalformed`, `InvalidAccessKeyId`, `RequestTimeTooSkewed`,
 *   `InvalidRequest`, `NotImplemented`, `AccessDenied` or `SignatureDoesNotMatch`
 */
export function verifySigV4(
  authorization: string,
  request: SignedRequest,
  { credentials, nowMs }: { readonly credentials: Credentials; readonly nowMs: number },
): void {
  const scope = parseScope(authorization);
  if (scope.accessKeyId !== credentials.secretId) {
    throw new Refusal("InvalidAccessKeyId", "The access key ID does not exist.");
  }
  const timestamp = headerOf(request.headers, "x-amz-date") ?? "";
  checkTime(timestamp, scope, nowMs);
  const payloadHash = checkPayloadHash(headerOf(request.headers, "x-amz-content-sha256"));
  checkSignedHeaders(request, scope);

  const canonical = canonicalRequest(request, scope, payloadHash);
  const scopeText = `${scope.date}/${scope.region}/s3/aws4_request`;
  const stringToSign = [SIGV4_ALGORITHM, timestamp, scopeText, sha256(canonical)].join("\n");
  const steps = [scope.date, scope.region, "s3", "aws4_request"];
  const key = steps.reduce(hmacSha256, Buffer.from(`AWS4${credentials.secretKey}`));
  if (hmacSha256(key, stringToSign).toString("hex") !== scope.signature) {
    throw new Refusal("SignatureDoesNotMatch", "The signature does not match the request.");
  }
}

function parseScope(authorization: string): Scope {
  const match =
    /^AWS4-HMAC-SHA256 +Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/s3\/aws4_request, *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  const [, accessKeyId, date, region, signedHeaders, signature] = match ?? [];
  if (!accessKeyId || !date || !region || !signedHeaders || !signature) {
    throw new Refusal("AuthorizationHeaderMalformed", "The authorization header is malformed.");
  }
  return { accessKeyId, date, region, signedHeaders: signedHeaders.split(";"), signature };
}

function checkTime(timestamp: string, scope: Scope, nowMs: number): void {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (match === null || !timestamp.startsWith(scope.date)) {
    throw new Refusal("AccessDenied", "x-amz-date must be ISO 8601 basic and match the scope.");
  }
  const [, year, month, day, hour, minute, second] = match;
  const signedMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Written so that a date that does not exist (NaN) is refused as well.
  if (!(Math.abs(nowMs - signedMs) <= MAX_SKEW_MS)) {
    throw new Refusal("RequestTimeTooSkewed", "The request time and the current time differ.");
  }
}

function checkPayloadHash(payloadHash: string | undefined): string {
  if (payloadHash === undefined) {
    throw new Refusal("InvalidRequest", "The header x-amz-content-sha256 is missing.");
  }
  if (payloadHash.startsWith("STREAMING-")) {
    // COS does not document aws-chunked bodies and trailers.
    throw new Refusal(
      "NotImplemented",
      "Chunked signing and trailing checksums are not supported.",
    );
  }
  if (payloadHash !== "UNSIGNED-PAYLOAD" && !/^[0-9a-f]{64}$/.test(payloadHash)) {
    throw new Refusal("InvalidArgument", "x-amz-content-sha256 is not a SHA-256 in hex.");
  }
  return payloadHash;
}

/** S3 insists on the host and on every x-amz- header, so that none can be added to a request on its way. */
function checkSignedHeaders({ headers }: SignedRequest, { signedHeaders }: Scope): void {
  const required = ["host", ...Object.keys(headers).filter((name) => name.startsWith("x-amz-"))];
  if (required.some((name) => !signedHeaders.includes(name))) {
    throw new Refusal(
      "AccessDenied",
      "There were headers present in the request which were not signed.",
    );
  }
}

function canonicalRequest(request: SignedRequest, scope: Scope, payloadHash: string): string {
  const path = request.path.split("/").map(percentEncode).join("/");
  const query = request.query
    .map(([name, value]) => ({ name: percentEncode(name), value: percentEncode(value) }))
    .sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join("&");
  const headers = scope.signedHeaders.map((name) => {
    const value = headerOf(request.headers, name) ?? "";
    return `${name}:${value.trim().replace(/ +/g, " ")}\n`;
  });
  const signedHeaders = scope.signedHeaders.join(";");
  return [request.method, path, query, headers.join(""), signedHeaders, payloadHash].join("\n");
}

function compare(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmacSha256(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
