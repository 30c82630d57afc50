import type { IncomingHttpHeaders } from "node:http";
import { isPenstockError, PenstockError } from "@penstock/core";
import {
  carriesCondition,
  createGetClient,
  createSender,
  describeStranger,
  type ExchangeLimits,
  type Get,
  timeOf as httpTimeOf,
  type OpenResponse,
  readRejectionText,
  readResponseBytes,
  retryAfterOf,
} from "@penstock/transport";
import { CosDomain, type HostOutcome } from "./cos-domain.ts";
import { toCosError } from "./cos-errors.ts";
import { type CosOptions, checkCosOptions } from "./cos-options.ts";
import { type CosRequest, encodedPath, whatOf } from "./cos-request.ts";
import { invalid, requestIds } from "./cos-response.ts";
import { type CosSigner, createCosSigner } from "./cos-signer.ts";
import { type ErrorDocument, readError } from "./cos-xml.ts";

type CosResponse = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body as UTF-8. */
  readonly text: string;
};

export type CosConnection = {
  readonly options: CosOptions;
  /** The whole response. Rejects for every status that is not a 2xx. */
  send(
    request: CosRequest,
    signal: AbortSignal,
    limits?: Partial<ExchangeLimits>,
  ): Promise<CosResponse>;
  /**
   * The head of the response to a GET, and its bytes, each chunk of which is valid only until the next
   * one is asked for. Rejects likewise, and with `source-…` codes where the connection fails.
   */
  open(request: CosRequest, signal: AbortSignal): Promise<OpenResponse>;
  /** A URL on the bucket's own host for a client without a key. */
  presign(request: CosRequest, validSeconds: number): Promise<string>;
  /** Closes the idle connections and breaks the busy ones. */
  close(): void;
};

/** Sends a signed request. */
type Send = (target: Get) => Promise<OpenResponse>;

/** Where a host is reached. */
export type Reach = (host: string) => URL;

/** The store is given up when it says nothing for this long. */
const IDLE_MS = 30_000;
/** Below 100 KB/s a transfer counts as dead, after 30 s of grace. */
const GRACE_MS = 30_000;
const SLOWEST_BYTES_PER_MS = 100;
/** What passes, from the store or from a proxy: a proxy has limits as well. */
const PASSING = new Set([408, 429]);
/** Some proxies swallow Expect: a store that says nothing gets the body all the same. */
const CONTINUE_MS = 1_000;
/** Asking costs a round trip, which is worth more than a smaller body. */
const EXPECT_FROM_BYTES = 1024 * 1024;
/** A page of 1000 uploads has 3 MB when its keys are long and percent-encoded. */
const MAX_RESPONSE_BYTES = 4 * 1024 * 1024;

/**
 * Speaks to one bucket: signs each attempt just before it is sent, and bounds every wait.
 *
 * @throws PenstockError `settings-invalid`
 */
export function createCosConnection(
  options: CosOptions,
  reach: Reach = (host) => new URL(options.endpoint ?? `https://${host}`),
): CosConnection {
  checkCosOptions(options);
  const domain = new CosDomain(options);
  const signer = createCosSigner(options);
  const sender = createSender(options.network);
  const reader = createGetClient({}, options.network);
  const ask = createAsking({ options, domain, signer, reach });

  return {
    options,
    async send(request, signal, limits = {}) {
      const { method, body } = request;
      const allLimits = { ...limitsOf(body?.lengthBytes ?? 0), ...limits };
      const response = await ask(request, async (target) =>
        sender.send({ ...target, method, body, limits: allLimits }, signal),
      );
      const read = await readResponseBytes(response, MAX_RESPONSE_BYTES);
      if (read === undefined) {
        throw invalid(whatOf(request), `more than ${MAX_RESPONSE_BYTES} bytes`, response.headers);
      }
      const { status, headers } = response;
      return {
        ...{ status, headers, body: read },
        get text() {
          return read.toString("utf8");
        },
      };
    },
    open: async (request, signal) =>
      await ask(request, async (target) => reader.get(target, signal)),
    presign: async (request, validSeconds) =>
      await signer.urlOf(request, domain.host, validSeconds),
    close() {
      sender.close();
      reader.close();
    },
  };
}

