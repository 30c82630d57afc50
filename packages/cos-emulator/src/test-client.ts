import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
} from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type CosEmulator, type CosEmulatorOptions, startCosEmulator } from "./index.ts";

// The signers of this file share nothing with the ones they test.

export const SECRETS = { secretId: "test-secret-id", secretKey: "test-secret-key" };
export const BUCKET = "demo-1250000000";
export const MIB = 1024 * 1024;

export type Sent = {
  readonly method: string;
  /** Decoded; with a leading slash. */
  readonly path: string;
  /** Instead of bucket and path, on the S3 dialect. */
  readonly wholePath?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Set after signing. */
  readonly unsignedHeaders?: Readonly<Record<string, string>>;
  readonly isUnsigned?: boolean;
  readonly body?: Uint8Array | string;
  readonly secretId?: string;
  readonly secretKey?: string;
  /** Seconds by which the signature is older than now. */
  readonly ageSeconds?: number;
  /** Signs the address instead of a header. */
  readonly isPresigned?: boolean;
  /** Makes the bytes as sent out of the signature, which chunk signatures are chained to. */
  readonly packed?: (signature: ChunkSigner) => Uint8Array | string;
};

export type ChunkSigner = {
  readonly signature: string;
  readonly sign: (stringAfterScope: readonly string[]) => string;
};

export type StoreResponse = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  /** False when the response came before the body was asked for. */
  readonly wasContinued: boolean;
};

export type Send = (sent: Sent) => Promise<StoreResponse>;

export async function startForTest(options: Partial<CosEmulatorOptions> = {}): Promise<{
  readonly emulator: CosEmulator;
  readonly dataDir: string;
  readonly cos: Send;
  readonly s3: Send;
}> {
  const dataDir = await mkdtemp(join(tmpdir(), "cos-emulator-"));
  const emulator = await startOn(dataDir, options);
  onTestFinished(() => rm(dataDir, { recursive: true }));
  return { emulator, dataDir, ...clientsOf(emulator.port) };
}

/** Closed at the end of the test, before its data folder is removed. */
export async function startOn(
  dataDir: string,
  options: Partial<CosEmulatorOptions> = {},
): Promise<CosEmulator> {
  const emulator = await startCosEmulator({
    dataDir,
    ...SECRETS,
    buckets: [BUCKET],
    region: "ap-local",
    ...options,
  });
  onTestFinished(() => emulator.close());
  return emulator;
}

export function clientsOf(port: number): { readonly cos: Send; readonly s3: Send } {
  return {
    cos: (sent) => exchange(begin(port, signCos(sent)), sent.body),
    s3: (sent) => {
      const { signer, ...plain } = signS3(sent);
      return exchange(begin(port, plain), sent.packed?.(signer) ?? sent.body);
    },
  };
}

type PlainRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** A signed request whose body is the caller's to send. */
export function beginCos(port: number, sent: Sent): ClientRequest {
  return begin(port, signCos(sent));
}

function begin(port: number, plain: PlainRequest): ClientRequest {
  return request({ host: "127.0.0.1", port, agent: false, ...plain });
}

async function exchange(
  outgoing: ClientRequest,
  body: Uint8Array | string = "",
): Promise<StoreResponse> {
  let wasContinued = false;
  if (outgoing.getHeader("expect") === undefined) {
    outgoing.end(body);
  } else {
    outgoing.flushHeaders();
    outgoing.once("continue", () => {
      wasContinued = true;
      outgoing.end(body);
    });
  }
  const [response]: IncomingMessage[] = await once(outgoing, "response");
  if (response === undefined) {
    throw new Error("there is no response");
  }
  const bytes = Buffer.concat(await response.toArray());
  outgoing.destroy();
  const { statusCode = 0, headers } = response;
  return { status: statusCode, headers, bytes, text: bytes.toString("utf8"), wasContinued };
}

export function element(response: StoreResponse, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(response.text)?.[1] ?? "";
}

export async function initiate(
  send: Send,
  { path, headers = {} }: { readonly path: string; readonly headers?: Record<string, string> },
): Promise<string> {
  return element(await send({ method: "POST", path, query: { uploads: "" }, headers }), "UploadId");
}

export type PartToSend = {
  readonly path: string;
  readonly uploadId: string;
  readonly number: number;
  readonly body: Uint8Array | string;
  readonly headers?: Record<string, string>;
};

export function sendPart(send: Send, part: PartToSend): Promise<StoreResponse> {
  const query = { partNumber: String(part.number), uploadId: part.uploadId };
  return send({
    method: "PUT",
    path: part.path,
    query,
    body: part.body,
    headers: part.headers ?? {},
  });
}

export type ToComplete = {
  readonly path: string;
  readonly uploadId: string;
  readonly parts: readonly (readonly [number: number, etag: string, rest?: string])[];
  readonly headers?: Record<string, string>;
};

export function complete(send: Send, { path, uploadId, parts, headers = {} }: ToComplete) {
  const list = parts.map(([number, etag, rest = ""]) => {
    return `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag>${rest}</Part>`;
  });
  const body = `<CompleteMultipartUpload>${list.join("")}</CompleteMultipartUpload>`;
  return send({ method: "POST", path, query: { uploadId }, body, headers });
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}

