import { createHash, type Hash } from "node:crypto";
import { Crc64Xz } from "@penstock/core";
import { type BodyChecksum, type ChecksumName, type Hasher, newHasher } from "./checksum.ts";
import type { DeclaredBody } from "./declared-body.ts";
import { ErrorResponse } from "./error-response.ts";

export type Digests = {
  readonly md5: Buffer | undefined;
  readonly sha256: string | undefined;
  readonly checksum: BodyChecksum | undefined;
};

/** @throws Rejection `BadDigest` or `XAmzContentSHA256Mismatch` */
export function checkDigests(
  promise: Pick<DeclaredBody, "md5" | "sha256"> & {
    readonly checksum: BodyChecksum | undefined;
  },
  digests: Digests,
): void {
  if (promise.md5 !== undefined && promise.md5 !== digests.md5?.toString("base64")) {
    throw new ErrorResponse(
      "BadDigest",
      "The Content-MD5 you specified did not match what we received.",
    );
  }
  const { checksum } = promise;
  if (checksum !== undefined && checksum.value !== digests.checksum?.value) {
    const name = checksum.name.toUpperCase();
    throw new ErrorResponse(
      "BadDigest",
      `The ${name} you specified did not match what we received.`,
    );
  }
  if (promise.sha256 !== undefined && promise.sha256 !== digests.sha256) {
    throw new ErrorResponse(
      "XAmzContentSHA256Mismatch",
      "The provided x-amz-content-sha256 header does not match what was computed.",
    );
  }
}

/** The checksums of bytes as they pass; the CRC-64 always, the others where they are needed. */
export class BodyHashes {
  readonly #crc64 = new Crc64Xz();
  readonly #md5: Hash | undefined;
  readonly #sha256: Hash | undefined;
  readonly #checksum: { readonly name: ChecksumName; readonly hasher: Hasher } | undefined;

  constructor(needs: {
    readonly checksum: ChecksumName | undefined;
    readonly needsMd5: boolean;
    readonly needsSha256: boolean;
  }) {
    this.#md5 = needs.needsMd5 ? createHash("md5") : undefined;
    this.#sha256 = needs.needsSha256 ? createHash("sha256") : undefined;
    const { checksum: name } = needs;
    this.#checksum = name === undefined ? undefined : { name, hasher: newHasher(name) };
  }

  update(chunk: Uint8Array): void {
    this.#crc64.update(chunk);
    this.#md5?.update(chunk);
    this.#sha256?.update(chunk);
    this.#checksum?.hasher.update(chunk);
  }

  digest(): Digests & { readonly crc64: string } {
    return {
      crc64: this.#crc64.digest(),
      md5: this.#md5?.digest(),
      sha256: this.#sha256?.digest("hex"),
      checksum: this.#checksum && {
        name: this.#checksum.name,
        value: this.#checksum.hasher.digest().toString("base64"),
      },
    };
  }
}
