import type { S3Client } from "@aws-sdk/client-s3";
import type { PartBody } from "@penstock/core";
import {
  carriesCondition,
  createGetClient,
  createSender,
  type ExchangeLimits,
  type Get,
  type OpenResponse,
} from "@penstock/transport";
import { addressOf, type S3Address } from "./s3-address.ts";
import { callMs, PAYER, type S3Options } from "./s3-client.ts";
import type { Headers } from "./s3-headers.ts";
import type { S3Rejections } from "./s3-rejections.ts";
import { createS3Signer, type Signed, type Unsigned } from "./s3-signer.ts";

/** A request that carries bytes. */
type PlainRequest = {
  /** The call and its object, for the errors. */
  readonly what: string;
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers: Headers;
};

/**
 * The requests that carry bytes go past the SDK, which costs 0.6 ms of CPU a request and would hash
 * or copy each byte. Every other response than a 2xx rejects as those of the SDK's calls do.
 */
export type S3Transport = {
  /** The headers of the response. */
  put(request: PlainRequest, body: PartBody, signal: AbortSignal): Promise<OpenResponse["headers"]>;
  /** Each chunk is valid only until the next one is asked for. */
  get(request: PlainRequest, signal: AbortSignal): Promise<OpenResponse>;
  close(): void;
};

/** The longest silence of the store. */
const IDLE_MS = 60_000;

export function createS3Transport(
  options: S3Options,
  client: S3Client,
  rejections: S3Rejections,
): S3Transport {
  const sender = createSender(options.network);
  const reader = createGetClient({}, options.network);
  const signer = createS3Signer(options, rejections.clock);
  let address: Promise<S3Address> | undefined;

  async function ask(
    method: Unsigned["method"],
    { what, key, query = {}, headers }: PlainRequest,
    { sign, send }: Way,
  ): Promise<OpenResponse> {
    address ??= addressOf(client, options.bucket, options.endpoint);
    const { at, pathOf } = await address;
    const path = pathOf(key);
    const { corrections } = rejections.clock;
    const all = options.requestPayer === true ? { ...headers, ...PAYER } : headers;
    const signed = await sign({ method, host: at.host, path, query, headers: all });
    const response = await send({
      what,
      at,
      path: signed.query === "" ? path : `${path}?${signed.query}`,
      headers: signed.headers,
    });
    if (response.status >= 200 && response.status < 300) {
      rejections.note(response);
      return response;
    }
    // A read without a condition may still be of another version: the reader looks again.
    const isConditional = method === "GET" || carriesCondition(headers);
    throw await rejections.read({ what, method, corrections, isConditional }, response);
  }

  return {
    async put(request, body, signal) {
      const headers = { ...request.headers, "content-length": String(body.lengthBytes) };
      const response = await ask(
        "PUT",
        { ...request, headers },
        {
          sign: signer.signForLease,
          send: ({ what, at, path, headers: signed }) => {
            const limits = limitsOf(body.lengthBytes);
            const sent = { what, at, method: "PUT", path, headers: signed, body, limits };
            return sender.send(sent, signal);
          },
        },
      );
      for await (const _ of response.chunks) {
        // Nothing is in it, but read to its end it leaves the connection usable.
      }
      return response.headers;
    },
    get: (request, signal) =>
      ask("GET", request, {
        sign: signer.sign,
        send: (target) => reader.get(target, signal),
      }),
    close() {
      sender.close();
      reader.close();
    },
  };
}

type Way = {
  readonly sign: (request: Unsigned) => Signed | Promise<Signed>;
  readonly send: (target: Get) => Promise<OpenResponse>;
};

function limitsOf(bytes: number): ExchangeLimits {
  // No request of ours expects a 100.
  return { continueMs: 0, idleMs: IDLE_MS, totalMs: callMs(bytes) };
}
