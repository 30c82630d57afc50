import { createHash, type Hash, randomBytes } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { Crc64Xz } from "@penstock/core";
import { type Call, headerIn } from "./call.ts";
import { Refusal } from "./refusal.ts";
import type { BlobFolder } from "./store/blob-folder.ts";

const MAX_BODY_BYTES = 5 * 1024 ** 3;

/** What the headers say of the body, by which it is checked when it is there. */
export type BodyPromise = {
  readonly sizeBytes: number;
  /** Base64. */
  readonly md5: string | undefined;
  /** 8 hex digits. */
  readonly crc32: string | undefined;
  /** 64 hex digits, when the payload is part of the SigV4 signature. */
  readonly sha256: string | undefined;
};

export type ReceivedBody = {
  readonly path: string;
  readonly sizeBytes: number;
  readonly crc64: string;
  readonly crc32: string | undefined;
  readonly etag: string;
};

/**
 * Reads the headers that must be right before the first byte is taken.
 *
 * @throws Refusal `MissingContentLength`, `EntityTooLarge`, `InvalidDigest`, `InvalidRequest` or
 *   `NotImplemented`
 */
export function readBodyPromise(call: Call): BodyPromise {
  const length = headerIn(call, "content-length");
  if (length === undefined) {
    throw new Refusal("MissingContentLength", "You must provide the Content-Length HTTP header.");
  }
  const sizeBytes = Number(length);
  if (sizeBytes > MAX_BODY_BYTES) {
    throw new Refusal("EntityTooLarge", "One request may carry at most 5 GiB.");
  }
  return { sizeBytes, ...readDigests(call), crc32: readCrc32(call) };
}

function readDigests(call: Call): Pick<BodyPromise, "md5" | "sha256"> {
  const md5 = headerIn(call, "content-md5");
  if (md5 !== undefined && !isBase64({ text: md5, byteCount: 16 })) {
    throw new Refusal("InvalidDigest", "The Content-MD5 you specified is not valid.");
  }
  const payloadHash = headerIn(call, "x-amz-content-sha256");
  const isPayloadSigned = call.face === "s3" && payloadHash !== "UNSIGNED-PAYLOAD";
  return { md5, sha256: isPayloadSigned ? payloadHash : undefined };
}

function readCrc32(call: Call): string | undefined {
  if (call.face === "cos") {
    return undefined;
  }
  const others = ["crc32c", "crc64nvme", "sha1", "sha256"];
  if (others.some((name) => headerIn(call, `x-amz-checksum-${name}`) !== undefined)) {
    throw new Refusal("NotImplemented", "The only x-amz-checksum- header is crc32.");
  }
  return readCrc32Header(call);
}

/** The value of `x-amz-checksum-crc32` as 8 hex digits. */
export function readCrc32Header(call: Call): string | undefined {
  const text = headerIn(call, "x-amz-checksum-crc32");
  if (text !== undefined && !isBase64({ text, byteCount: 4 })) {
    throw new Refusal("InvalidRequest", "Value for x-amz-checksum-crc32 header is invalid.");
  }
  return text === undefined ? undefined : Buffer.from(text, "base64").toString("hex");
}

function isBase64({
  text,
  byteCount,
}: {
  readonly text: string;
  readonly byteCount: number;
}): boolean {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === byteCount && bytes.toString("base64") === text;
}

/**
 * Streams the body into a new file of the folder, in constant memory, and checks it.
 *
 * @throws Refusal `BadDigest` or `XAmzContentSHA256Mismatch`, and the file is gone
 */
