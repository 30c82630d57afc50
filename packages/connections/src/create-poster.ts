import { isPenstockError, PenstockError } from "@penstock/core";
import {
  createAddressGuard,
  createSender,
  type OpenResponse,
  proxyFromEnvironment,
  readRejectionText,
} from "@penstock/transport";

type Post = {
  readonly url: URL;
  /** By lower-case name; length and host come by themselves. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
};

export type PostResponse = {
  readonly status: number;
  readonly headers: OpenResponse["headers"];
  /** What was said, up to 64 KiB; empty where it was more. */
  readonly text: string;
};

/** Sends to addresses that clients have named. */
export type Poster = {
  /**
   * Once, and to no other address: a redirect is a response like any other. Rejects with `address-blocked`,
   * with `source-unreachable` where there is no response in time, and with the signal's reason.
   */
  post(request: Post, signal: AbortSignal): Promise<PostResponse>;
  close(): void;
};

/** @param allowNetworks inside, and open to such addresses */
export function createPoster(allowNetworks: readonly string[]): Poster {
  const guard = createAddressGuard(allowNetworks);
  const sender = createSender({ guard, proxy: proxyFromEnvironment(process.env) });
  return {
    async post({ url, headers, body, timeoutMs }, signal) {
      const bytes = Buffer.from(body);
      const length = { "content-length": String(bytes.length) };
      const request = {
        what: `the receiver at ${url.host}`,
        at: url,
        method: "POST",
        path: url.pathname + url.search,
        headers: { ...headers, host: url.host, ...length },
        body: { lengthBytes: bytes.length, chunks: alone(bytes) },
        limits: { continueMs: 0, idleMs: timeoutMs, totalMs: timeoutMs },
      };
      try {
        const response = await sender.send(request, signal);
        const text = await readRejectionText(response);
        return { status: response.status, headers: response.headers, text };
      } catch (error) {
        throw asReceivers(error);
      }
    },
    close: () => sender.close(),
  };
}

/** It is no store that does not respond. */
function asReceivers(error: unknown): unknown {
  if (!isPenstockError(error, "store-unreachable")) {
    return error;
  }
  const message = error.message.replace("the connection to the store", "the connection");
  return new PenstockError("source-unreachable", message, { cause: error.cause });
}

async function* alone(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