function requestOf(
  { method, path, query = {}, headers = {}, body = "" }: Sent,
  host: string,
): PlainRequest {
  const pairs = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const search = pairs.length === 0 ? "" : `?${pairs.join("&")}`;
  const length = headers["transfer-encoding"] === undefined ? String(Buffer.byteLength(body)) : "";
  return {
    method,
    path: path.split("/").map(encode).join("/") + search,
    headers: { host, ...(length === "" ? {} : { "content-length": length }), ...headers },
  };
}

function signCos(sent: Sent): PlainRequest {
  const plain = requestOf(sent, `${BUCKET}.cos.ap-local.test`);
  const now = Math.floor(Date.now() / 1000) - (sent.ageSeconds ?? 0);
  const keyTime = `${now - 60};${now + 600}`;
  const list = (pairs: Readonly<Record<string, string>>) => {
    const sorted = Object.entries(pairs).map(([name, value]) => [
      encode(name).toLowerCase(),
      value,
    ]);
    sorted.sort(([a = ""], [b = ""]) => (a < b ? -1 : 1));
    return {
      names: sorted.map(([name]) => name).join(";"),
      text: sorted.map(([name, value = ""]) => `${name}=${encode(value)}`).join("&"),
    };
  };
  const parameters = list(sent.query ?? {});
  const headers = list(plain.headers);
  const hmac = (key: string, text: string) => createHmac("sha1", key).update(text).digest("hex");
  const http = `${sent.method.toLowerCase()}\n${sent.path}\n${parameters.text}\n${headers.text}\n`;
  const hash = createHash("sha1").update(http).digest("hex");
  const signKey = hmac(sent.secretKey ?? SECRETS.secretKey, keyTime);
  const fields = {
    "q-sign-algorithm": "sha1",
    "q-ak": sent.secretId ?? SECRETS.secretId,
    "q-sign-time": keyTime,
    "q-key-time": keyTime,
    "q-header-list": headers.names,
    "q-url-param-list": parameters.names,
    "q-signature": hmac(signKey, `sha1\n${keyTime}\n${hash}\n`),
  };
  if (sent.isUnsigned === true) {
    return plain;
  }
  if (sent.isPresigned === true) {
    const search = Object.entries(fields).map(([name, value]) => `${name}=${encode(value)}`);
    const path = `${plain.path}${plain.path.includes("?") ? "&" : "?"}${search.join("&")}`;
    return { ...plain, path, headers: { ...plain.headers, ...sent.unsignedHeaders } };
  }
  const authorization = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
  const all = { ...plain.headers, authorization: authorization.join("&"), ...sent.unsignedHeaders };
  return { ...plain, headers: all };
}

/** Path style, with the payload unsigned unless the headers say otherwise. */
function signS3(sent: Sent): PlainRequest & { readonly signer: ChunkSigner } {
  const nowMs = Date.now() - (sent.ageSeconds ?? 0) * 1000;
  const timestamp = new Date(nowMs).toISOString().replace(/[-:]|\.\d{3}/g, "");
  const scope = `${timestamp.slice(0, 8)}/ap-local/s3/aws4_request`;
  const credential = `${sent.secretId ?? SECRETS.secretId}/${scope}`;
  const isPresigned = sent.isPresigned === true;
  const signed = isPresigned
    ? { host: "127.0.0.1" }
    : { "x-amz-date": timestamp, "x-amz-content-sha256": "UNSIGNED-PAYLOAD", ...sent.headers };
  const plain = requestOf(
    {
      ...sent,
      path: sent.wholePath ?? `/${BUCKET}${sent.path}`,
      headers: signed,
      query: {
        ...sent.query,
        ...(isPresigned
          ? {
              "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
              "X-Amz-Credential": credential,
              "X-Amz-Date": timestamp,
              "X-Amz-Expires": "600",
              "X-Amz-SignedHeaders": "host",
            }
          : {}),
      },
    },
    "127.0.0.1",
  );
  const names = isPresigned ? ["host"] : Object.keys(plain.headers).sort();
  const [path = "", search = ""] = plain.path.split("?");
  const canonical = [
    sent.method,
    path,
    search.split("&").sort().join("&"),
    ...names.map((name) => `${name}:${plain.headers[name]}`),
    "",
    names.join(";"),
    isPresigned ? "UNSIGNED-PAYLOAD" : plain.headers["x-amz-content-sha256"],
  ].join("\n");
  const hash = createHash("sha256").update(canonical).digest("hex");
  let key = Buffer.from(`AWS4${sent.secretKey ?? SECRETS.secretKey}`);
  for (const step of scope.split("/")) {
    key = createHmac("sha256", key).update(step).digest();
  }
  const hmac = (lines: readonly string[]) =>
    createHmac("sha256", key).update(lines.join("\n")).digest("hex");
  const signature = hmac(["AWS4-HMAC-SHA256", timestamp, scope, hash]);
  const sign = ([first = "", ...rest]: readonly string[]) =>
    hmac([first, timestamp, scope, ...rest]);
  const signer = { signature, sign };
  if (isPresigned) {
    return { ...plain, path: `${plain.path}&X-Amz-Signature=${signature}`, signer };
  }
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  const headers = { ...plain.headers, authorization, ...sent.unsignedHeaders };
  return { ...plain, headers, signer };
}
