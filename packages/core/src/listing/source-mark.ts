import { Crc64Xz } from "../bytes/crc64-xz.ts";
import type { SourceVersion } from "../transfers/transfer.ts";

/** Names a version of a source; undefined where nothing but the size would tell it from another. */
export function sourceMark({ sizeBytes, validator }: SourceVersion): string | undefined {
  const sign = signOf(validator);
  if (sign === undefined) {
    return undefined;
  }
  const crc = new Crc64Xz();
  crc.update(new TextEncoder().encode(`${sizeBytes} ${sign}`));
  return crc.digest();
}

/** A file has another inode wherever it is mounted. */
function signOf(validator: SourceVersion["validator"]): string | undefined {
  switch (validator.kind) {
    case "etag":
    case "weak-etag":
      return validator.etag.replace(/^w\//i, "").replace(/^"(.*)"$/, "$1");
    case "last-modified":
      return validator.date;
    case "file":
      return validator.mtimeNs;
    case "size-only":
      return undefined;
    default:
      return validator satisfies never;
  }
}
