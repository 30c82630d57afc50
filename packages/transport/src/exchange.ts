import type { ClientRequest, IncomingMessage } from "node:http";
import { setImmediate } from "node:timers/promises";
import { type PartBody, PenstockError } from "@penstock/core";
import type { OpenResponse } from "./open-response.ts";
import { resetConnection } from "./reset-connection.ts";

export type ExchangeLimits = {
  /** How long the store may leave an Expect unanswered before it gets the body all the same. */
  readonly continueMs: number;
  /** The longest timer of the store, before its response as well as in it. */
  readonly idleMs: number;
  /** From the start to the last byte of the response. */
  readonly totalMs: number;
};

/** At the slowest bearable rate (100 KB/s) such a slice takes 10 s, well inside every `idleMs`. */
const SLICE_BYTES = 1024 * 1024;

/**
 * Two of them are one whole turn of the event loop, in which everything that arrived is read. A store
 * in this very process (the emulator) needs a turn of its own to answer. Costs microseconds a slice.
 */
const WAITS_BETWEEN_SLICES = 4;

/**
 * Sends the body and waits for the head of the response. A request with an Expect header asks first: a
 * store that refuses gets no body, whose chunks are then not even asked for.
 *
 * A response that comes while the body is still on its way ends the sending: it is the store's
 * rejection, and what follows could only be cut off. Errors of the body's source come out unchanged;
 * everything that happens to the connection comes out as `store-unreachable`, except that an aborted
 * signal rejects with its own reason.
 */
export async function exchange(
  outgoing: ClientRequest,
  what: string,
  body: PartBody | undefined,
  limits: ExchangeLimits,
  signal: AbortSignal,
): Promise<OpenResponse> {
  const heldMs = () => body?.pace?.heldMs() ?? 0;
  const watched = new WatchedRequest(outgoing, what, { ...limits, heldMs }, signal);
  try {
    const isWanted = !outgoing.hasHeader("expect") || (await watched.isBodyWanted());
    const sentAll = body === undefined || (isWanted && (await sendBody(watched, body, signal)));
    if (sentAll) {
      outgoing.end();
    }
    const response = await watched.responseInTime();
    const status = response.statusCode ?? 0;
    if (!sentAll && status < 300) {
      throw new PenstockError(
        "store-response-invalid",
        `${what}: the store answered ${status} before it had the whole body`,
      );
    }
    return {
      status,
      headers: response.headers,
      chunks: readResponse(watched, response, sentAll),
      discard: () => watched.end(),
    };
  } catch (error) {
    watched.end();
    throw error;
  }
}

/** @returns whether the whole body was sent; false when the response came first */
async function sendBody(
  watched: WatchedRequest,
  body: PartBody,
  signal: AbortSignal,
): Promise<boolean> {
  let sentBytes = 0;
  for await (const chunk of body.chunks) {
    sentBytes += chunk.length;
    if (sentBytes > body.lengthBytes) {
      throw wrongLength(body.lengthBytes, `at least ${sentBytes}`);
    }
    const isLast = sentBytes === body.lengthBytes;
    if (!(await sendChunk(watched, { chunk, isLast, pace: body.pace }, signal))) {
      return false;
    }
  }
  if (sentBytes !== body.lengthBytes) {
    throw wrongLength(body.lengthBytes, `${sentBytes}`);
  }
  return true;
}

type Sending = {
  readonly chunk: Uint8Array;
  readonly isLast: boolean;
  readonly pace: PartBody["pace"];
};

async function sendChunk(
  watched: WatchedRequest,
  { chunk, isLast, pace }: Sending,
  signal: AbortSignal,
): Promise<boolean> {
  for (let at = 0; at < chunk.length; ) {
    const most = Math.min(SLICE_BYTES, chunk.length - at);
    const taken = pace?.take(most, signal) ?? most;
    // Only what waits costs a turn of the event loop.
    const slice = chunk.subarray(at, at + (typeof taken === "number" ? taken : await taken));
    if (watched.isAnswered) {
      return false;
    }
    await watched.write(slice);
    at += slice.length;
    if (!isLast || at < chunk.length) {
      await watched.hear();
    }
  }
  return true;
}

export function wrongLength(expectedBytes: number, got: string): PenstockError {
  return new PenstockError(
    "source-length-wrong",
    `the source sent ${got} bytes, ${expectedBytes} were expected`,
  );
}

async function* readResponse(
  watched: WatchedRequest,
  response: IncomingMessage,
  sentAll: boolean,
): AsyncGenerator<Uint8Array, void> {
  if (response.headers["content-length"] === "0" && sentAll) {
    // Most answers to a body: a walk through the stream would cost more CPU than all of the rest.
    await watched.endOfEmpty(response);
    return;
  }
  let isRead = false;
  try {
    watched.expectProgress();
    for await (const chunk of response) {
      // The reader's own pace is not the store's timer.
      watched.rest();
      yield chunk;
      watched.expectProgress();
    }
    isRead = true;
  } catch (error) {
    throw watched.toError(error);
  } finally {
    // A connection that is owed body bytes, or still owes some, cannot carry another request.
    if (isRead && sentAll) {
      watched.rest();
      watched.release();
    } else {
      watched.end();
    }
  }
}

