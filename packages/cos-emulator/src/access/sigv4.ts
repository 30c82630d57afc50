import { createHash, createHmac } from "node:crypto";
import { ErrorResponse } from "../error-response.ts";
import { percentEncode } from "../percent-encoding.ts";
import {
  type AccessRules,
  checkToken,
  headerOf,
  keyOf,
  type SignedRequest,
} from "./credentials.ts";
import { parameterOf } from "./signed-query.ts";

export const SIGV4_ALGORITHM = "AWS4-HMAC-SHA256";

const TOKEN = "x-amz-security-token";
const PAYLOAD_HASH = "x-amz-content-sha256";

// "Requests must be received within 15 minutes of their timestamp" (S3 API, Authenticating requests).
const MAX_SKEW_MS = 15 * 60 * 1000;

// "The maximum is 604800, seven days" (S3 API, Authenticating requests by query parameters).
const MAX_EXPIRES_SECONDS = 604_800;

export const UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
export const SIGNED_CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

type Claim = {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** ISO 8601 basic. */
  readonly timestamp: string;
  /** Of a presigned address, which holds for a time of its own. */
  readonly expiresSeconds: number | undefined;
  readonly payloadHash: string;
};

/** What the first chunk signature of a body is chained to. */
export type ChunkSeed = {
  readonly key: Buffer;
  readonly timestamp: string;
  readonly scope: string;
  readonly signature: string;
};

/**
 * Verifies AWS Signature Version 4 for the service s3, in the Authorization header or as the
 * parameters of a presigned address. The region is taken from the request's own scope: whether COS
 * enforces it is not documented.
 *
 * The payload hash is only signed here; the reader of the body compares it with the bytes.
 *
 * @throws Rejection `AuthorizationHeaderMalformed`, `InvalidAccessKeyId`, `RequestTimeTooSkewed`,
 *   `InvalidRequest`, `NotImplemented`, `AccessDenied` or `SignatureDoesNotMatch`, then those of the
 *   token
 */
export function verifySigV4(request: SignedRequest, rules: AccessRules): ChunkSeed {
  const claim = readHeader(request) ?? readParameters(request);
  const accessKey = keyOf(claim.accessKeyId, rules);
  const nowMs = rules.clock.nowMs();
  checkTime(claim, nowMs);
  checkPayloadHash(claim.payloadHash);
  checkSignedHeaders(request, claim);

  const canonical = canonicalRequest(request, claim);
  const scope = `${claim.date}/${claim.region}/s3/aws4_request`;
  const stringToSign = [SIGV4_ALGORITHM, claim.timestamp, scope, sha256(canonical)].join("\n");
  const secret = Buffer.from(`AWS4${accessKey.secretKey}`);
  const key = scope.split("/").reduce(hmacSha256, secret);
  if (hmacSha256(key, stringToSign).toString("hex") !== claim.signature) {
    throw new ErrorResponse("SignatureDoesNotMatch", "The signature does not match the request.");
  }
  const token = headerOf(request.headers, TOKEN) ?? parameterOf(request.query, TOKEN);
  checkToken(accessKey, token, nowMs);
  return { key, timestamp: claim.timestamp, scope, signature: claim.signature };
}

function readHeader({ headers }: SignedRequest): Claim | undefined {
  const authorization = headerOf(headers, "authorization");
  if (authorization === undefined) {
    return undefined;
  }
  const match =
    /^AWS4-HMAC-SHA256 +Credential=([^ ,]+), *SignedHeaders=([^ ,]+), *Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  const [, credential = "", signedHeaders = "", signature = ""] = match ?? [];
  const payloadHash = headerOf(headers, PAYLOAD_HASH);
  if (payloadHash === undefined) {
    throw new ErrorResponse("InvalidRequest", `The header ${PAYLOAD_HASH} is missing.`);
  }
  return {
    ...readCredential(credential),
    signedHeaders: signedHeaders.split(";"),
    signature,
    timestamp: headerOf(headers, "x-amz-date") ?? "",
    expiresSeconds: undefined,
    payloadHash,
  };
}

