import { NotHttpError, readField } from "./response-head.ts";

/** A size line with its extensions, or a line of the trailer: longer ones are not needed. */
const MAX_LINE_BYTES = 16 * 1024;

/** All extensions and trailers of a body together, as much as Node's own client takes of each. */
const MAX_EXTRA_BYTES = 16 * 1024;

const CR = 13;
const LF = 10;

/** The chunk's size in hex; its extensions mean nothing here (RFC 9112, 7.1.1). */
const SIZE_LINE = /^([0-9a-fA-F]{1,12})([ \t]*(?:;[^\r\n]*)?)$/;

/** Those that every reader takes for the same: no blanks outside of quotes, no escapes in them. */
const PLAIN_EXTENSIONS =
  /^(?:;[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:=(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+|"[\x20\x21\x23-\x5b\x5d-\x7e]*"))?)*$/;

/** A trailer may not hold them (RFC 9110, 6.5.1). */
const FRAMING_FIELDS = new Set(["content-length", "transfer-encoding"]);

/** Takes the bytes of a chunked body (RFC 9112, 7.1) apart, wherever they are cut. */
export class ChunkedBody {
  /** `size`: in a size line; `data`; `data-end`: in the CRLF behind it; `trailer`; `end`. */
  #state: "size" | "data" | "data-end" | "trailer" | "end" = "size";
  #line = "";
  #hasCr = false;
  #dataLeft = 0;
  #extraBytes = 0;
  #isPlain = true;

  /** Nothing was in it that another reader could refuse or take for the end. */
  get isPlain(): boolean {
    return this.#isPlain;
  }

  get isEnded(): boolean {
    return this.#state === "end";
  }

  /**
   * Hands the data on, piece by piece, as parts of `bytes`.
   *
   * @returns how many bytes belong to this body
   * @throws NotHttpError
   */
  read(bytes: Uint8Array, take: (data: Uint8Array) => void): number {
    let at = 0;
    while (at < bytes.length && this.#state !== "end") {
      if (this.#state === "data") {
        const data = bytes.subarray(at, at + this.#dataLeft);
        at += data.length;
        this.#dataLeft -= data.length;
        if (this.#dataLeft === 0) {
          this.#state = "data-end";
        }
        take(data);
      } else {
        this.#readLineByte(bytes[at] ?? 0);
        at += 1;
      }
    }
    return at;
  }

  #readLineByte(byte: number): void {
    if (this.#hasCr) {
      if (byte !== LF) {
        throw new NotHttpError("a carriage return inside of a chunk's line");
      }
      this.#hasCr = false;
      const line = this.#line;
      this.#line = "";
      this.#endLine(line);
    } else if (byte === CR) {
      this.#hasCr = true;
    } else {
      if (byte === LF || this.#line.length === MAX_LINE_BYTES) {
        throw new NotHttpError("a chunk's line that does not end");
      }
      this.#line += String.fromCharCode(byte);
    }
  }

  #endLine(line: string): void {
    if (this.#state === "size") {
      const [, digits, extensions = ""] = SIZE_LINE.exec(line) ?? [];
      if (digits === undefined) {
        throw new NotHttpError("a chunk without a size");
      }
      this.#noteExtra(line.length - digits.length, PLAIN_EXTENSIONS.test(extensions));
      this.#dataLeft = Number.parseInt(digits, 16);
      this.#state = this.#dataLeft === 0 ? "trailer" : "data";
    } else if (this.#state === "data-end") {
      if (line !== "") {
        throw new NotHttpError("a chunk that is longer than its size");
      }
      this.#state = "size";
    } else if (line === "") {
      this.#state = "end";
    } else {
      const name = readField(line)?.[0];
      this.#noteExtra(line.length, name !== undefined && !FRAMING_FIELDS.has(name));
    }
  }

  #noteExtra(bytes: number, isPlain: boolean): void {
    this.#extraBytes += bytes;
    this.#isPlain &&= isPlain;
    if (this.#extraBytes > MAX_EXTRA_BYTES) {
      throw new NotHttpError(`more than ${MAX_EXTRA_BYTES} bytes beside its chunks`);
    }
  }
}
