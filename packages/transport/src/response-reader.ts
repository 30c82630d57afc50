import { CHUNK_BYTES, type ChunkBuffers } from "./chunk-buffers.ts";
import { ChunkedBody } from "./chunked-body.ts";
import { NotHttpError, type ResponseHead, readResponseHead } from "./response-head.ts";

/** Bytes of a body. Their buffer, where they have one, is to be given back once they are read. */
export type Chunk = { readonly bytes: Uint8Array; readonly buffer?: Buffer };

/** As much as Node's own client takes. */
const MAX_HEAD_BYTES = 16 * 1024;

/** Most heads are shorter. */
const HEAD_STEP_BYTES = 1024;

/** A store that reports its progress by 102 has no reason to do so more often. */
const MAX_INTERIM_HEADS = 100;

/** A waiting reader gets what is there after this time, however little it is. */
const DELIVERY_MS = 50;

/** With less room than this the next read would be a small one. */
const LEAST_ROOM_BYTES = 64 * 1024;

/**
 * One response, read as its bytes come. The body is read straight into chunk buffers wherever its length
 * is known; head and chunked bodies go through the scratch buffer and are copied.
 *
 * A buffer that was delivered, or is about to be, is never offered for reading again: over TLS data
 * keeps coming after a pause, and would overwrite what is still on its way.
 */
export class ResponseReader {
  readonly #buffers: ChunkBuffers;
  readonly #headerBuffer: Buffer;
  /** Made when it is asked for: one that failed before would be a rejection that nothing awaits. */
  #awaitedHead: PromiseWithResolvers<ResponseHead> | undefined;
  #headText = "";
  /** Known with the head. */
  #body: ResponseHead | undefined;
  readonly #chunked = new ChunkedBody();
  #bytesLeft = Number.POSITIVE_INFINITY;
  #current: Buffer | undefined;
  #filledBytes = 0;
  /** How many of them were delivered as a copy. */
  #copiedBytes = 0;
  readonly #ready: Chunk[] = [];
  #waiting: PromiseWithResolvers<Chunk | undefined> | undefined;
  #deliveryTimer: NodeJS.Timeout | undefined;
  #end: { readonly error?: unknown } | undefined;
  #hasSurplus = false;
  #hasBegun = false;
  #interimHeads = 0;
  #interimsKeepAlive = true;
  #arrivedBytes = 0;

  constructor(buffers: ChunkBuffers, headerBuffer: Buffer) {
    this.#buffers = buffers;
    this.#headerBuffer = headerBuffer;
  }

