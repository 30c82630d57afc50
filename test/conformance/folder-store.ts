// A store that docs/extend.md walks through: a folder, in which each upload is a folder and each object a file.

import { createHash, randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type CopySource,
  type ETag,
  endByte,
  type ListedPart,
  type NewObject,
  type ObjectCopy,
  type ObjectHead,
  type ObjectStore,
  type OpenUpload,
  type PartBody,
  type PartNumber,
  PenstockError,
  STORE_PROFILES,
  type StoredPart,
  type StoreProfile,
  toETag,
  toPartNumber,
  toUploadId,
  type UploadId,
  type UploadRef,
  type WholeObject,
} from "@penstock/core";

const MIB = 1024 * 1024;

export const FOLDER: StoreProfile = {
  ...STORE_PROFILES.other,
  limits: { ...STORE_PROFILES.other.limits, minPartBytes: MIB },
  checksum: "md5",
  putProofs: { md5: { is: "refused", by: "measured" } },
  behaviour: {
    ...STORE_PROFILES.other.behaviour,
    overwriteGuard: { is: "if-none-match", by: "measured" },
  },
};

/** The first line of a file, as JSON; the bytes of the part or object follow it. */
type Label = { readonly etag: ETag; readonly object?: NewObject };
type Kept = Label & { readonly bytes: Buffer };
type Opened = { readonly object: NewObject; readonly initiatedAtMs: number };

export class FolderStore implements ObjectStore {
  readonly profile = FOLDER;
  /** What a copy calls this store as its source. */
  readonly bucket: string;

  constructor(root: string) {
    this.bucket = root;
  }