function readParameters({ query, headers }: SignedRequest): Claim {
  const parameter = (name: string) => parameterOf(query, name) ?? "";
  const expires = parameter("X-Amz-Expires");
  if (!/^\d{1,6}$/.test(expires) || Number(expires) > MAX_EXPIRES_SECONDS) {
    throw new ErrorResponse(
      "AuthorizationQueryParametersError",
      `X-Amz-Expires must be a number of seconds up to ${MAX_EXPIRES_SECONDS}.`,
    );
  }
  return {
    ...readCredential(parameter("X-Amz-Credential")),
    signedHeaders: parameter("X-Amz-SignedHeaders").split(";"),
    signature: parameter("X-Amz-Signature"),
    timestamp: parameter("X-Amz-Date"),
    expiresSeconds: Number(expires),
    // The maker of an address does not know the body.
    payloadHash:
      parameterOf(query, PAYLOAD_HASH) ?? headerOf(headers, PAYLOAD_HASH) ?? "UNSIGNED-PAYLOAD",
  };
}

function readCredential(credential: string): Pick<Claim, "accessKeyId" | "date" | "region"> {
  const match = /^([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request$/.exec(credential);
  const [, accessKeyId, date, region] = match ?? [];
  if (!accessKeyId || !date || !region) {
    throw new ErrorResponse("AuthorizationHeaderMalformed", "The authorization is malformed.");
  }
  return { accessKeyId, date, region };
}

function checkTime({ timestamp, date, expiresSeconds }: Claim, nowMs: number): void {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (match === null || !timestamp.startsWith(date)) {
    throw new ErrorResponse(
      "AccessDenied",
      "x-amz-date must be ISO 8601 basic and match the scope.",
    );
  }
  const [, year, month, day, hour, minute, second] = match;
  const signedMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const isPresigned = expiresSeconds !== undefined;
  if (isPresigned && nowMs > signedMs + expiresSeconds * 1000) {
    throw new ErrorResponse("AccessDenied", "Request has expired");
  }
  const skewMs = isPresigned ? Math.max(signedMs - nowMs, 0) : Math.abs(nowMs - signedMs);
  // Written so that a date that does not exist (NaN) is refused as well.
  if (!(skewMs <= MAX_SKEW_MS)) {
    throw new ErrorResponse(
      "RequestTimeTooSkewed",
      "The request time and the current time differ.",
    );
  }
}

function checkPayloadHash(payloadHash: string): void {
  if (["UNSIGNED-PAYLOAD", UNSIGNED_TRAILER, SIGNED_CHUNKS].includes(payloadHash)) {
    return;
  }
  if (payloadHash.startsWith("STREAMING-")) {
    throw new ErrorResponse("NotImplemented", `The payload ${payloadHash} is not implemented.`);
  }
  if (!/^[0-9a-f]{64}$/.test(payloadHash)) {
    throw new ErrorResponse("InvalidArgument", "x-amz-content-sha256 is not a SHA-256 in hex.");
  }
}

/** S3 insists on the host and on every x-amz- header, so that none can be added to a request on its way. */
function checkSignedHeaders({ headers }: SignedRequest, { signedHeaders }: Claim): void {
  const required = ["host", ...Object.keys(headers).filter((name) => name.startsWith("x-amz-"))];
  if (required.some((name) => !signedHeaders.includes(name))) {
    throw new ErrorResponse(
      "AccessDenied",
      "There were headers present in the request which were not signed.",
    );
  }
}

function canonicalRequest(request: SignedRequest, { signedHeaders, payloadHash }: Claim): string {
  const path = request.path.split("/").map(percentEncode).join("/");
  const query = request.query
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => ({ name: percentEncode(name), value: percentEncode(value) }))
    .sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join("&");
  const headers = signedHeaders.map((name) => {
    const value = headerOf(request.headers, name) ?? "";
    return `${name}:${value.trim().replace(/ +/g, " ")}\n`;
  });
  const names = signedHeaders.join(";");
  return [request.method, path, query, headers.join(""), names, payloadHash].join("\n");
}

function compare(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

export function hmacSha256(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
