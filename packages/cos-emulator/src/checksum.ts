import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { ErrorResponse } from "./error-response.ts";
import { ReflectedCrc } from "./reflected-crc.ts";

/** The checksums of S3 ("Checking object integrity"), as their headers end, with their length. */
const BYTES = { crc32: 4, crc32c: 4, crc64nvme: 8, sha1: 20, sha256: 32 } as const;

export type ChecksumName = keyof typeof BYTES;

export const CHECKSUM_NAMES = [
  "crc32",
  "crc32c",
  "crc64nvme",
  "sha1",
  "sha256",
] as const satisfies readonly ChecksumName[];

export const checksumRecord = z.object({
  name: z.enum(CHECKSUM_NAMES),
  /** As its header carries it. */
  value: z.string(),
  type: z.enum(["FULL_OBJECT", "COMPOSITE"]),
});

/** Of an object. */
export type StoredChecksum = z.infer<typeof checksumRecord>;

/** Of one body, as its header carries it. */
export type BodyChecksum = { readonly name: ChecksumName; readonly value: string };

/** A CRC32 of 8 hex digits, as records and names of earlier versions have it. */
export function crc32Checksum(hex: string): BodyChecksum {
  return { name: "crc32", value: Buffer.from(hex, "hex").toString("base64") };
}

export type Hasher = { update(chunk: Uint8Array): void; digest(): Buffer };

export function newHasher(name: ChecksumName): Hasher {
  switch (name) {
    case "crc32":
      return new Crc32();
    case "crc32c":
      return new ReflectedCrc(32, 0x82f63b78n);
    case "crc64nvme":
      return new ReflectedCrc(64, 0x9a6c9329ac4bc9b5n);
    case "sha1":
    case "sha256":
      return createHash(name);
    default:
      return name satisfies never;
  }
}

class Crc32 implements Hasher {
  #value = 0;

  update(chunk: Uint8Array): void {
    this.#value = crc32(chunk, this.#value);
  }

  digest(): Buffer {
    const bytes = Buffer.alloc(BYTES.crc32);
    bytes.writeUInt32BE(this.#value);
    return bytes;
  }
}

export function headerOfChecksum(name: ChecksumName): string {
  return `x-amz-checksum-${name}`;
}

/** The name of its element in documents, `ChecksumCRC64NVME`. */
export function elementOfChecksum(name: ChecksumName): string {
  return `Checksum${name.toUpperCase()}`;
}

/** @throws Rejection `InvalidRequest` */
export function toChecksumName(algorithm: string): ChecksumName {
  const found = CHECKSUM_NAMES.find((name) => name === algorithm.toLowerCase());
  if (found === undefined) {
    throw new ErrorResponse("InvalidRequest", `There is no checksum algorithm ${algorithm}.`);
  }
  return found;
}

/** @throws Rejection `InvalidRequest` for what is no value of this checksum */
export function readChecksumValue(name: ChecksumName, text: string): string {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== BYTES[name] || bytes.toString("base64") !== text) {
    throw new ErrorResponse("InvalidRequest", `Value for ${headerOfChecksum(name)} is invalid.`);
  }
  return text;
}
