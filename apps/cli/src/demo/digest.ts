import { createHash } from "node:crypto";
import { Crc64Xz, type SourceReader } from "@penstock/core";

/** Two independent checksums of the same bytes. */
export type Digest = {
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly crc64: string;
};

/** Hashes bytes as they pass. */
export class Digester {
  readonly #sha256 = createHash("sha256");
  readonly #crc64 = new Crc64Xz();
  #sizeBytes = 0;

  update(bytes: Uint8Array): void {
    this.#sha256.update(bytes);
    this.#crc64.update(bytes);
    this.#sizeBytes += bytes.length;
  }

  digest(): Digest {
    return {
      sizeBytes: this.#sizeBytes,
      sha256: this.#sha256.digest("hex"),
      crc64: this.#crc64.digest(),
    };
  }
}

/** Reads a whole object, as a stream, and hashes it. */
export async function digestObject(
  reader: SourceReader,
  key: string,
  signal: AbortSignal,
): Promise<Digest> {
  const { sourceVersion } = await reader.stat(key, signal);
  const digester = new Digester();
  if (sourceVersion.sizeBytes > 0) {
    const whole = { startByte: 0, lengthBytes: sourceVersion.sizeBytes };
    for await (const bytes of reader.read(key, sourceVersion, whole, signal)) {
      digester.update(bytes);
    }
  }
  return digester.digest();
}
