import type { S3Client } from "@aws-sdk/client-s3";
import { type PartBody, PenstockError } from "@penstock/core";
import {
  createGetClient,
  createSender,
  type ExchangeLimits,
  type Get,
  type OpenAnswer,
} from "@penstock/transport";
import { addressOf, type S3Address } from "./s3-address.ts";
import { callMs, type S3Options } from "./s3-client.ts";
import { readErrorDocument, toS3Refusal } from "./s3-errors.ts";
import type { Headers } from "./s3-headers.ts";
import { createS3Signer, type Signed, type Unsigned } from "./s3-signer.ts";

/** A request that carries bytes. */
type WireRequest = {
  /** The call and its object, for the errors. */
  readonly what: string;
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers: Headers;
};

/**
 * The requests that carry bytes go past the SDK, which costs 0.6 ms of CPU a request and would hash
 * or copy each byte. Every other answer than a 2xx rejects as those of the SDK's calls do.
 */
export type S3Wire = {
  /** The headers of the answer. */
  put(request: WireRequest, body: PartBody, signal: AbortSignal): Promise<OpenAnswer["headers"]>;
  /** Each chunk is valid only until the next one is asked for. */
  get(request: WireRequest, signal: AbortSignal): Promise<OpenAnswer>;
  close(): void;
};

/** The longest silence of the store. */
const IDLE_MS = 60_000;

/** An error document has some hundred bytes. */
const MAX_REFUSAL_BYTES = 64 * 1024;

export function createS3Wire(options: S3Options, client: S3Client): S3Wire {
  const sender = createSender();
  const reader = createGetClient();
  const signer = createS3Signer(options);
  let address: Promise<S3Address> | undefined;

  async function ask(
    method: Unsigned["method"],
    { what, key, query = {}, headers }: WireRequest,
    { sign, send }: Way,
  ): Promise<OpenAnswer> {
    address ??= addressOf(client, options.bucket, options.endpoint);
    const { at, pathOf } = await address;
    const path = pathOf(key);
    const signed = await sign({ method, host: at.host, path, query, headers });
    const answer = await send({
      what,
      at,
      path: signed.query === "" ? path : `${path}?${signed.query}`,
      headers: signed.headers,
    });
    if (answer.status >= 200 && answer.status < 300) {
      return answer;
    }
    throw await refusalOf(what, answer);
  }

  /** The one refusal that a wrong clock of ours explains is told by the clocks: stores disagree on its name. */
  async function refusalOf(what: string, answer: OpenAnswer): Promise<PenstockError> {
    const { status, headers } = answer;
    const document = readErrorDocument(await readStart(answer));
    const error = toS3Refusal(what, { status, ...document });
    const isSkewed = status === 403 && signer.followClock(Date.parse(headers.date ?? ""));
    return isSkewed
      ? new PenstockError(
          "clock-skewed",
          `${what}: the store answered 403, and its clock is far from ours`,
          { cause: error, details: error.details },
        )
      : error;
  }

  return {
    async put(request, body, signal) {
      const headers = { ...request.headers, "content-length": String(body.lengthBytes) };
      const answer = await ask(
        "PUT",
        { ...request, headers },
        {
          sign: signer.signForLease,
          send: async (wire) => {
            const limits = limitsOf(body.lengthBytes);
            return await sender.send({ ...wire, method: "PUT", body, limits }, signal);
          },
        },
      );
      for await (const _ of answer.chunks) {
        // Nothing is in it, but read to its end it leaves the connection usable.
      }
      return answer.headers;
    },
    get: async (request, signal) =>
      await ask("GET", request, {
        sign: signer.sign,
        send: async (wire) => await reader.get(wire, signal),
      }),
    close() {
      sender.close();
      reader.close();
    },
  };
}

type Way = {
  readonly sign: (request: Unsigned) => Promise<Signed>;
  readonly send: (wire: Get) => Promise<OpenAnswer>;
};

function limitsOf(bytes: number): ExchangeLimits {
  // No request of ours expects a 100.
  return { continueMs: 0, idleMs: IDLE_MS, totalMs: callMs(bytes) };
}

/** The status alone says enough where the rest of an early answer was lost with its connection. */
async function readStart({ chunks }: OpenAnswer): Promise<string> {
  let text = "";
  try {
    for await (const chunk of chunks) {
      text += Buffer.from(chunk).toString("utf8");
      if (text.length > MAX_REFUSAL_BYTES) {
        break;
      }
    }
  } catch (error) {
    if (!(error instanceof PenstockError)) {
      throw error;
    }
  }
  return text;
}
