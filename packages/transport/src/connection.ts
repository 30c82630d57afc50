import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { PenstockError } from "@penstock/core";
import { type Abortable, addAbortable, removeAbortable } from "./abort-listeners.ts";
import type { ChunkBuffers } from "./chunk-buffers.ts";
import { Deadline } from "./deadline.ts";
import { HeldChunks } from "./held-chunks.ts";
import { MinimumRate } from "./minimum-rate.ts";
import { lookupOf, type Network, trustOf } from "./network/network.ts";
import type { OpenResponse } from "./open-response.ts";
import { connectResettableTls, resetConnection } from "./reset-connection.ts";
import { NotHttpError, type ResponseHead } from "./response-head.ts";
import { ResponseReader } from "./response-reader.ts";

/** How long the other side may keep its caller waiting. */
export type ReadLimits = {
  /** Name resolution, TCP and TLS together. */
  readonly connectMs: number;
  /** From the connection to the end of the response's head. */
  readonly firstByteMs: number;
  /** Fewer bytes per second than this, over `rateWindowMs` of waiting for them, is too slow. */
  readonly minimumBytesPerSecond: number;
  readonly rateWindowMs: number;
  /** From the start to the last byte of the response; left out where only the rate counts. */
  readonly totalMs?: number;
};

/** A connection's end: where it leads, and by which name the server there is called. */
export type Destination = {
  readonly at: URL;
  /** As in the Host header. TLS asks the server for the certificate of this name. */
  readonly host: string;
};

/** One request, all written out. */
export type WrittenRequest = {
  /** Names the source or the call in errors. */
  readonly what: string;
  /** Head and body. They may not change before the response. */
  readonly bytes: Uint8Array;
  readonly limits: ReadLimits;
  /** Called once nothing reads the bytes any more. A response that came before they were sent never tells. */
  readonly release?: () => void;
};

export type ConnectionOptions = {
  /** Who is out of reach where the connection fails. */
  readonly side: "source" | "store";
  readonly network: Network;
  readonly buffers: ChunkBuffers;
  /** What servers gave, by destination: taking a session up again saves most of a TLS handshake. */
  readonly sessions: Map<string, Buffer>;
  /** Called whenever another request may follow. */
  readonly onIdle: (connection: Connection) => void;
  readonly onClose: (connection: Connection) => void;
};

/** Where heads and chunked bodies are read to. */
const HEADER_BUFFER_BYTES = 64 * 1024;

/** Servers close idle connections, many after 20 s: closing first avoids requests that meet the end. */
const IDLE_MS = 15_000;

/** By so much the server's own announcement is undercut. */
const HINT_MARGIN_MS = 1_000;

/** How long a connection may be kept after this response (`Keep-Alive: timeout=5`). */
function idleMsAfter({ headers }: ResponseHead): number {
  const seconds = /\btimeout=(\d+)/.exec(String(headers["keep-alive"]))?.[1];
  return seconds === undefined
    ? IDLE_MS
    : Math.min(IDLE_MS, Number(seconds) * 1000 - HINT_MARGIN_MS);
}

/** URLs and Host headers put an IPv6 address in brackets. */
function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, "$1");
}

export function keyOf({ at, host }: Destination): string {
  return `${at.origin} ${host}`;
}

/**
 * One connection of HTTP/1.1, which carries one request at a time. It is written at once, head and
 * body: what is large is sent by `exchange`.
 *
 * It is read through Node's `onread`, into buffers that are used again: the streams of node:http copy
 * each byte twice and leave both copies to the garbage collector.
 */
export class Connection {
  readonly key: string;
  readonly #options: ConnectionOptions;
  readonly #headerBuffer = Buffer.allocUnsafeSlow(HEADER_BUFFER_BYTES);
  readonly #socket: Socket;
  readonly #connected = Promise.withResolvers<void>();
  #isConnected = false;
  /** Of what is waited for at present; while the connection is idle, of that. */
  readonly #step = new Deadline();
  readonly #total = new Deadline();
  /** Undefined while the connection is idle. */
  #reader: ResponseReader | undefined;
  #idleMs = IDLE_MS;
  #hasServed = false;
  #isBroken = false;
  #diedUnanswered = false;

