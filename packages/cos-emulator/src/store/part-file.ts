import { type BodyChecksum, crc32Checksum, toChecksumName } from "../checksum.ts";

/** A part that was uploaded. */
export type PartFile = {
  readonly number: number;
  readonly sizeBytes: number;
  /** 16 hex digits. */
  readonly crc64: string;
  /** Where the upload has one, or the part came with one. */
  readonly checksum?: BodyChecksum | undefined;
  /** Without quotes. */
  readonly etag: string;
  readonly uploadedMs: number;
};

// The CRC32 stood by itself in earlier versions.
const NAME =
  /^(?<number>\d{5})\.(?<sizeBytes>\d+)\.(?<crc64>[0-9a-f]{16})(?:\.(?<crc32>[0-9a-f]{8}|none))?\.(?<etag>[0-9a-f]{9,})\.(?<uploadedMs>\d+)(?:\.(?<checksum>[a-z0-9]+)-(?<value>[0-9a-f]+))?$/;

/**
 * All that is known of a part is in the name of its file. So the one rename that puts the bytes in
 * place also commits the facts, no second file can disagree, and a restart only lists a folder.
 */
export function partFileName(part: PartFile): string {
  const number = String(part.number).padStart(5, "0");
  const name = `${number}.${part.sizeBytes}.${part.crc64}.${part.etag}.${part.uploadedMs}`;
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
  const { number, sizeBytes, crc64 = "", etag = "", uploadedMs } = groups;
  return {
    number: Number(number),
    sizeBytes: Number(sizeBytes),
    crc64,
    etag,
    uploadedMs: Number(uploadedMs),
    checksum: checksumOf(groups),
  };
}

function checksumOf(groups: Readonly<Record<string, string>>): BodyChecksum | undefined {
  const { crc32 = "none", checksum, value } = groups;
  if (checksum !== undefined && value !== undefined) {
    return {
      name: toChecksumName(checksum),
      value: Buffer.from(value, "hex").toString("base64"),
    };
  }
  return crc32 === "none" ? undefined : crc32Checksum(crc32);
}
