import { SIGNED_CHUNKS, UNSIGNED_TRAILER } from "./access/sigv4.ts";
import { type Call, headerIn } from "./call.ts";
import {
  CHECKSUM_NAMES,
  type ChecksumName,
  headerOfChecksum,
  readChecksumValue,
} from "./checksum.ts";
import { ErrorResponse } from "./error-response.ts";

const MAX_BODY_BYTES = 5 * 1024 ** 3;

// COS document 436/40140: 100 KB/s to 100 MB/s, in bits.
const LEAST_TRAFFIC_LIMIT = 819_200;
const MOST_TRAFFIC_LIMIT = 838_860_800;

/** What the headers say of the body, by which it is checked when it is there. */
export type DeclaredBody = {
  readonly sizeBytes: number;
  /** Base64. */
  readonly md5: string | undefined;
  /** Of the S3 dialect; its value may follow the body. */
  readonly checksum:
    | { readonly name: ChecksumName; readonly value: string | undefined }
    | undefined;
  /** 64 hex digits, when the payload is part of the SigV4 signature. */
  readonly sha256: string | undefined;
  /** How the bytes are packed, where aws-chunked packs them. */
  readonly chunks: "unsigned-with-trailer" | "signed" | undefined;
};

/**
 * Reads the headers that must be right before the first byte is taken.
 *
 * @throws Rejection `MissingContentLength`, `EntityTooLarge`, `InvalidDigest`, `InvalidRequest`,
 *   `InvalidArgument` or `NotImplemented`
 */
export function readDeclaredBody(call: Call): DeclaredBody {
  const digests = readDigests(call);
  const length = readLength(call, digests.chunks !== undefined);
  const sizeBytes = Number(length);
  if (sizeBytes > MAX_BODY_BYTES) {
    throw new ErrorResponse("EntityTooLarge", "One request may carry at most 5 GiB.");
  }
  checkTrafficLimit(call);
  return { sizeBytes, ...digests, checksum: readChecksum(call) };
}

/** @throws Rejection `MissingContentLength` */
export function readLength(call: Call, isChunked: boolean): string {
  // The length as sent counts the frames of the chunks, and a stream has none.
  const name = isChunked ? "x-amz-decoded-content-length" : "content-length";
  const length = headerIn(call, name);
  if (length === undefined || !/^\d+$/.test(length)) {
    throw new ErrorResponse("MissingContentLength", `You must provide the ${name} HTTP header.`);
  }
  return length;
}

/** Whether the body is packed in chunks with lengths of their own, as the AWS SDKs pack streams. */
export function readPacking(call: Call): DeclaredBody["chunks"] {
  const payloadHash = call.dialect === "s3" ? headerIn(call, "x-amz-content-sha256") : undefined;
  if (payloadHash === SIGNED_CHUNKS) {
    return "signed";
  }
  return payloadHash === UNSIGNED_TRAILER ? "unsigned-with-trailer" : undefined;
}

export function readDigests(call: Call): Pick<DeclaredBody, "md5" | "sha256" | "chunks"> {
  const md5 = headerIn(call, "content-md5");
  if (md5 !== undefined && !isBase64({ text: md5, byteCount: 16 })) {
    throw new ErrorResponse("InvalidDigest", "The Content-MD5 you specified is not valid.");
  }
  const chunks = readPacking(call);
  const trailer = headerIn(call, "x-amz-trailer");
  if (chunks !== undefined && trailer !== undefined && nameInTrailer(call) === undefined) {
    throw new ErrorResponse("NotImplemented", `There is no trailer ${trailer} here.`);
  }
  const payloadHash = headerIn(call, "x-amz-content-sha256");
  const isHash = call.dialect === "s3" && /^[0-9a-f]{64}$/.test(payloadHash ?? "");
  return { md5, sha256: isHash ? payloadHash : undefined, chunks };
}

function nameInTrailer(call: Call): ChecksumName | undefined {
  const trailer = headerIn(call, "x-amz-trailer")?.toLowerCase();
  return CHECKSUM_NAMES.find((name) => headerOfChecksum(name) === trailer);
}

/** @throws Rejection `InvalidRequest` */
function readChecksum(call: Call): DeclaredBody["checksum"] {
  if (call.dialect === "cos") {
    return undefined;
  }
  for (const name of CHECKSUM_NAMES) {
    const text = headerIn(call, headerOfChecksum(name));
    if (text !== undefined) {
      return { name, value: readChecksumValue(name, text) };
    }
  }
  const name = nameInTrailer(call);
  return name && { name, value: undefined };
}

/** @throws Rejection `InvalidArgument`. A limit that is right is taken and not applied. */
export function checkTrafficLimit(call: Call): void {
  const text = headerIn(call, "x-cos-traffic-limit");
  const limit = /^\d{1,9}$/.test(text ?? "") ? Number(text) : 0;
  if (text !== undefined && !(limit >= LEAST_TRAFFIC_LIMIT && limit <= MOST_TRAFFIC_LIMIT)) {
    throw new ErrorResponse(
      "InvalidArgument",
      `x-cos-traffic-limit must be ${LEAST_TRAFFIC_LIMIT} to ${MOST_TRAFFIC_LIMIT} bits per second.`,
    );
  }
}

export function isBase64({
  text,
  byteCount,
}: {
  readonly text: string;
  readonly byteCount: number;
}): boolean {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === byteCount && bytes.toString("base64") === text;
}
