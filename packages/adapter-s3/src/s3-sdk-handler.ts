import type { PartBody } from "@penstock/core";
import {
  carriesCondition,
  hasForbiddenReference,
  isModestXml,
  type OpenResponse,
  readResponseText,
  type Sender,
  said,
} from "@penstock/transport";
import { encodeStrictly } from "./s3-address.ts";
import type { S3Rejections } from "./s3-rejections.ts";
import { invalid } from "./s3-responses.ts";

/** A page of 1000 uploads has 3 MB when its keys are long and percent-encoded. */
const MAX_RESPONSE_BYTES = 4 * 1024 * 1024;

/** The longest silence of the store; Complete may be silent for this long while it joins the parts. */
const IDLE_MS = 60_000;

/** What the SDK hands over to be sent. */
type SdkRequest = {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

/** What `callS3` gives the SDK with a command, which hands it on. */
export type SdkCall = {
  /** The call and its object, for the errors. */
  readonly what: string;
  readonly corrections: number;
  readonly abortSignal: AbortSignal;
  readonly requestTimeout: number;
};

/**
 * Sends what the SDK has signed as all other requests are sent, and gives the SDK only responses that
 * are the store's, are no rejections, and are small enough to be taken apart.
 */
export function createSdkHandler(sender: Sender, rejections: S3Rejections) {
  return {
    metadata: { handlerProtocol: "http/1.1" },
    async handle(request: SdkRequest, call: SdkCall) {
      const { method } = request;
      const { corrections, abortSignal, requestTimeout: totalMs, what } = call;
      const isConditional = carriesCondition(request.headers);
      const asked = { what, method, corrections, isConditional };
      const limits = { continueMs: 0, idleMs: IDLE_MS, totalMs };
      const response = await sender.send({ ...requestOf(request), what, limits }, abortSignal);
      const { status, headers } = response;
      if (status >= 300) {
        throw await rejections.read(asked, response);
      }
      const text = await bodyOf(what, response);
      const kind = kindOf(text);
      if (kind === "error") {
        throw rejections.judge(asked, response, text);
      }
      if (kind === "list" && hasForbiddenReference(text)) {
        throw invalid(what, "that refers to characters which XML forbids");
      }
      if (kind === "other" || (kind === "nothing" && method === "GET")) {
        throw invalid(what, `that is none of a store (${said(text)})`);
      }
      rejections.note(response);
      const body = new TextEncoder().encode(text);
      return { response: { statusCode: status, reason: "", headers: textual(headers), body } };
    },
    destroy: () => sender.close(),
  };
}

async function bodyOf(what: string, response: OpenResponse): Promise<string> {
  const text = await readResponseText(response, MAX_RESPONSE_BYTES);
  if (text === undefined) {
    throw invalid(what, `of more than ${MAX_RESPONSE_BYTES} bytes`);
  }
  if (!isModestXml(text)) {
    throw invalid(what, "that is no document of a store");
  }
  return text;
}

/** Answers to calls are empty, or one document, whose root tells what it is. */
function kindOf(text: string): "error" | "list" | "nothing" | "other" | "result" {
  if (text.trim() === "") {
    return "nothing";
  }
  const root = /^\s*(?:<\?[^>]*>\s*)?<([A-Za-z0-9:]+)/.exec(text)?.[1] ?? "";
  if (root === "Error") {
    return "error";
  }
  // The SDK's parser drops such references, so that a key would become another one.
  if (root === "ListBucketResult" || root === "ListMultipartUploadsResult") {
    return "list";
  }
  return root.endsWith("Result") ? "result" : "other";
}

function requestOf({
  method,
  protocol,
  hostname,
  port,
  path,
  query = {},
  headers,
  body,
}: SdkRequest) {
  const at = new URL(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`);
  const parameters = queryText(query);
  return {
    at,
    method,
    path: parameters === "" ? path : `${path}?${parameters}`,
    headers,
    body: sdkBody(body),
  };
}

/** As the signature has it: names and values percent-encoded. */
function queryText(query: NonNullable<SdkRequest["query"]>): string {
  return Object.entries(query)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([name, values]) => [values ?? ""].flat().map((value) => [name, value]))
    .map((pair) => pair.map(encodeStrictly).join("="))
    .join("&");
}

/** Documents that the SDK has written, all of them small. */
function sdkBody(body: unknown): PartBody | undefined {
  if (typeof body !== "string" && !(body instanceof Uint8Array)) {
    return undefined;
  }
  const bytes = Buffer.from(body);
  const again = () => alone(bytes);
  return { lengthBytes: bytes.length, chunks: again(), again, isHeld: true };
}

async function* alone(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) {
    yield bytes;
  }
}

function textual(headers: OpenResponse["headers"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]),
  );
}