type Asking = {
  readonly options: CosOptions;
  readonly domain: CosDomain;
  readonly signer: CosSigner;
  readonly reach: Reach;
};

/** Asks by the signer's clock and the host that responds, and rejects for every status that is not a 2xx. */
function createAsking({ options, domain, signer, reach }: Asking) {
  async function ask(request: CosRequest, send: Send): Promise<OpenResponse> {
    const { host } = domain;
    const headers = await signer.headersOf(request, host);
    const target = {
      what: whatOf(request),
      at: reach(host),
      path: encodedPath(request),
      headers: { ...headers, ...expectHeader(options, request) },
    };
    try {
      const response = await send(target);
      const outcome = outcomeOf(response);
      if (outcome !== undefined) {
        domain.receivedFrom(host, outcome);
      }
      return response;
    } catch (error) {
      if (isUnreachable(error)) {
        domain.receivedFrom(host, "failed");
      }
      throw error;
    }
  }

  return async function askWell(request: CosRequest, send: Send): Promise<OpenResponse> {
    const { corrections } = signer.clock;
    const response = await ask(request, send);
    if (response.status >= 200 && response.status < 300) {
      return response;
    }
    const document = readError(await readRejectionText(response));
    const error = rejectionOf(request, response, document);
    const mayBeTime = response.status === 403 || error.code === "clock-skewed";
    const isOurClock =
      mayBeTime &&
      error.code !== "store-response-invalid" &&
      signer.clock.explains(corrections, timeOf(response, document));
    throw isOurClock
      ? new PenstockError(
          "clock-skewed",
          `${error.message}, and its clock differs a lot from ours`,
          {
            cause: error,
            details: error.details,
          },
        )
      : error;
  };
}

function limitsOf(bytes: number): ExchangeLimits {
  return {
    continueMs: CONTINUE_MS,
    idleMs: IDLE_MS,
    // The headers have their 30 s, whatever the size; then the bytes have theirs.
    totalMs: IDLE_MS + GRACE_MS + Math.ceil(bytes / SLOWEST_BYTES_PER_MS),
  };
}

function expectHeader({ expectContinue }: CosOptions, { body }: CosRequest): { expect?: string } {
  const isWorthIt = expectContinue === true && (body?.lengthBytes ?? 0) >= EXPECT_FROM_BYTES;
  return isWorthIt ? { expect: "100-continue" } : {};
}

/** Undefined where the response does not say whether it is COS's. */
function outcomeOf({ status, headers }: OpenResponse): HostOutcome | undefined {
  if (headers["x-cos-request-id"] !== undefined) {
    return "responded";
  }
  if (status >= 500) {
    return "failed";
  }
  return [301, 302, 307].includes(status) ? "redirected" : undefined;
}

function timeOf({ headers }: OpenResponse, document: ErrorDocument | undefined): number {
  const timeMs = httpTimeOf(headers.date);
  return Number.isNaN(timeMs) ? httpTimeOf(document?.serverTime) : timeMs;
}

function rejectionOf(
  request: CosRequest,
  response: OpenResponse,
  document: ErrorDocument | undefined,
): PenstockError {
  const { status, headers } = response;
  const isOwn = headers["x-cos-request-id"] !== undefined || document !== undefined;
  if (!isOwn && status < 500 && !PASSING.has(status)) {
    return new PenstockError(
      status < 400 ? "store-unreachable" : "store-response-invalid",
      `${whatOf(request)}: an intermediary responded: ${describeStranger(response)}`,
      { details: { httpStatus: status } },
    );
  }
  return toCosError({
    what: whatOf(request),
    status,
    ...retryAfterOf(response),
    method: request.method,
    isCopy: request.headers?.["x-cos-copy-source"] !== undefined,
    isConditional: isRead(request) || carriesCondition(request.headers),
    ...(document === undefined ? {} : document),
    ...requestIds(headers, document),
  });
}

/** One without a condition may still be of another version: the reader looks again. */
function isRead({ method, query }: CosRequest): boolean {
  return method === "GET" && (query === undefined || "versionId" in query);
}

function isUnreachable(error: unknown): boolean {
  return isPenstockError(error, "store-unreachable", "source-unreachable");
}