  /** @param over a tunnel to the destination, where a proxy is between */
  constructor(destination: Destination, options: ConnectionOptions, over?: Socket) {
    this.key = keyOf(destination);
    this.#options = options;
    // It may fail at any time, when nothing awaits it.
    this.#connected.promise.catch(() => undefined);
    this.#socket = this.#open(destination, over)
      // A request waits for nothing, so its last bytes must not wait for the response to its first.
      .setNoDelay()
      .on("error", (error) => this.#endWith(error))
      .on("end", () => this.#endWith(new Error("the connection was closed")))
      .on("close", () => {
        this.#endWith(new Error("the connection was closed"));
        this.#step.end();
        this.#total.end();
        options.onClose(this);
      });
  }

  get isIdle(): boolean {
    return this.#reader === undefined && !this.#socket.destroyed;
  }

  /**
   * The other side ended a connection that had served before, and sent nothing of a response: most
   * likely it closed an idle connection just then, and has not looked at the request.
   */
  get diedUnanswered(): boolean {
    return this.#diedUnanswered;
  }

  /**
   * Sends the request and resolves with the head of the response, whatever its status. Rejects with
   * `…-unreachable`, `…-response-invalid`, or the reason of the signal, as its chunks do.
   */
  async ask(request: WrittenRequest, signal: AbortSignal): Promise<OpenResponse> {
    const exchange = this.#begin(request, signal);
    const { limits, release } = request;
    const { reader } = exchange;
    try {
      if (!this.#isConnected) {
        this.#allow(limits.connectMs, "a connection", exchange);
        await this.#connected.promise;
        this.#isConnected = true;
      }
      this.#socket.write(request.bytes);
      this.#allow(limits.firstByteMs, "a response", exchange);
      const head = await reader.head;
      this.#step.clear();
      this.#hasServed = true;
      if (this.#socket.writableLength === 0) {
        release?.();
      }
      this.#idleMs = idleMsAfter(head);
      return this.#responseOf(head, exchange);
    } catch (error) {
      this.#leave(exchange);
      throw this.#toError(error, exchange);
    }
  }

  #begin({ what, limits }: WrittenRequest, signal: AbortSignal): Exchange {
    const reader = new ResponseReader(this.#options.buffers, this.#headerBuffer);
    this.#reader = reader;
    this.#socket.ref();
    const abort = (reason: unknown) => this.#break(reader, reason);
    const exchange = { what, limits, reader, signal, abort };
    addAbortable(signal, exchange);
    const { totalMs } = limits;
    if (totalMs !== undefined) {
      this.#total.set(totalMs, () =>
        this.#break(reader, this.#unreachable(`${what} took longer than ${totalMs} ms`)),
      );
    }
    return exchange;
  }

  /** Breaks it off: what is under way is given up. */
  destroy(): void {
    if (this.#reader === undefined) {
      this.#socket.destroy();
    } else {
      resetConnection(this.#socket);
    }
  }

  #open({ at, host }: Destination, over: Socket | undefined): Socket {
    const { sessions } = this.#options;
    const onread: OnReadOpts = {
      buffer: () => this.#reader?.writableSlice() ?? this.#headerBuffer,
      callback: (length, buffer) => this.#read(buffer.subarray(0, length)),
    };
    const isTls = at.protocol === "https:";
    const hostname = bare(at.hostname);
    const port = Number(at.port || (isTls ? 443 : 80));
    const { network, side } = this.#options;
    const place = { host: hostname, port, ...lookupOf(network, hostname) };
    if (over !== undefined && !isTls) {
      this.#connected.resolve();
      return this.#copyFrom(over);
    }
    if (!isTls) {
      return connectTcp({ ...place, onread }).once("connect", this.#connected.resolve);
    }
    const name = bare(host.replace(/:\d+$/, ""));
    const session = sessions.get(this.key);
    const options = {
      ...place,
      onread,
      servername: isIP(name) === 0 ? name : "",
      ALPNProtocols: ["http/1.1"],
      ...trustOf(network),
      ...(session !== undefined && { session }),
    };
    // What is sent to a store must not arrive once it is given up.
    const isCopied = side === "store" || over !== undefined;
    const socket = isCopied
      ? this.#copyFrom(connectResettableTls(options, over))
      : connectTls(options);
    return socket
      .once("secureConnect", this.#connected.resolve)
      .on("session", (given) => sessions.set(this.key, given));
  }

  /** A socket over another one has no `onread`. A store's responses are small, so copying costs little. */
  #copyFrom<Kind extends Socket>(socket: Kind): Kind {
    return socket.on("data", (bytes: Buffer) => {
      for (let at = 0; at < bytes.length && !socket.destroyed; ) {
        const room = this.#reader?.writableSlice() ?? this.#headerBuffer;
        const taken = bytes.copy(room, 0, at, at + room.length);
        at += taken;
        this.#read(room.subarray(0, taken));
      }
    });
  }

  /** @returns false to pause the socket; over TLS more can come all the same */
  #read(bytes: Uint8Array): boolean {
    const reader = this.#reader;
    if (reader === undefined) {
      // Nothing was asked: whatever this is, the next response could not be told from it.
      this.destroy();
      return false;
    }
    reader.read(bytes);
    return reader.wantsMore;
  }

  /** What has come as a whole needs the connection no longer. */
  #responseOf({ status, headers }: ResponseHead, exchange: Exchange): OpenResponse {
    const held = exchange.reader.takeWhole();
    if (held === undefined) {
      const discard = () => this.#leave(exchange);
      return { status, headers, chunks: this.#chunks(exchange), discard };
    }
    this.#leave(exchange);
    const chunks = new HeldChunks(held, this.#options.buffers, exchange.signal);
    return { status, headers, chunks, discard: () => chunks.discard() };
  }

  async *#chunks(exchange: Exchange): AsyncGenerator<Uint8Array, void> {
    const { reader, limits, signal } = exchange;
    const rate = new MinimumRate(limits);
    try {
      for (;;) {
        const chunk = await this.#nextInTime(exchange, rate);
        signal.throwIfAborted();
        if (chunk === undefined) {
          return;
        }
        if (reader.wantsMore) {
          this.#socket.resume();
        }
        yield chunk.bytes;
        if (chunk.buffer !== undefined) {
          this.#options.buffers.release(chunk.buffer);
        }
      }
    } catch (error) {
      throw this.#toError(error, exchange);
    } finally {
      this.#leave(exchange);
    }
  }

  /** Only the time in which the caller waits for the source counts against it. */
  async #nextInTime({ reader, what }: Exchange, rate: MinimumRate) {
    let sinceMs = performance.now();
    const judge = () => {
      const nowMs = performance.now();
      const isFastEnough = rate.note(nowMs - sinceMs, reader.takeArrivedBytes());
      sinceMs = nowMs;
      if (isFastEnough) {
        this.#step.set(rate.leftMs, judge);
      } else {
        this.#break(reader, this.#tooSlow(what));
      }
    };
    this.#step.set(rate.leftMs, judge);
    try {
      const chunk = await reader.next();
      if (!rate.note(performance.now() - sinceMs, reader.takeArrivedBytes())) {
        throw this.#tooSlow(what);
      }
      return chunk;
    } finally {
      // A response that was discarded has no claim to it any more.
      if (this.#reader === reader) {
        this.#step.clear();
      }
    }
  }

