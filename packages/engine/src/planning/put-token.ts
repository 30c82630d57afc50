import { Crc64Xz, type SourceVersion, type Transfer } from "@penstock/core";

/**
 * The same for every PUT of the same bytes by the same transfer. One that was on its way when the
 * ledger was lost may be uploaded after the next one: it has to be known as ours all the same.
 */
export function putToken({ id, generation }: Transfer, sourceVersion: SourceVersion): string {
  const crc = new Crc64Xz();
  crc.update(new TextEncoder().encode(JSON.stringify(whatTellsBytes(sourceVersion))));
  return `${id}.${generation}.${crc.digest()}`;
}

/**
 * A strong ETag promises the same bytes (RFC 9110 8.8.1), however the signs beside it move: a
 * Last-Modified is another one after a copy onto itself. Without one only all signs together tell.
 */
function whatTellsBytes(sourceVersion: SourceVersion): Partial<SourceVersion> {
  const { sizeBytes, validator, contentEncoding } = sourceVersion;
  return validator.kind === "etag"
    ? { sizeBytes, validator, ...(contentEncoding !== undefined && { contentEncoding }) }
    : sourceVersion;
}

/** Whether an object is one of this transfer's PUTs, of whatever generation. */
export function isPutTokenOf({ id }: Transfer, token: string): boolean {
  return token.startsWith(`${id}.`);
}
