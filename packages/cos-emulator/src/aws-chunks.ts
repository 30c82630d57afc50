import { createHash } from "node:crypto";
import { type ChunkSeed, hmacSha256, sha256 } from "./access/sigv4.ts";
import { ErrorResponse } from "./error-response.ts";

// A chunk line is a hex size and a signature, a trailer line a name and a checksum.
const MAX_LINE_BYTES = 1024;

const CHUNK_LINE = /^(?<size>[0-9a-f]{1,10})(?:;chunk-signature=(?<signature>[0-9a-f]{64}))?$/i;

/**
 * Unpacks a body in `aws-chunked` (S3 API, "Transferring payload in multiple chunks"): hex size,
 * line feed, data, line feed, …, a chunk of size zero, then trailers.
 *
 * @param seed makes it check the signature of each chunk, which is chained to the one before
 * @param trailers gets what followed the last chunk, by lower-case names
 * @throws Rejection `IncompleteBody` or `SignatureDoesNotMatch`
 */
export async function* unpackChunks(
  body: AsyncIterable<Uint8Array>,
  seed: ChunkSeed | undefined,
  trailers: Map<string, string>,
): AsyncGenerator<Uint8Array> {
  const bytes = new ByteReader(body);
  let previous = seed?.signature ?? "";
  for (let sizeBytes = -1; sizeBytes !== 0; ) {
    const groups = CHUNK_LINE.exec(await bytes.line())?.groups;
    if (groups === undefined) {
      throw new ErrorResponse("IncompleteBody", "The body is not made of aws-chunked chunks.");
    }
    sizeBytes = Number.parseInt(groups["size"] ?? "", 16);
    const hash = createHash("sha256");
    for (let left = sizeBytes; left > 0; ) {
      const piece = await bytes.some(left);
      hash.update(piece);
      left -= piece.length;
      yield piece;
    }
    if (seed !== undefined) {
      previous = chunkSignature(seed, previous, hash.digest("hex"));
      if (previous !== groups["signature"]) {
        throw new ErrorResponse(
          "SignatureDoesNotMatch",
          "The signature of a chunk does not match.",
        );
      }
    }
    if (sizeBytes !== 0 && (await bytes.line()) !== "") {
      throw new ErrorResponse("IncompleteBody", "A chunk is longer than it says.");
    }
  }
  await readTrailers(bytes, trailers);
}

async function readTrailers(bytes: ByteReader, trailers: Map<string, string>): Promise<void> {
  for (let line = await bytes.line(); line !== ""; line = await bytes.line()) {
    const colon = line.indexOf(":");
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

function chunkSignature({ key, timestamp, scope }: ChunkSeed, previous: string, hash: string) {
  const text = ["AWS4-HMAC-SHA256-PAYLOAD", timestamp, scope, previous, sha256(""), hash];
  return hmacSha256(key, text.join("\n")).toString("hex");
}

/** Lines and runs of bytes, wherever the network cut them. */
class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Up to the next CR LF, which is left out. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf("\r\n");
      if (end !== -1) {
        const line = this.#rest.subarray(0, end).toString("latin1");
        this.#rest = this.#rest.subarray(end + 2);
        return line;
      }
      if (this.#rest.length > MAX_LINE_BYTES) {
        throw new ErrorResponse("IncompleteBody", "The body is not made of aws-chunked chunks.");
      }
      this.#rest = Buffer.concat([this.#rest, await this.#next()]);
    }
  }

  /** At least one byte, and at most so many. */
  async some(maxBytes: number): Promise<Buffer> {
    if (this.#rest.length === 0) {
      this.#rest = await this.#next();
    }
    const piece = this.#rest.subarray(0, maxBytes);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }

  async #next(): Promise<Buffer> {
    const next = await this.#source.next();
    if (next.done === true) {
      throw new ErrorResponse("IncompleteBody", "The body ended before its last chunk.");
    }
    const { buffer, byteOffset, byteLength } = next.value;
    return Buffer.from(buffer, byteOffset, byteLength);
  }
}