export async function receiveBody(
  call: Call,
  folder: BlobFolder,
  promise: BodyPromise & { readonly needsCrc32?: boolean },
): Promise<ReceivedBody> {
  const path = join(folder.path, `body-${randomBytes(8).toString("hex")}`);
  const hashes = new BodyHashes({
    // The ETag of the S3 face is the MD5 of the part, on which S3 clients may rely.
    needsMd5: promise.md5 !== undefined || call.face === "s3",
    needsSha256: promise.sha256 !== undefined,
    needsCrc32: promise.crc32 !== undefined || promise.needsCrc32 === true,
  });
  try {
    await writeBody(call, path, hashes);
    const digests = hashes.digest();
    checkDigests(promise, digests);
    const { crc64 } = digests;
    const etag =
      digests.md5?.toString("hex") ?? opaqueETag({ crc64, sizeBytes: promise.sizeBytes });
    return { path, sizeBytes: promise.sizeBytes, crc64, crc32: digests.crc32, etag };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/**
 * Writes each chunk as it comes, and synchronously: a copy into the page cache takes 5 us per 64 KiB,
 * a trip through the thread pool 100 us, and chunks that wait for each other outlive the young
 * generation of the garbage collector, which then costs as much as the checksum.
 */
async function writeBody(call: Call, path: string, hashes: BodyHashes): Promise<void> {
  const file = openSync(path, "wx");
  try {
    for await (const chunk of bodyChunks(call)) {
      hashes.update(chunk);
      const writtenBytes = writeSync(file, chunk);
      if (writtenBytes !== chunk.length) {
        throw new Error(`the disk took ${writtenBytes} of ${chunk.length} bytes`);
      }
    }
  } finally {
    closeSync(file);
  }
}

/** Takes the whole body of a call that is not an object's: at most `maxBytes`, checked by its digests. */
export async function readSmallBody(call: Call, maxBytes: number): Promise<string> {
  const { md5, sha256 } = readDigests(call);
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of bodyChunks(call)) {
    sizeBytes += chunk.length;
    if (sizeBytes <= maxBytes) {
      chunks.push(chunk);
    }
  }
  if (sizeBytes > maxBytes) {
    throw new Refusal("XMLSizeLimit", `The document is longer than ${maxBytes} bytes.`);
  }
  const body = Buffer.concat(chunks);
  checkDigests(
    { md5, sha256, crc32: undefined },
    {
      md5: createHash("md5").update(body).digest(),
      sha256: createHash("sha256").update(body).digest("hex"),
      crc32: undefined,
    },
  );
  return body.toString("utf8");
}

/** A client that sent Expect waits until here: every check of the headers lies before its first byte. */
function bodyChunks({ request, response }: Call): AsyncIterable<Uint8Array> {
  if (request.headers.expect !== undefined) {
    response.writeContinue();
  }
  return request;
}

type Digests = {
  readonly md5: Buffer | undefined;
  readonly sha256: string | undefined;
  readonly crc32: string | undefined;
};

function checkDigests(promise: Omit<BodyPromise, "sizeBytes">, digests: Digests): void {
  if (promise.md5 !== undefined && promise.md5 !== digests.md5?.toString("base64")) {
    throw new Refusal("BadDigest", "The Content-MD5 you specified did not match what we received.");
  }
  if (promise.crc32 !== undefined && promise.crc32 !== digests.crc32) {
    throw new Refusal("BadDigest", "The CRC32 you specified did not match what we received.");
  }
  if (promise.sha256 !== undefined && promise.sha256 !== digests.sha256) {
    throw new Refusal(
      "XAmzContentSHA256Mismatch",
      "The provided x-amz-content-sha256 header does not match what was computed.",
    );
  }
}

class BodyHashes {
  readonly #crc64 = new Crc64Xz();
  readonly #md5: Hash | undefined;
  readonly #sha256: Hash | undefined;
  #crc32: number | undefined;

  constructor(needs: {
    readonly needsMd5: boolean;
    readonly needsSha256: boolean;
    readonly needsCrc32: boolean;
  }) {
    this.#md5 = needs.needsMd5 ? createHash("md5") : undefined;
    this.#sha256 = needs.needsSha256 ? createHash("sha256") : undefined;
    this.#crc32 = needs.needsCrc32 ? 0 : undefined;
  }

  update(chunk: Uint8Array): void {
    this.#crc64.update(chunk);
    this.#md5?.update(chunk);
    this.#sha256?.update(chunk);
    if (this.#crc32 !== undefined) {
      this.#crc32 = crc32(chunk, this.#crc32);
    }
  }

  digest(): Digests & { readonly crc64: string } {
    return {
      crc64: this.#crc64.digest(),
      md5: this.#md5?.digest(),
      sha256: this.#sha256?.digest("hex"),
      crc32: this.#crc32?.toString(16).padStart(8, "0"),
    };
  }
}

/**
 * 40 hex digits where no MD5 was asked for: it spares 1.3 CPU seconds per GiB, and COS promises an
 * MD5 for no ETag (old parts have a SHA-1, encrypted ones something else), so no client may want
 * one. Equal bytes get equal ETags, as on COS without encryption.
 */
function opaqueETag({ crc64, sizeBytes }: { readonly crc64: string; readonly sizeBytes: number }) {
  return createHash("sha1").update(`${crc64} ${sizeBytes}`).digest("hex");
}
