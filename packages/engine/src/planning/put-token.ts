import { Crc64Xz, type SourceVersion, type Transfer } from "@penstock/core";

/**
 * The same for every PUT of the same bytes by the same transfer. One that was on its way when the
 * ledger was lost may be uploaded after the next one: it has to be known as ours all the same.
 */
export function putToken({ id, generation }: Transfer, sourceVersion: SourceVersion): string {
  const crc = new Crc64Xz();
  crc.update(new TextEncoder().encode(JSON.stringify(sourceVersion)));
  return `${id}.${generation}.${crc.digest()}`;
}

/** Whether an object is one of this transfer's PUTs, of whatever generation. */
export function isPutTokenOf({ id }: Transfer, token: string): boolean {
  return token.startsWith(`${id}.`);
}
