import {
  createHash,
  createHmac,
  createSecretKey,
  type Hash,
  type Hmac,
  type KeyObject,
} from "node:crypto";
import { StoreClock } from "@penstock/transport";
import { SignatureV4 } from "@smithy/signature-v4";
import type { S3Options } from "./s3-client.ts";
import type { Headers } from "./s3-headers.ts";

/** A request as far as its signature covers it. The path is encoded, the query is not. */
export type Unsigned = {
  readonly method: "GET" | "PUT";
  readonly host: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Headers;
};

export type Signed = {
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Headers;
};

export type S3Signer = {
  /** By the header Authorization, which stores take for 15 minutes: harmless for a request that only reads. */
  sign(request: Unsigned): Promise<Signed>;
  /**
   * By parameters of the query, the one way that carries a time limit: the request of a lost lease
   * dies at the store. All headers are signed and stay headers.
   */
  signForLease(request: Unsigned): Promise<Signed>;
  /** See StoreClock. */
  followClock(storeMs: number): boolean;
};

/** A lease of 15 s and 60 s more. */
const LEASE_SIGNATURE_SECONDS = 75;

/**
 * The bytes are proved by a checksum, and over https by TLS as well: to sign them costs a SHA-256 of
 * each. The name is the one under which the SDK's own presigned addresses carry it.
 */
const UNSIGNED = { "X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD" };

export function createS3Signer({ region, credentials, clock }: S3Options): S3Signer {
  const time = new StoreClock(clock);
  const signer = new SignatureV4({
    service: "s3",
    region,
    credentials: async () => await credentials(),
    sha256: NodeSha256,
    // S3 signs the path as it is sent.
    uriEscapePath: false,
  });

  function requestOf({ method, host, path, query, headers }: Unsigned) {
    return {
      method,
      protocol: "https:",
      hostname: host,
      path,
      query: { ...query },
      headers: { ...headers, host, ...UNSIGNED },
    };
  }

  return {
    async sign(request) {
      const signingDate = new Date(time.nowMs());
      const { headers } = await signer.sign(requestOf(request), { signingDate });
      return { query: request.query, headers };
    },
    async signForLease(request) {
      const { query = {}, headers } = await signer.presign(requestOf(request), {
        signingDate: new Date(time.nowMs()),
        expiresIn: LEASE_SIGNATURE_SECONDS,
        unhoistableHeaders: new Set(Object.keys(request.headers)),
      });
      return { query: query as Record<string, string>, headers };
    },
    followClock: (storeMs) => time.follow(storeMs),
  };
}

type Bytes = string | ArrayBuffer | ArrayBufferView;

/** What the signer asks of a hash. */
class NodeSha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: Bytes) {
    this.#hash =
      secret === undefined ? createHash("sha256") : createHmac("sha256", hmacKeyOf(secret));
  }

  update(data: Bytes): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

const hmacKeys = new WeakMap<object, KeyObject>();

/**
 * The signer keeps the key of a day, as bytes: to make one of Node's keys of it each time would cost
 * more (18 us) than the rest of the signature.
 */
function hmacKeyOf(secret: Bytes): string | KeyObject {
  if (typeof secret === "string") {
    return secret;
  }
  const key = hmacKeys.get(secret) ?? createSecretKey(bytesOf<never>(secret));
  hmacKeys.set(secret, key);
  return key;
}

function bytesOf<Text extends string>(
  data: Text | ArrayBuffer | ArrayBufferView,
): Text | Uint8Array {
  if (typeof data === "string") {
    return data;
  }
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