  async initiate(object: NewObject, signal: AbortSignal): Promise<UploadId> {
    signal.throwIfAborted();
    const uploadId = toUploadId(randomUUID());
    await mkdir(this.#upload({ uploadId }), { recursive: true });
    const opened: Opened = { object, initiatedAtMs: Date.now() };
    await writeFile(join(this.#upload({ uploadId }), "opened"), JSON.stringify(opened));
    return uploadId;
  }

  async uploadPart(
    upload: UploadRef,
    number: PartNumber,
    body: PartBody,
    _algorithm: string,
    signal: AbortSignal,
  ): Promise<StoredPart> {
    await this.#opened(upload, signal);
    const bytes = await receive(body, signal);
    return await this.#keepPart(upload, number, bytes);
  }

  async copyPart(
    upload: UploadRef,
    number: PartNumber,
    source: CopySource,
    _algorithm: string,
    signal: AbortSignal,
  ): Promise<StoredPart> {
    await this.#opened(upload, signal);
    const { bytes } = await this.#planned(source);
    const { range } = source;
    return await this.#keepPart(upload, number, bytes.subarray(range.startByte, endByte(range)));
  }

  async complete(
    upload: UploadRef,
    parts: readonly ListedPart[],
    { forbidOverwrite = false }: WholeObject,
    signal: AbortSignal,
  ): Promise<ETag> {
    const { object } = await this.#opened(upload, signal);
    const pieces = await Promise.all(
      parts.map(async ({ number, etag }, index) => {
        const kept = await readKept(this.#part(upload, number));
        if (number !== index + 1 || kept?.etag !== etag) {
          throw new PenstockError("parts-refused", `part ${number} is not what was uploaded`);
        }
        return kept.bytes;
      }),
    );
    if (pieces.slice(0, -1).some(({ length }) => length < this.profile.limits.minPartBytes)) {
      throw new PenstockError("store-rejected", "a part is too small");
    }
    const { etag } = await this.#keepObject({ ...object, forbidOverwrite }, Buffer.concat(pieces));
    await rm(this.#upload(upload), { recursive: true, force: true });
    return etag;
  }

  async abort(upload: UploadRef, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await rm(this.#upload(upload), { recursive: true, force: true });
  }

  async listParts(upload: UploadRef, signal: AbortSignal): Promise<readonly ListedPart[]> {
    await this.#opened(upload, signal);
    const names = (await readdir(this.#upload(upload))).filter((name) => /^\d+$/.test(name));
    const numbers = names.map((name) => toPartNumber(Number(name)));
    const parts = await Promise.all(
      numbers.map(async (number) => {
        const kept = await readKept(this.#part(upload, number));
        return kept === undefined
          ? []
          : [{ number, etag: kept.etag, sizeBytes: kept.bytes.length }];
      }),
    );
    return parts.flat().sort((one, other) => one.number - other.number);
  }

  async *listUploads(prefix: string, signal: AbortSignal): AsyncGenerator<OpenUpload, void> {
    signal.throwIfAborted();
    for (const name of await readdir(join(this.bucket, "uploads")).catch(() => [])) {
      const uploadId = toUploadId(name);
      const opened = await readOpened(join(this.#upload({ uploadId }), "opened"));
      if (opened?.object.key.startsWith(prefix) === true) {
        yield { key: opened.object.key, uploadId, initiatedAtMs: opened.initiatedAtMs };
      }
    }
  }

  async put(object: NewObject, body: PartBody, signal: AbortSignal): Promise<StoredPart> {
    signal.throwIfAborted();
    return await this.#keepObject(object, await receive(body, signal));
  }

  async copyObject(copy: ObjectCopy, signal: AbortSignal): Promise<StoredPart> {
    signal.throwIfAborted();
    const { bytes, object: original } = await this.#planned(copy.source);
    const { attributes, token } = copy.keepsAttributes && original ? original : copy.object;
    return await this.#keepObject({ ...copy.object, attributes, token }, bytes);
  }

  async head(
    key: string,
    _algorithm: string,
    signal: AbortSignal,
  ): Promise<ObjectHead | undefined> {
    signal.throwIfAborted();
    const kept = await readKept(this.#object(key));
    const token = kept?.object?.token;
    return (
      kept && {
        etag: kept.etag,
        sizeBytes: kept.bytes.length,
        ...(token !== undefined && { token }),
      }
    );
  }

  /** The bytes of an object, for tests. */
  async read(key: string): Promise<Uint8Array> {
    return (await readKept(this.#object(key)))?.bytes ?? new Uint8Array();
  }

  #upload({ uploadId }: Pick<UploadRef, "uploadId">): string {
    return join(this.bucket, "uploads", uploadId);
  }

  #part(upload: UploadRef, number: PartNumber): string {
    return join(this.#upload(upload), String(number));
  }

  /** A key may have any length and any character; the name of a file may not. */
  #object(key: string): string {
    return join(this.bucket, createHash("sha256").update(key).digest("hex"));
  }

  async #opened(upload: UploadRef, signal: AbortSignal): Promise<Opened> {
    signal.throwIfAborted();
    const opened = await readOpened(join(this.#upload(upload), "opened"));
    if (opened?.object.key !== upload.key) {
      throw gone(upload);
    }
    return opened;
  }

  async #keepPart(upload: UploadRef, number: PartNumber, bytes: Uint8Array): Promise<StoredPart> {
    const etag = newETag();
    const draft = join(this.#upload(upload), randomUUID());
    try {
      await writeFile(draft, framed({ etag }, bytes));
      await rename(draft, this.#part(upload, number));
    } catch (error) {
      // The upload ended while the bytes came in, and its folder with it.
      throw gone(upload, error);
    }
    return { etag };
  }

  /** Readers see the object before or the one after, and a guarded one replaces nothing. */
  async #keepObject(object: NewObject, bytes: Uint8Array): Promise<StoredPart> {
    const etag = newETag();
    const draft = join(this.bucket, `${randomUUID()}.draft`);
    await writeFile(draft, framed({ etag, object }, bytes));
    if (object.forbidOverwrite !== true) {
      await rename(draft, this.#object(object.key));
      return { etag };
    }
    try {
      await link(draft, this.#object(object.key));
    } catch (error) {
      throw taken(object, error);
    } finally {
      await rm(draft);
    }
    return { etag };
  }

  async #planned({ bucket, key, sourceVersion }: Omit<CopySource, "range">): Promise<Kept> {
    const kept = bucket === this.bucket ? await readKept(this.#object(key)) : undefined;
    if (kept === undefined) {
      throw new PenstockError("source-missing", `there is no ${key} in ${bucket}`);
    }
    const { validator } = sourceVersion;
    if (validator.kind !== "etag" || validator.etag !== `"${kept.etag}"`) {
      throw new PenstockError("source-changed", `${key} is not the planned version`);
    }
    return kept;
  }
}

function gone({ uploadId }: UploadRef, cause?: unknown): PenstockError {
  return new PenstockError("upload-gone", `there is no upload ${uploadId}`, { cause });
}

function taken({ key }: NewObject, cause: unknown): PenstockError {
  return new PenstockError("destination-exists", `there is an object ${key} already`, { cause });
}

function newETag(): ETag {
  return toETag(randomUUID());
}

function framed(label: Label, bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(label)}\n`), bytes]);
}

async function readKept(path: string): Promise<Kept | undefined> {
  const file = await readFile(path).catch(() => undefined);
  if (file === undefined) {
    return undefined;
  }
  const end = file.indexOf("\n");
  const label: Label = JSON.parse(file.subarray(0, end).toString("utf8"));
  return { ...label, bytes: file.subarray(end + 1) };
}

async function readOpened(path: string): Promise<Opened | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

/** The bytes of a body: as many as it announced, and with the checksum that it announced. */
async function receive(body: PartBody, signal: AbortSignal): Promise<Uint8Array> {
  const copies: Buffer[] = [];
  for await (const chunk of body.chunks) {
    signal.throwIfAborted();
    // A chunk is valid only until the next one.
    copies.push(Buffer.from(chunk));
  }
  const bytes = Buffer.concat(copies);
  if (bytes.length !== body.lengthBytes) {
    throw new PenstockError("source-length-wrong", `${bytes.length} bytes came`);
  }
  const md5 = createHash("md5").update(bytes).digest("hex");
  if (body.checksum !== undefined && body.checksum !== md5) {
    throw new PenstockError("checksum-mismatch", "the bytes do not have the MD5 announced");
  }
  return bytes;
}
