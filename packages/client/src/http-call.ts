import { problem } from "@penstock/wire";
import { ApiProblem, ApiUnreachable } from "./api-problem.ts";

/** What parses a response: a schema of @penstock/wire. */
type Schema<Body> = {
  safeParse(
    value: unknown,
  ): { readonly success: true; readonly data: Body } | { readonly success: false };
};

/** Whom to ask, and what every request to it says of its sender. */
export type Api = {
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What it throws the caller gets, and nothing is sent. */
  readonly beforeRequest?: (request: OutgoingRequest) => void;
};

export type Call = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  /** Sent as it is instead of `body`; `headers` say what it is. */
  readonly file?: Blob;
  /** Of this request alone. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the response may take; 20 s unless told. */
  readonly limitMs?: number;
};

/** An API on this machine or in this cluster answers in milliseconds; it gives up itself after 15 s. */
const RESPONSE_LIMIT_MS = 20_000;

/** The API ends within a minute what asks a store many times. */
export const STORE_LIMIT_MS = 75_000;

/**
 * One request, its response parsed.
 *
 * @throws ApiProblem when the API refuses, ApiUnreachable when there is no usable response
 */
export async function callApi<Body>(
  api: Api,
  call: Call,
  schema: Schema<Body>,
  signal?: AbortSignal,
): Promise<Body> {
  const { url, status, body } = await askApi(api, call, signal);
  if (status >= 400) {
    const refused = problem.safeParse(body);
    throw refused.success ? new ApiProblem(refused.data) : notPenstock(url, status);
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const what = `${call.method} ${call.path}`;
    throw new ApiUnreachable(url, `its response to ${what} is not what this version reads`);
  }
  return parsed.data;
}

export function notPenstock(url: string, status: number): ApiUnreachable {
  return new ApiUnreachable(url, `it answered ${status} in a form that Penstock does not use`);
}

type Response = {
  /** Of the API. */
  readonly url: string;
  readonly status: number;
  /** Undefined for what is no JSON. */
  readonly body: unknown;
  /** The header. */
  readonly date: string | null;
};

/** What is about to be sent. */
export type OutgoingRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
};

/**
 * One request, whatever its response is.
 *
 * @throws ApiUnreachable when there is none
 */
export async function askApi(
  { baseUrl, headers: shared, beforeRequest }: Api,
  { method, path, body: value, file, headers: own = {}, limitMs = RESPONSE_LIMIT_MS }: Call,
  signal?: AbortSignal,
): Promise<Response> {
  const url = baseUrl.replace(/\/+$/, "");
  const body = value === undefined ? undefined : JSON.stringify(value);
  const headers = {
    ...{ ...shared, ...own },
    ...(body !== undefined && { "content-type": "application/json" }),
  };
  beforeRequest?.({ method, url: url + path, headers, body });
  const limit = AbortSignal.timeout(limitMs);
  const { status, text, date } = await exchange(url + path, {
    method,
    signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    headers,
    ...(body !== undefined && { body }),
    ...(file !== undefined && { body: file }),
  }).catch((error: unknown) => {
    // The caller asked to stop: that is not the server's failure.
    signal?.throwIfAborted();
    throw new ApiUnreachable(url, reasonOf(error, limitMs), { cause: error });
  });
  return { url, status, date, body: parseJson(text) };
}

async function exchange(url: string, init: RequestInit) {
  const response = await fetch(url, init);
  const date = response.headers.get("date");
  return { status: response.status, date, text: await response.text() };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `fetch failed` says nothing; its cause names the socket's error. */
function reasonOf(error: unknown, limitMs: number): string {
  if (!(error instanceof Error)) {
    return "the request failed";
  }
  if (error.name === "TimeoutError") {
    return `it took more than ${limitMs / 1000} s`;
  }
  const { cause } = error;
  if (cause instanceof Error) {
    return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
  }
  return error.message;
}