  /** Rejects with a NotHttpError, or with what `fail` was given. */
  get head(): Promise<ResponseHead> {
    if (this.#body !== undefined) {
      return Promise.resolve(this.#body);
    }
    if (this.#end !== undefined) {
      return Promise.reject(this.#end.error);
    }
    this.#awaitedHead ??= Promise.withResolvers();
    return this.#awaitedHead.promise;
  }

  /** The connection may continue reading: nothing waits to be taken. */
  get wantsMore(): boolean {
    return this.#end !== undefined || this.#ready.length === 0;
  }

  /** Nothing of this response is left on its connection, and nothing else came there. */
  get leavesCleanConnection(): boolean {
    const isWhole = this.#end !== undefined && !("error" in this.#end);
    const isPlain = this.#interimsKeepAlive && this.#chunked.isPlain;
    return isWhole && isPlain && !this.#hasSurplus && this.#body?.keepsAlive === true;
  }

  /** Anything of a response has come. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** All that was not taken yet, once nothing more can come; undefined before, and after a failure. */
  takeWhole(): Chunk[] | undefined {
    return this.#end === undefined || "error" in this.#end ? undefined : this.#ready.splice(0);
  }

  /** Body bytes since the last call. */
  takeArrivedBytes(): number {
    const bytes = this.#arrivedBytes;
    this.#arrivedBytes = 0;
    return bytes;
  }

  /** Where the next bytes are to be read to. */
  writableSlice(): Uint8Array {
    const kind = this.#body?.framing.kind ?? "chunked";
    if (kind === "chunked" || this.#end !== undefined) {
      return this.#headerBuffer;
    }
    this.#current ??= this.#buffers.take();
    const end = Math.min(CHUNK_BYTES, this.#filledBytes + this.#bytesLeft);
    return this.#current.subarray(this.#filledBytes, end);
  }

  /** Takes note of bytes that were read into the room. */
  read(bytes: Uint8Array): void {
    this.#hasBegun = true;
    try {
      if (this.#end !== undefined) {
        this.#hasSurplus = true;
      } else if (this.#body === undefined) {
        this.#readHead(bytes);
      } else if (this.#body.framing.kind === "chunked") {
        this.#copy(bytes);
      } else {
        this.#count(bytes.length);
      }
    } catch (error) {
      this.fail(error);
    }
  }

  /** The other side has closed the connection. */
  close(error: Error): void {
    if (this.#body?.framing.kind === "until-close") {
      this.#finish({});
    } else {
      this.fail(error);
    }
  }

  /** What has arrived is delivered before the error. */
  fail(error: unknown): void {
    this.#awaitedHead?.reject(error);
    this.#finish({ error });
  }

  /** The next bytes of the body, undefined at its end. Waits for a full buffer, though not for long. */
  async next(): Promise<Chunk | undefined> {
    const chunk = this.#ready.shift();
    if (chunk !== undefined) {
      return chunk;
    }
    if (this.#end !== undefined) {
      if ("error" in this.#end) {
        throw this.#end.error;
      }
      return undefined;
    }
    this.#waiting = Promise.withResolvers();
    this.#deliverSoon();
    return await this.#waiting.promise;
  }

  /** In steps: what comes with a head is mostly the body behind it. */
  #readHead(bytes: Uint8Array): void {
    const { buffer, byteOffset, length } = bytes;
    const latin1 = Buffer.from(buffer, byteOffset, length);
    for (let at = 0; at < length; at += HEAD_STEP_BYTES) {
      const upTo = Math.min(length, at + HEAD_STEP_BYTES);
      const searchedFrom = Math.max(0, this.#headText.length - 3);
      this.#headText += latin1.toString("latin1", at, upTo);
      const head = this.#finalHead(searchedFrom);
      if (head !== undefined) {
        this.#beginBody(head, bytes.subarray(upTo - this.#headText.length));
        return;
      }
      checkHeadBytes(this.#headText.length);
    }
  }

  /** Undefined until its text is whole. Interim heads before it are taken off. */
  #finalHead(searchedFrom: number): ResponseHead | undefined {
    let end = this.#headText.indexOf("\r\n\r\n", searchedFrom);
    while (end >= 0) {
      const head = this.#headOf(end);
      if (head.status >= 200) {
        return head;
      }
      this.#noteInterim(head);
      end = this.#headText.indexOf("\r\n\r\n");
    }
    return undefined;
  }

  /** Takes the head that ends there off the text. Its size comes first: it may all be one read. */
  #headOf(end: number): ResponseHead {
    checkHeadBytes(end);
    const head = readResponseHead(this.#headText.slice(0, end));
    this.#headText = this.#headText.slice(end + 4);
    return head;
  }

  /** Any other 1xx than a 101 only says that the response is still to come (RFC 9110, 15.2). */
  #noteInterim({ status, keepsAlive }: ResponseHead): void {
    if (status === 101) {
      throw new NotHttpError("a protocol that was not asked for");
    }
    this.#interimHeads += 1;
    if (this.#interimHeads > MAX_INTERIM_HEADS) {
      throw new NotHttpError(`more than ${MAX_INTERIM_HEADS} interim responses`);
    }
    this.#interimsKeepAlive &&= keepsAlive;
  }

  #beginBody(head: ResponseHead, rest: Uint8Array): void {
    this.#headText = "";
    this.#body = head;
    if (head.framing.kind === "length") {
      this.#bytesLeft = head.framing.bytes;
    }
    this.#awaitedHead?.resolve(head);
    this.#copy(rest);
    if (this.#bytesLeft === 0) {
      this.#finish({});
    }
  }

  #copy(bytes: Uint8Array): void {
    let ownBytes = Math.min(bytes.length, this.#bytesLeft);
    if (this.#body?.framing.kind === "chunked") {
      ownBytes = this.#chunked.read(bytes, (data) => this.#copyData(data));
    } else {
      this.#copyData(bytes.subarray(0, ownBytes));
    }
    this.#hasSurplus ||= ownBytes < bytes.length;
    if (this.#chunked.isEnded) {
      this.#finish({});
    }
  }

  #copyData(data: Uint8Array): void {
    for (let at = 0; at < data.length; ) {
      this.#current ??= this.#buffers.take();
      const writableSlice = CHUNK_BYTES - this.#filledBytes;
      const piece = data.subarray(at, at + writableSlice);
      this.#current.set(piece, this.#filledBytes);
      at += piece.length;
      this.#count(piece.length);
    }
  }

  #count(bytes: number): void {
    this.#filledBytes += bytes;
    this.#arrivedBytes += bytes;
    this.#bytesLeft -= bytes;
    if (this.#bytesLeft === 0) {
      this.#finish({});
    } else if (CHUNK_BYTES - this.#filledBytes < LEAST_ROOM_BYTES) {
      this.#deliver();
    } else {
      this.#deliverSoon();
    }
  }

  #finish(end: { readonly error?: unknown }): void {
    if (this.#end !== undefined) {
      return;
    }
    this.#end = end;
    if ("error" in end) {
      this.#deliverCopy();
      this.#waiting?.reject(end.error);
    } else {
      this.#deliver();
      this.#waiting?.resolve(undefined);
    }
  }

  #deliverSoon(): void {
    if (this.#waiting !== undefined && this.#filledBytes > this.#copiedBytes) {
      this.#deliveryTimer ??= setTimeout(() => this.#deliverCopy(), DELIVERY_MS);
    }
  }

  /** Only while bytes are read: the connection then asks for new room, and leaves this buffer alone. */
  #deliver(): void {
    const buffer = this.#current;
    const from = this.#copiedBytes;
    const to = this.#filledBytes;
    this.#current = undefined;
    this.#filledBytes = 0;
    this.#copiedBytes = 0;
    if (buffer !== undefined) {
      this.#give({ bytes: buffer.subarray(from, to), buffer });
    }
  }

  /** At any other time the connection still has its room in the buffer, and will read to it. */
  #deliverCopy(): void {
    const bytes = this.#current?.subarray(this.#copiedBytes, this.#filledBytes);
    this.#copiedBytes = this.#filledBytes;
    if (bytes !== undefined) {
      this.#give({ bytes: Buffer.from(bytes) });
    }
  }

  #give(chunk: Chunk): void {
    clearTimeout(this.#deliveryTimer);
    this.#deliveryTimer = undefined;
    if (chunk.bytes.length === 0) {
      return;
    }
    if (this.#waiting === undefined) {
      this.#ready.push(chunk);
    } else {
      this.#waiting.resolve(chunk);
      this.#waiting = undefined;
    }
  }
}

function checkHeadBytes(bytes: number): void {
  if (bytes > MAX_HEAD_BYTES) {
    throw new NotHttpError(`a head of more than ${MAX_HEAD_BYTES} bytes`);
  }
}
