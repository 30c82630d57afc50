import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListPartsCommand,
  type ListPartsCommandOutput,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import {
  type ChecksumAlgorithm,
  type ETag,
  isPenstockError,
  type ListedPart,
  type NewObject,
  type ObjectHead,
  type ObjectStore,
  type PartBody,
  type PartNumber,
  PenstockError,
  type StoredPart,
  toETag,
  toPartNumber,
  toUploadId,
  type UploadRef,
  type WholeObject,
} from "@penstock/core";
import { sendStreamed } from "./body-stream.ts";
import { callMs, callS3, createS3Client, type S3Options } from "./s3-client.ts";

const TOKEN_NAME = "penstock-token";

/** Amazon drips white space for minutes while it joins the parts. Silence ends the call far earlier. */
const COMPLETE_MS = 20 * 60_000;

/** A bucket of Amazon S3, or of a server that speaks its API, through Amazon's client. */
export function createS3ObjectStore(options: S3Options): ObjectStore & { close(): void } {
  const client = createS3Client(options);
  const target: Target = { client, bucket: options.bucket };
  return {
    profile: {
      ...options.profile,
      checksum: options.checksum ?? options.profile.checksum,
      pathStyle: options.pathStyle ?? options.profile.pathStyle,
    },
    initiate: async (object, signal) => await initiate(target, object, signal),
    uploadPart: async (upload, number, body, algorithm, signal) =>
      await uploadPart(target, { upload, number, body, algorithm }, signal),
    complete: async (upload, parts, whole, signal) =>
      await complete(target, { upload, parts, whole }, signal),
    abort: async (upload, signal) => await abort(target, upload, signal),
    listParts: async (upload, signal) => await listParts(target, upload, signal),
    put: async (object, body, signal) => {
      const answer = await sendStreamed(
        body,
        signal,
        async (stream, bodySignal) =>
          await callS3(
            object.key,
            callMs(body.lengthBytes),
            bodySignal,
            async (call) =>
              await client.send(
                new PutObjectCommand({
                  ...attributesOf(target, object),
                  Body: stream,
                  ContentLength: body.lengthBytes,
                  ...checksumFields(object.checksum, body.checksum),
                }),
                call,
              ),
          ),
      );
      return storedPart(object.key, answer);
    },
    head: async (key, algorithm, signal) => await head(target, key, algorithm, signal),
    close: () => client.destroy(),
  };
}

type Target = { readonly client: S3Client; readonly bucket: string };

