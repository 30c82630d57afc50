import type { IncomingHttpHeaders } from "node:http";
import { isPenstockError, PenstockError } from "@penstock/core";
import {
  createGetClient,
  createSender,
  describeStranger,
  type ExchangeLimits,
  type Get,
  type OpenAnswer,
  readAnswerText,
  readRefusalText,
} from "@penstock/transport";
import { invalid, requestIds } from "./cos-answer.ts";
import { CosDomain, type HostOutcome } from "./cos-domain.ts";
import { toCosError } from "./cos-errors.ts";
import { type CosOptions, checkCosOptions } from "./cos-options.ts";
import { type CosRequest, whatOf, wirePath } from "./cos-request.ts";
import { createCosSigner } from "./cos-signer.ts";
import { type ErrorDocument, readError } from "./cos-xml.ts";

type CosAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
};

export type CosConnection = {
  readonly options: CosOptions;
  /** The whole answer. Rejects for every status that is not a 2xx. */
  send(
    request: CosRequest,
    signal: AbortSignal,
    limits?: Partial<ExchangeLimits>,
  ): Promise<CosAnswer>;
  /**
   * The head of the answer to a GET, and its bytes, each chunk of which is valid only until the next
   * one is asked for. Rejects likewise, and with `source-…` codes where the connection fails.
   */
  open(request: CosRequest, signal: AbortSignal): Promise<OpenAnswer>;
  /** A URL on the bucket's own host for somebody who has no key. */
  presign(request: CosRequest, validSeconds: number): Promise<string>;
  /** Closes the idle connections and breaks the busy ones. */
  close(): void;
};

/** Sends a signed request. */
type Send = (wire: Get) => Promise<OpenAnswer>;

/** Where a host is reached. */
export type Reach = (host: string) => URL;

/** The store is given up when it says nothing for this long. */
const IDLE_MS = 30_000;
/** Below 100 KB/s a transfer counts as dead, after 30 s of grace. */
const GRACE_MS = 30_000;
const SLOWEST_BYTES_PER_MS = 100;
/** What passes, whoever says it: a proxy has limits as well. */
const PASSING = new Set([408, 429]);
/** Some proxies swallow Expect: a store that says nothing gets the body all the same. */
const CONTINUE_MS = 1_000;
/** Asking costs a round trip, which is worth more than a smaller body. */
const EXPECT_FROM_BYTES = 1024 * 1024;
/** A page of 1000 uploads has 3 MB when its keys are long and percent-encoded. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

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
  const sender = createSender();
  const reader = createGetClient();

  async function ask(request: CosRequest, send: Send): Promise<OpenAnswer> {
    const { host } = domain;
    const headers = await signer.headersOf(request, host);
    const wire = {
      what: whatOf(request),
      at: reach(host),
      path: wirePath(request),
      headers: { ...headers, ...expectHeader(options, request) },
    };
    try {
      const answer = await send(wire);
      const outcome = outcomeOf(answer);
      if (outcome !== undefined) {
        domain.heardFrom(host, outcome);
      }
      return answer;
    } catch (error) {
      if (isUnreachable(error)) {
        domain.heardFrom(host, "failed");
      }
      throw error;
    }
  }

  async function askWell(request: CosRequest, send: Send): Promise<OpenAnswer> {
    const { corrections } = signer.clock;
    const answer = await ask(request, send);
    if (answer.status >= 200 && answer.status < 300) {
      return answer;
    }
    const document = readError(await readRefusalText(answer));
    const error = refusalOf(request, answer, document);
    const mayBeTime = answer.status === 403 || error.code === "clock-skewed";
    const isOurClock =
      mayBeTime &&
      error.code !== "store-answer-invalid" &&
      signer.clock.explains(corrections, timeOf(answer, document));
    throw isOurClock
      ? new PenstockError("clock-skewed", `${error.message}, and its clock was far from ours`, {
          cause: error,
          details: error.details,
        })
      : error;
  }

  return {
    options,
    async send(request, signal, limits = {}) {
      const { method, body } = request;
      const allLimits = { ...limitsOf(body?.lengthBytes ?? 0), ...limits };
      const answer = await askWell(request, async (wire) =>
        sender.send({ ...wire, method, body, limits: allLimits }, signal),
      );
      const text = await readAnswerText(answer, MAX_ANSWER_BYTES);
      if (text === undefined) {
        throw invalid(whatOf(request), `more than ${MAX_ANSWER_BYTES} bytes`, answer.headers);
      }
      return { status: answer.status, headers: answer.headers, text };
    },
    open: async (request, signal) =>
      await askWell(request, async (wire) => reader.get(wire, signal)),
    presign: async (request, validSeconds) =>
      await signer.urlOf(request, domain.host, validSeconds),
    close() {
      sender.close();
      reader.close();
    },
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

/** Undefined where the answer does not say whether it is COS's. */
function outcomeOf({ status, headers }: OpenAnswer): HostOutcome | undefined {
  if (headers["x-cos-request-id"] !== undefined) {
    return "answered";
  }
  if (status >= 500) {
    return "failed";
  }
  return [301, 302, 307].includes(status) ? "redirected" : undefined;
}

function timeOf({ headers }: OpenAnswer, document: ErrorDocument | undefined): number {
  const timeMs = Date.parse(headers.date ?? "");
  return Number.isNaN(timeMs) ? Date.parse(document?.serverTime ?? "") : timeMs;
}

function refusalOf(
  request: CosRequest,
  answer: OpenAnswer,
  document: ErrorDocument | undefined,
): PenstockError {
  const { status, headers } = answer;
  const isOwn = headers["x-cos-request-id"] !== undefined || document !== undefined;
  if (!isOwn && status < 500 && !PASSING.has(status)) {
    return new PenstockError(
      status < 400 ? "store-unreachable" : "store-answer-invalid",
      `${whatOf(request)}: something between answered: ${describeStranger(answer)}`,
      { details: { httpStatus: status } },
    );
  }
  return toCosError({
    what: whatOf(request),
    status,
    method: request.method,
    isCopy: request.headers?.["x-cos-copy-source"] !== undefined,
    ...(document === undefined ? {} : document),
    ...requestIds(headers, document),
  });
}

function isUnreachable(error: unknown): boolean {
  return isPenstockError(error, "store-unreachable", "source-unreachable");
}
