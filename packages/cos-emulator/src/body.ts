import { createHash, randomBytes } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { unpackChunks } from "./aws-chunks.ts";
import { BodyHashes, checkDigests } from "./body-hashes.ts";
import type { Call } from "./call.ts";
import {
  type BodyChecksum,
  type ChecksumName,
  headerOfChecksum,
  readChecksumValue,
} from "./checksum.ts";
import { type DeclaredBody, readDigests, readPacking } from "./declared-body.ts";
import { ErrorResponse } from "./error-response.ts";
import { type ETagKind, eTagOf } from "./etag.ts";
import type { BlobFolder } from "./store/blob-folder.ts";

export type ReceivedBody = {
  readonly path: string;
  readonly sizeBytes: number;
  readonly crc64: string;
  readonly checksum: BodyChecksum | undefined;
  readonly etag: string;
};

type Wanted = {
  readonly etag: ETagKind;
  /** Where the client sends none. */
  readonly checksum?: ChecksumName | undefined;
};

/**
 * Streams the body of a request into a new file of the folder, in constant memory, and checks it.
 *
 * @throws Rejection `BadDigest`, `IncompleteBody`, `SignatureDoesNotMatch` or
 *   `XAmzContentSHA256Mismatch`, and the file is gone
 */
export async function receiveBody(
  call: Call,
  folder: BlobFolder,
  promise: DeclaredBody,
  wanted: Wanted,
): Promise<ReceivedBody> {
  const trailers = new Map<string, string>();
  const hashes = new BodyHashes({
    needsMd5: promise.md5 !== undefined || wanted.etag === "md5",
    needsSha256: promise.sha256 !== undefined,
    checksum:
      promise.checksum?.name ??
      wanted.checksum ??
      (promise.chunks === undefined ? undefined : "crc32"),
  });
  const check = ({ sizeBytes, digests }: Kept) => {
    if (sizeBytes !== promise.sizeBytes) {
      throw new ErrorResponse(
        "IncompleteBody",
        "The body does not have the length it was said to have.",
      );
    }
    checkDigests({ ...promise, checksum: reportedChecksum(promise, trailers) }, digests);
  };
  return await keepBytes(bodyBytes(call, trailers), folder, { hashes, check, etag: wanted.etag });
}

/** With the value that followed the body, where it did not come before. */
function reportedChecksum(
  { checksum }: DeclaredBody,
  trailers: ReadonlyMap<string, string>,
): BodyChecksum | undefined {
  if (checksum === undefined) {
    return undefined;
  }
  const { name, value } = checksum;
  const reported = value ?? readChecksumValue(name, trailers.get(headerOfChecksum(name)) ?? "");
  return { name, value: reported };
}

/** The same for bytes that the store has already. */
export async function copyBytes(
  bytes: AsyncIterable<Uint8Array>,
  folder: BlobFolder,
  wanted: Wanted,
): Promise<ReceivedBody> {
  const hashes = new BodyHashes({
    needsMd5: wanted.etag === "md5",
    needsSha256: false,
    checksum: wanted.checksum,
  });
  return await keepBytes(bytes, folder, { hashes, check: () => undefined, etag: wanted.etag });
}

type Kept = { readonly sizeBytes: number; readonly digests: ReturnType<BodyHashes["digest"]> };

async function keepBytes(
  bytes: AsyncIterable<Uint8Array>,
  folder: BlobFolder,
  how: {
    readonly hashes: BodyHashes;
    readonly check: (kept: Kept) => void;
    readonly etag: ETagKind;
  },
): Promise<ReceivedBody> {
  const path = join(folder.path, `body-${randomBytes(8).toString("hex")}`);
  try {
    const sizeBytes = await writeBytes(bytes, path, how.hashes);
    const digests = how.hashes.digest();
    how.check({ sizeBytes, digests });
    const { crc64, checksum } = digests;
    return {
      path,
      sizeBytes,
      crc64,
      checksum,
      etag: eTagOf(how.etag, { ...digests, sizeBytes }),
    };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/**
 * Writes each chunk as it comes, and synchronously: a copy into the page cache takes 5 µs per 64 KiB,
 * a trip through the thread pool 100 µs, and chunks that wait for each other outlive the young
 * generation of the garbage collector, which then costs as much as the checksum.
 */
async function writeBytes(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
  hashes: BodyHashes,
): Promise<number> {
  const file = openSync(path, "wx");
  let sizeBytes = 0;
  try {
    for await (const chunk of bytes) {
      hashes.update(chunk);
      const writtenBytes = writeSync(file, chunk);
      if (writtenBytes !== chunk.length) {
        throw new Error(`the disk took ${writtenBytes} of ${chunk.length} bytes`);
      }
      sizeBytes += writtenBytes;
    }
  } finally {
    closeSync(file);
  }
  return sizeBytes;
}

/** Takes the whole body of a call that is not an object's: at most `maxBytes`, checked by its digests. */
export async function readSmallBody(call: Call, maxBytes: number): Promise<string> {
  const { md5, sha256 } = readDigests(call);
  const trailers = new Map<string, string>();
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of bodyBytes(call, trailers)) {
    sizeBytes += chunk.length;
    if (sizeBytes <= maxBytes) {
      chunks.push(chunk);
    }
  }
  if (sizeBytes > maxBytes) {
    throw new ErrorResponse("XMLSizeLimit", `The document is longer than ${maxBytes} bytes.`);
  }
  const body = Buffer.concat(chunks);
  checkDigests(
    { md5, sha256, checksum: undefined },
    {
      md5: createHash("md5").update(body).digest(),
      sha256: createHash("sha256").update(body).digest("hex"),
      checksum: undefined,
    },
  );
  return body.toString("utf8");
}

/**
 * The bytes that the client means. One that sent Expect waits until here: every check of the headers
 * lies before its first byte.
 */
function bodyBytes(call: Call, trailers: Map<string, string>): AsyncIterable<Uint8Array> {
  const { request, response } = call;
  if (request.headers.expect !== undefined) {
    response.writeContinue();
  }
  const packing = readPacking(call);
  if (packing === undefined) {
    return request;
  }
  return unpackChunks(request, packing === "signed" ? call.chunkSeed : undefined, trailers);
}