async function initiate({ client, bucket }: Target, object: NewObject, signal: AbortSignal) {
  const what = `initiate ${object.key}`;
  const { UploadId } = await callS3(
    what,
    callMs(0),
    signal,
    async (call) =>
      await client.send(
        new CreateMultipartUploadCommand({
          ...attributesOf({ client, bucket }, object),
          // Makes the store prove the whole object by a CRC that the parts' CRCs combine to.
          ...(object.checksum === "crc32"
            ? { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" }
            : {}),
        }),
        call,
      ),
  );
  if (UploadId === undefined || UploadId === "") {
    throw invalid(what, "without an upload id");
  }
  return toUploadId(UploadId);
}

type Part = {
  readonly upload: UploadRef;
  readonly number: PartNumber;
  readonly body: PartBody;
  readonly algorithm: ChecksumAlgorithm;
};

async function uploadPart(target: Target, part: Part, signal: AbortSignal): Promise<StoredPart> {
  const { upload, number, body, algorithm } = part;
  const what = `part ${number} of ${upload.key}`;
  try {
    const answer = await sendStreamed(
      body,
      signal,
      async (stream, bodySignal) =>
        await callS3(
          what,
          callMs(body.lengthBytes),
          bodySignal,
          async (call) =>
            await target.client.send(
              new UploadPartCommand({
                ...placeOf(target, upload),
                PartNumber: number,
                Body: stream,
                ContentLength: body.lengthBytes,
                ...checksumFields(algorithm, body.checksum),
              }),
              call,
            ),
        ),
    );
    return storedPart(what, answer);
  } catch (error) {
    if (isCut(error)) {
      await assertOpen(target, upload, signal);
    }
    throw error;
  }
}

/** The other end closed the connection, perhaps after an answer that was lost with it. */
function isCut(error: unknown): boolean {
  return (
    isPenstockError(error, "store-unreachable") &&
    error.cause instanceof Error &&
    "code" in error.cause &&
    (error.cause.code === "EPIPE" || error.cause.code === "ECONNRESET")
  );
}

/**
 * A store that refuses a part before it has the body may close the connection at once, and a write
 * that fails then takes the unread answer with it. Without this question an upload that is gone would
 * look like a bad connection, as often as the part is sent.
 *
 * @throws PenstockError `upload-gone`; says nothing otherwise
 */
async function assertOpen(target: Target, upload: UploadRef, signal: AbortSignal): Promise<void> {
  try {
    await partsPage(target, upload, "0", signal);
  } catch (error) {
    signal.throwIfAborted();
    if (isPenstockError(error, "upload-gone")) {
      throw error;
    }
  }
}

type Completion = {
  readonly upload: UploadRef;
  readonly parts: readonly ListedPart[];
  readonly whole: WholeObject;
};

async function complete(
  target: Target,
  { upload, parts, whole }: Completion,
  signal: AbortSignal,
): Promise<ETag> {
  const what = `complete ${upload.key}`;
  const isProved = whole.algorithm === "crc32" && whole.checksum !== undefined;
  const command = new CompleteMultipartUploadCommand({
    ...placeOf(target, upload),
    MultipartUpload: {
      Parts: parts.map(({ number, etag }) => ({ PartNumber: number, ETag: `"${etag}"` })),
    },
    ...(isProved
      ? {
          ...checksumFields("crc32", whole.checksum),
          ChecksumType: "FULL_OBJECT",
          MpuObjectSize: whole.sizeBytes,
        }
      : {}),
  });
  const answer = await callS3(
    what,
    COMPLETE_MS,
    signal,
    async (call) => await target.client.send(command, call),
  );
  return etagOf(what, answer.ETag);
}

async function abort(target: Target, upload: UploadRef, signal: AbortSignal): Promise<void> {
  try {
    await callS3(
      `abort ${upload.key}`,
      callMs(0),
      signal,
      async (call) =>
        await target.client.send(new AbortMultipartUploadCommand(placeOf(target, upload)), call),
    );
  } catch (error) {
    if (!isPenstockError(asGone(error), "upload-gone")) {
      throw error;
    }
  }
}

async function partsPage(
  target: Target,
  upload: UploadRef,
  marker: string,
  signal: AbortSignal,
): Promise<ListPartsCommandOutput> {
  try {
    return await callS3(
      `list parts of ${upload.key}`,
      callMs(0),
      signal,
      async (call) =>
        await target.client.send(
          new ListPartsCommand({ ...placeOf(target, upload), PartNumberMarker: marker }),
          call,
        ),
    );
  } catch (error) {
    throw asGone(error);
  }
}

async function listParts(
  target: Target,
  upload: UploadRef,
  signal: AbortSignal,
): Promise<readonly ListedPart[]> {
  const what = `list parts of ${upload.key}`;
  const parts: ListedPart[] = [];
  let marker = "0";
  for (;;) {
    const page = await partsPage(target, upload, marker, signal);
    for (const { PartNumber, ETag, Size } of page.Parts ?? []) {
      if (PartNumber === undefined || Size === undefined) {
        throw invalid(what, "with a part that has no number or size");
      }
      parts.push({
        number: toPartNumber(PartNumber),
        etag: etagOf(what, ETag),
        sizeBytes: Size,
      });
    }
    if (page.IsTruncated !== true) {
      return parts;
    }
    if (!(Number(page.NextPartNumberMarker) > Number(marker))) {
      throw invalid(what, "whose pages lead nowhere");
    }
    marker = String(page.NextPartNumberMarker);
  }
}

async function head(
  { client, bucket }: Target,
  key: string,
  algorithm: ChecksumAlgorithm,
  signal: AbortSignal,
): Promise<ObjectHead | undefined> {
  const what = `head ${key}`;
  const answer = await callS3(
    what,
    callMs(0),
    signal,
    async (call) =>
      await client.send(
        new HeadObjectCommand({
          Bucket: bucket,
          Key: key,
          ...(algorithm === "crc32" ? { ChecksumMode: "ENABLED" } : {}),
        }),
        call,
      ),
  ).catch((error: unknown) => {
    // A HEAD has no document: a bucket that is missing cannot be told from an object that is.
    if (isPenstockError(error, "store-missing")) {
      return undefined;
    }
    throw error;
  });
  if (answer === undefined) {
    return undefined;
  }
  if (answer.ContentLength === undefined) {
    throw invalid(what, "without a size");
  }
  const token = answer.Metadata?.[TOKEN_NAME];
  // A COMPOSITE value is a checksum of checksums ("…-3"), which says nothing about the bytes.
  const checksum =
    algorithm === "crc32" && answer.ChecksumType === "FULL_OBJECT"
      ? crc32Of(answer.ChecksumCRC32)
      : {};
  return {
    etag: etagOf(what, answer.ETag),
    sizeBytes: answer.ContentLength,
    ...(token === undefined ? {} : { token }),
    ...checksum,
  };
}

function placeOf({ bucket }: Target, { key, uploadId }: UploadRef) {
  return { Bucket: bucket, Key: key, UploadId: uploadId };
}

function attributesOf({ bucket }: Target, { key, attributes, token }: NewObject) {
  const { contentType, metadata } = attributes;
  return {
    Bucket: bucket,
    Key: key,
    Metadata: { ...metadata, [TOKEN_NAME]: token },
    ...(contentType === undefined ? {} : { ContentType: contentType }),
  };
}

/** Checksums travel in base64. A body that is streamed has none beforehand. */
function checksumFields(algorithm: ChecksumAlgorithm, checksum: string | undefined) {
  if (checksum === undefined || algorithm === "crc64xz") {
    return {};
  }
  const base64 = Buffer.from(checksum, "hex").toString("base64");
  return algorithm === "crc32" ? { ChecksumCRC32: base64 } : { ContentMD5: base64 };
}

function storedPart(
  what: string,
  answer: { readonly ETag?: string | undefined; readonly ChecksumCRC32?: string | undefined },
): StoredPart {
  return { etag: etagOf(what, answer.ETag), ...crc32Of(answer.ChecksumCRC32) };
}

function crc32Of(base64: string | undefined): { readonly checksum?: string } {
  const isCrc32 = base64 !== undefined && /^[A-Za-z0-9+/]{6}==$/.test(base64);
  return isCrc32 ? { checksum: Buffer.from(base64, "base64").toString("hex") } : {};
}

/**
 * "Promise resolved" is not success: the SDK resolves without an ETag on a 200 whose body is an Error
 * and a newline, and on a part's answer that has no such header.
 */
function etagOf(what: string, text: string | undefined): ETag {
  if (text === undefined || text === "" || text === '""') {
    throw invalid(what, "without an ETag");
  }
  return toETag(text);
}

/** Ceph calls an upload that is gone a missing key. */
function asGone(error: unknown): unknown {
  return isPenstockError(error, "store-missing") &&
    error.cause instanceof Error &&
    error.cause.name === "NoSuchKey"
    ? new PenstockError("upload-gone", error.message, { cause: error, details: error.details })
    : error;
}

function invalid(what: string, how: string): PenstockError {
  return new PenstockError("store-answer-invalid", `${what}: the store sent an answer ${how}`);
}
