import { once } from "node:events";
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { encode, type RawKeys, signForCos, signForS3, sortedQuery } from "./sign.ts";

/** One bucket, spoken to by plain HTTP requests. */
export type RawTarget = {
  readonly scheme: "cos" | "s3";
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly pathStyle: boolean;
  readonly keys: RawKeys;
};

export type RawRequest = {
  readonly method: "DELETE" | "GET" | "HEAD" | "POST" | "PUT";
  /** Absent: the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Names in lower case. Signed, except for those that a proxy may change. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
};

export type RawResponse = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  readonly text: string;
  /** Of the error document; empty where there is none. */
  readonly code: string;
  /** The server asked for the body by `100 Continue`. */
  readonly wasContinued: boolean;
};

/** A server that says nothing for this long has failed its test. */
const PATIENCE_MS = 60_000;

export class RawStore {
  readonly target: RawTarget;
  readonly #agent: HttpAgent | HttpsAgent;

  constructor(target: RawTarget) {
    this.target = target;
    this.#agent = target.endpoint.startsWith("https:")
      ? new HttpsAgent({ keepAlive: true })
      : new HttpAgent({ keepAlive: true });
  }

  /** The whole exchange. With an Expect header the body waits for the server to ask for it. */
  async send(request: RawRequest): Promise<RawResponse> {
    const outgoing = this.#begin(request);
    let wasContinued = false;
    if (request.headers?.["expect"] === undefined) {
      outgoing.end(request.body ?? "");
    } else {
      outgoing.flushHeaders();
      outgoing.once("continue", () => {
        wasContinued = true;
        outgoing.end(request.body ?? "");
      });
    }
    const response = { ...(await this.#responseTo(outgoing, request)), wasContinued };
    if (!outgoing.writableEnded) {
      outgoing.destroy();
    }
    return response;
  }

  /**
   * Asks by `Expect: 100-continue` whether a body of this many bytes would be taken, and sends none
   * of it. The status is 100 when it would.
   */
  async probe(
    request: Omit<RawRequest, "body">,
    bodyBytes: number,
  ): Promise<Pick<RawResponse, "status" | "code">> {
    const headers = { ...request.headers, "content-length": String(bodyBytes) };
    const outgoing = this.#begin({
      ...request,
      headers: { ...headers, expect: "100-continue" },
    });
    outgoing.flushHeaders();
    const response = responseTo(outgoing).catch(() => ({ status: 0, code: "no response" }));
    const continued = once(outgoing, "continue").then(() => ({ status: 100, code: "" }));
    const first = await Promise.race([continued.catch(() => response), response]);
    outgoing.destroy();
    return first;
  }

  close(): void {
    this.#agent.destroy();
  }

  /** @throws Error that says which call it was, and on which key */
  async #responseTo(outgoing: ClientRequest, { method, key, query = {} }: RawRequest) {
    try {
      return await responseTo(outgoing);
    } catch (cause) {
      const parameters = Object.keys(query).join("&");
      const call = `${method} ${key ?? this.target.bucket}${parameters && `?${parameters}`}`;
      throw new Error(`${call}: ${whyFailed(cause)}`, { cause });
    }
  }

  #begin({ method, key = "", query = {}, headers = {}, body = "" }: RawRequest): ClientRequest {
    const { scheme, endpoint, bucket, region, pathStyle, keys } = this.target;
    const { protocol, hostname, host, port } = new URL(endpoint);
    const isVirtual = scheme === "s3" && !pathStyle;
    const path = scheme === "s3" && pathStyle ? `/${bucket}/${key}` : `/${key}`;
    const names: Record<RawTarget["scheme"], string> = {
      cos: `${bucket}.cos.${region}.myqcloud.com`,
      s3: isVirtual ? `${bucket}.${host}` : host,
    };
    const hasLength = headers["transfer-encoding"] === undefined && method !== "GET";
    const all = {
      host: names[scheme],
      ...(hasLength ? { "content-length": String(Buffer.byteLength(body)) } : {}),
      ...headers,
    };
    const [signed, unsigned] = parted(all);
    const sign = scheme === "cos" ? signForCos : signForS3;
    const search = sortedQuery(query);
    const start = protocol === "https:" ? httpsRequest : httpRequest;
    return start({
      agent: this.#agent,
      hostname: isVirtual ? `${bucket}.${hostname}` : hostname,
      port,
      method,
      path: path.split("/").map(encode).join("/") + (search === "" ? "" : `?${search}`),
      headers: { ...unsigned, ...sign({ method, path, query, headers: signed, region, keys }) },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  }
}

/** What belongs to one connection only may be changed on the way, so it is not signed. */
function parted(headers: Readonly<Record<string, string>>) {
  const isSigned = (name: string) => !["expect", "transfer-encoding"].includes(name);
  const of = (wanted: boolean) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => isSigned(name) === wanted));
  return [of(true), of(false)] as const;
}

function whyFailed(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const isTimeout = error.name === "AbortError" || error.name === "TimeoutError";
  return isTimeout ? `no response within ${PATIENCE_MS / 1000} s` : error.message;
}

async function responseTo(outgoing: ClientRequest): Promise<Omit<RawResponse, "wasContinued">> {
  const [response]: IncomingMessage[] = await once(outgoing, "response");
  if (response === undefined) {
    throw new Error("there is no response");
  }
  const bytes = Buffer.concat(await response.toArray());
  const text = bytes.toString("utf8");
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
  );
  const code = /<Error>.*<Code>(\w+)<\/Code>/s.exec(text)?.[1] ?? "";
  return { status: response.statusCode ?? 0, headers, bytes, text, code };
}