  /** The next step may take so long. */
  #allow(ms: number, awaited: string, { reader, what }: Exchange): void {
    this.#step.set(ms, () =>
      this.#break(reader, this.#unreachable(`${what} did not give ${awaited} within ${ms} ms`)),
    );
  }

  /** Ends the connection for a reason that pending callers receive. */
  #break(reader: ResponseReader, reason: unknown): void {
    this.#isBroken = true;
    reader.fail(reason);
    resetConnection(this.#socket, reason instanceof Error ? reason : undefined);
  }

  #endWith(error: Error): void {
    const isUnanswered = this.#reader?.hasBegun === false && this.#hasServed;
    this.#diedUnanswered ||= isUnanswered && !this.#isBroken;
    this.#connected.reject(error);
    this.#reader?.close(error);
    this.destroy();
  }

  /** The connection is used again only when nothing of this response can still come. */
  #leave(exchange: Exchange): void {
    const { reader, signal } = exchange;
    removeAbortable(signal, exchange);
    if (this.#reader !== reader) {
      return;
    }
    this.#reader = undefined;
    this.#step.clear();
    this.#total.clear();
    if (!reader.leavesCleanConnection || this.#idleMs <= 0) {
      this.destroy();
    } else if (this.isIdle) {
      this.#step.set(this.#idleMs, () => this.destroy());
      this.#socket.unref();
      this.#options.onIdle(this);
    }
  }

  #tooSlow(what: string): PenstockError {
    return this.#unreachable(`${what} sends slower than its minimum rate`);
  }

  #unreachable(message: string, cause?: unknown): PenstockError {
    return new PenstockError(`${this.#options.side}-unreachable`, message, { cause });
  }

  /** Our own errors, and the reason of an abort, are passed on; the rest is trouble with the connection. */
  #toError(error: unknown, { what, signal }: Exchange): unknown {
    if (signal.aborted) {
      return signal.reason;
    }
    if (error instanceof PenstockError) {
      return error;
    }
    const { side } = this.#options;
    if (error instanceof NotHttpError) {
      const message = `${what}: the ${side} sent ${error.message}`;
      return new PenstockError(`${side}-response-invalid`, message, { cause: error });
    }
    const how =
      error instanceof Error ? ("code" in error ? String(error.code) : error.message) : "";
    return this.#unreachable(`${what}: the connection to the ${side} broke (${how})`, error);
  }
}

/** Ends with its signal. */
type Exchange = Abortable & {
  readonly what: string;
  readonly limits: ReadLimits;
  readonly reader: ResponseReader;
  readonly signal: AbortSignal;
};