type WatchLimits = ExchangeLimits & {
  /** For how long its own limit has held it back: that is not the store's time. */
  readonly heldMs: () => number;
};

/** One request with its clocks: it ends itself when the store is silent, late, or no longer wanted. */
class WatchedRequest {
  readonly #outgoing: ClientRequest;
  readonly #what: string;
  readonly #limits: WatchLimits;
  readonly #responded: Promise<IncomingMessage>;
  readonly #signal: AbortSignal;
  readonly #onAbort: () => void;
  #deadline: NodeJS.Timeout;
  #response: IncomingMessage | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #endReason: unknown;

  constructor(outgoing: ClientRequest, what: string, limits: WatchLimits, signal: AbortSignal) {
    this.#outgoing = outgoing;
    this.#what = what;
    this.#limits = limits;
    this.#responded = new Promise((resolve, reject) => {
      outgoing.once("response", (response) => {
        this.#response = response;
        resolve(response);
      });
      outgoing.on("error", (error) => reject(this.toError(error)));
    });
    // It may fail while the source is being read, when nothing awaits it yet.
    this.#responded.catch(() => undefined);
    // Ends with the request: a timer of AbortSignal.timeout would stay, for minutes, per request.
    this.#deadline = setTimeout(() => this.#endLate(0), limits.totalMs);
    this.#signal = signal;
    this.#onAbort = () => this.end(signal.reason);
    signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  get isAnswered(): boolean {
    return this.#response !== undefined;
  }

  /** Waits for a 100, for timer that is long enough, or for a response: only that means no. */
  async isBodyWanted(): Promise<boolean> {
    const { promise: goAhead, resolve } = Promise.withResolvers<void>();
    this.#outgoing.once("continue", resolve);
    const timer = setTimeout(resolve, this.#limits.continueMs);
    try {
      await Promise.race([goAhead, this.#responded]);
    } finally {
      clearTimeout(timer);
    }
    return !this.isAnswered;
  }

  /** Resolves when the socket has taken the bytes, so that their buffer is free, or when there is a response. */
  async write(bytes: Uint8Array): Promise<void> {
    this.expectProgress();
    const taken = new Promise<void>((resolve) => {
      // A failed write also fails the request, which is what the race hears.
      this.#outgoing.write(bytes, (error) => (error ? undefined : resolve()));
    });
    await Promise.race([taken, this.#responded]);
    this.rest();
  }

  /**
   * Reads whatever has arrived before more is written: on a connection that the store has closed, the
   * next write would fail with EPIPE and take an unread response with it.
   */
  async hear(): Promise<void> {
    for (let wait = 0; wait < WAITS_BETWEEN_SLICES; wait += 1) {
      await setImmediate();
    }
  }

  async responseInTime(): Promise<IncomingMessage> {
    this.expectProgress();
    return await this.#responded;
  }

  /** The connection is not free for the next request before it. */
  async endOfEmpty(response: IncomingMessage): Promise<void> {
    const ended = Promise.withResolvers<void>();
    response.once("close", ended.resolve).resume();
    await ended.promise;
    this.rest();
    this.release();
  }

  expectProgress(): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(
      () => this.end(this.#unreachable(`was silent for ${this.#limits.idleMs} ms`)),
      this.#limits.idleMs,
    );
  }

  rest(): void {
    clearTimeout(this.#idleTimer);
  }

  release(): void {
    clearTimeout(this.#deadline);
    this.#signal.removeEventListener("abort", this.#onAbort);
  }

  /** @param grantedMs that it was given beyond its time, because its own limit held it back */
  #endLate(grantedMs: number): void {
    const { totalMs, heldMs } = this.#limits;
    const moreMs = heldMs() - grantedMs;
    if (moreMs > 0) {
      this.#deadline = setTimeout(() => this.#endLate(grantedMs + moreMs), moreMs);
    } else {
      this.end(this.#unreachable(`took longer than ${totalMs} ms`));
    }
  }

  /** Closes the connection; pending callers get the reason. */
  end(reason?: unknown): void {
    this.#endReason ??= reason;
    this.rest();
    this.release();
    const error = new Error("the exchange was ended");
    this.#response?.destroy(error);
    if (this.#response === undefined && this.#outgoing.socket) {
      resetConnection(this.#outgoing.socket);
    }
    this.#outgoing.destroy(error);
  }

  /** What a failure of the connection means: why it was ended here, or else that it broke. */
  toError(error: unknown): unknown {
    const ownError = error instanceof PenstockError ? error : undefined;
    return this.#endReason ?? ownError ?? this.#unreachable("broke", error);
  }

  #unreachable(how: string, cause?: unknown): PenstockError {
    const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
    return new PenstockError(
      "store-unreachable",
      `${this.#what}: the connection to the store ${how}${code}`,
      { cause },
    );
  }
}
