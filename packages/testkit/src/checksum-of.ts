import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { type ChecksumAlgorithm, type ChecksumValue, Crc64Xz } from "@penstock/core";

/** The checksum of bytes that are all there. */
export function checksumOf(algorithm: ChecksumAlgorithm, bytes: Uint8Array): ChecksumValue {
  switch (algorithm) {
    case "crc64xz": {
      const crc = new Crc64Xz();
      crc.update(bytes);
      return crc.digest();
    }
    case "crc32":
      return crc32(bytes).toString(16).padStart(8, "0");
    case "md5":
      return createHash("md5").update(bytes).digest("hex");
    default:
      return algorithm satisfies never;
  }
}
