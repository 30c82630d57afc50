import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { type Clock, isPenstockError, type PartBody, PenstockError } from "@penstock/core";
import { encodeStrictly, signCosRequest } from "./cos-authorization.ts";
import { toCosError } from "./cos-errors.ts";
import { readError } from "./cos-xml.ts";
import { type ExchangeLimits, exchange, type OpenAnswer } from "./exchange.ts";

export type CosCredentials = {
  /** The SecretId. */
  readonly accessKeyId: string;
  /** The SecretKey. */
  readonly secretAccessKey: string;
  /** Of a temporary key. */
  readonly sessionToken?: string;
};

export type CosOptions = {
  /** With its APPID: `NAME-APPID`. */
  readonly bucket: string;
  readonly region: string;
  /** Where to connect instead of the bucket's own host. The Host header stays the bucket's. */
  readonly endpoint?: string;
  /** Asked for every request, so that a rotated key is taken up at once. */
  readonly credentials: () => CosCredentials | Promise<CosCredentials>;
  readonly clock: Clock;
  /**
   * How long a signature is good for, which bounds how late a request of a lost lease can still start.
   * 75 by default: a lease of 15 s and 60 s more.
   */
  readonly signatureSeconds?: number;
};

type CosRequest = {
  readonly method: "DELETE" | "GET" | "HEAD" | "POST" | "PUT";
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: PartBody;
};

export type CosAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
};

export type CosConnection = {
  /** The whole answer. Rejects for every status that is not a 2xx. */
  send(request: CosRequest, signal: AbortSignal, limits?: ExchangeLimits): Promise<CosAnswer>;
  /** The head of the answer and its bytes, for an answer of `answerBytes`. Rejects likewise. */
  open(request: CosRequest, signal: AbortSignal, answerBytes: number): Promise<OpenAnswer>;
  /** Closes the idle connections and breaks the busy ones. */
  close(): void;
};

/** The store is given up when it says nothing for this long. */
const IDLE_MS = 30_000;
/** Below 100 KB/s a transfer counts as dead, after 30 s of grace. */
const GRACE_MS = 30_000;
const SLOWEST_BYTES_PER_MS = 100;
/** Real servers close idle connections after 60-65 s: ours have to be gone before. */
const KEEP_ALIVE_MS = 20_000;
/** A page of 1000 parts has 200 kB. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const SIGNATURE_SECONDS = 75;

/** What COS checks in its strict mode, and what decides what a request does; every `x-cos-*` as well. */
const SIGNED_HEADERS = new Set([
  "host",
  "content-length",
  "content-md5",
  "content-type",
  "range",
  "if-match",
  "if-unmodified-since",
]);

/** Speaks to one bucket: signs each attempt just before it is sent, and bounds every wait. */
export function createCosConnection(options: CosOptions): CosConnection {
  const host = `${options.bucket}.cos.${options.region}.myqcloud.com`;
  const endpoint = new URL(options.endpoint ?? `https://${host}`);
  const isTls = endpoint.protocol === "https:";
  const agentOptions = { keepAlive: true, timeout: KEEP_ALIVE_MS };
  const agent = isTls ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions);
  // What the store's clock is ahead of ours: a machine with a wrong clock can still sign.
  let skewMs = 0;

  async function authorized(request: CosRequest): Promise<Record<string, string>> {
    const { sessionToken, ...keys } = await options.credentials();
    const headers = {
      host,
      ...lengthHeader(request),
      ...request.headers,
      ...(sessionToken === undefined ? {} : { "x-cos-security-token": sessionToken }),
    };
    const start = Math.floor((options.clock.nowMs() + skewMs) / 1000) - 1;
    const authorization = signCosRequest({
      ...keys,
      keyTime: `${start};${start + 1 + (options.signatureSeconds ?? SIGNATURE_SECONDS)}`,
      method: request.method,
      path: `/${request.key}`,
      query: request.query ?? {},
      headers: signedOf(headers),
    });
    return { ...headers, authorization };
  }

  async function exchangeOnce(
    request: CosRequest,
    limits: ExchangeLimits,
    signal: AbortSignal,
  ): Promise<OpenAnswer> {
    const headers = await authorized(request);
    signal.throwIfAborted();
    const wire = (isTls ? httpsRequest : httpRequest)({
      agent,
      hostname: endpoint.hostname.replace(/^\[(.*)\]$/, "$1"),
      port: endpoint.port,
      method: request.method,
      path: wirePath(request),
      headers,
    });
    const answer = await exchange(wire, whatOf(request), request.body, limits, signal);
    if (answer.status >= 200 && answer.status < 300) {
      return answer;
    }
    const error = await refusalOf(request, answer);
    const serverMs = Date.parse(answer.headers.date ?? "");
    if (isPenstockError(error, "clock-skewed") && !Number.isNaN(serverMs)) {
      skewMs = serverMs - options.clock.nowMs();
    }
    throw error;
  }

  return {
    async send(request, signal, limits = limitsOf(request.body?.lengthBytes ?? 0)) {
      const answer = await exchangeOnce(request, limits, signal);
      const text = await readText(answer, whatOf(request));
      return { status: answer.status, headers: answer.headers, text };
    },
    open: async (request, signal, answerBytes) =>
      await exchangeOnce(request, limitsOf(answerBytes), signal),
    close: () => agent.destroy(),
  };
}

function limitsOf(bytes: number): ExchangeLimits {
  // The headers have their 30 s, whatever the size; then the bytes have theirs.
  return { idleMs: IDLE_MS, totalMs: IDLE_MS + GRACE_MS + Math.ceil(bytes / SLOWEST_BYTES_PER_MS) };
}

function lengthHeader(request: CosRequest): Record<string, string> {
  const hasLength = request.method === "PUT" || request.method === "POST";
  return hasLength ? { "content-length": String(request.body?.lengthBytes ?? 0) } : {};
}

function signedOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => SIGNED_HEADERS.has(name) || name.startsWith("x-cos-"),
    ),
  );
}

function wirePath({ key, query = {} }: CosRequest): string {
  const path = `/${key.split("/").map(encodeStrictly).join("/")}`;
  const parameters = Object.entries(query).map(([name, value]) =>
    value === "" ? encodeStrictly(name) : `${encodeStrictly(name)}=${encodeStrictly(value)}`,
  );
  return parameters.length === 0 ? path : `${path}?${parameters.join("&")}`;
}

function whatOf({ method, key, query = {} }: CosRequest): string {
  const { partNumber } = query;
  return `${method} ${key}${partNumber === undefined ? "" : ` part ${partNumber}`}`;
}

async function refusalOf(request: CosRequest, answer: OpenAnswer): Promise<PenstockError> {
  const what = whatOf(request);
  const document = readError(await readRefusal(answer, what));
  const requestId = document?.requestId || answer.headers["x-cos-request-id"];
  return toCosError({
    what,
    status: answer.status,
    ...(document === undefined ? {} : { code: document.code, message: document.message }),
    ...(typeof requestId === "string" ? { requestId } : {}),
  });
}

/** The status alone says enough where the rest of an early answer was lost with its connection. */
async function readRefusal(answer: OpenAnswer, what: string): Promise<string> {
  try {
    return await readText(answer, what);
  } catch (error) {
    if (isPenstockError(error, "store-unreachable")) {
      return "";
    }
    throw error;
  }
}

async function readText(answer: OpenAnswer, what: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of answer.chunks) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_ANSWER_BYTES) {
      throw new PenstockError(
        "store-answer-invalid",
        `${what}: COS answered with more than ${MAX_ANSWER_BYTES} bytes`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
