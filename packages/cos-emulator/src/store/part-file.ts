import { type BodyChecksum, toChecksumName } from "../checksum.ts";

/** A part that was uploaded. */
export type PartFile = {
  readonly number: number;
  readonly sizeBytes: number;
  /** 16 hex digits. */
  readonly crc64: string;
  /** 8 hex digits; only where the uploader asked for it. */
  readonly crc32: string | undefined;
  /** Another one, where the upload has such. */
  readonly checksum?: BodyChecksum | undefined;
  /** Without quotes. */
  readonly etag: string;
  readonly uploadedMs: number;
};

const NAME =
  /^(?<number>\d{5})\.(?<sizeBytes>\d+)\.(?<crc64>[0-9a-f]{16})\.(?<crc32>[0-9a-f]{8}|none)\.(?<etag>[0-9a-f]+)\.(?<uploadedMs>\d+)(?:\.(?<checksum>[a-z0-9]+)-(?<value>[0-9a-f]+))?$/;

/**
 * All that is known of a part is in the name of its file. So the one rename that puts the bytes in
 * place also commits the facts, no second file can disagree, and a restart only lists a folder.
 */
export function partFileName(part: PartFile): string {
  const number = String(part.number).padStart(5, "0");
  const checksums = `${part.crc64}.${part.crc32 ?? "none"}`;
  const name = `${number}.${part.sizeBytes}.${checksums}.${part.etag}.${part.uploadedMs}`;
  const { checksum } = part;
  return checksum === undefined
    ? name
    : `${name}.${checksum.name}-${Buffer.from(checksum.value, "base64").toString("hex")}`;
}

/** Undefined for a file that is no part: a body that was cut off. */
export function parsePartFileName(name: string): PartFile | undefined {
  const groups = NAME.exec(name)?.groups;
  if (groups === undefined) {
    return undefined;
  }
  const { number, sizeBytes, crc64 = "", crc32, etag = "", uploadedMs, checksum, value } = groups;
  return {
    number: Number(number),
    sizeBytes: Number(sizeBytes),
    crc64,
    crc32: crc32 === "none" ? undefined : crc32,
    etag,
    uploadedMs: Number(uploadedMs),
    checksum:
      checksum === undefined || value === undefined
        ? undefined
        : {
            name: toChecksumName(checksum),
            value: Buffer.from(value, "hex").toString("base64"),
          },
  };
}
