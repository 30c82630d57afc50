import { createHmac, hash } from "node:crypto";
import type { StoreClock } from "@penstock/transport";
import { HmacSha256 } from "./hmac-sha256.ts";
import { encodeStrictly } from "./s3-address.ts";
import type { S3Credentials, S3Options } from "./s3-client.ts";
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
  /** Encoded, as it is sent. */
  readonly query: string;
  /** All of them, by lower-case name. */
  readonly headers: Headers;
};

export type S3Signer = {
  /** By the header Authorization, which stores take for 15 minutes: harmless for a request that only reads. */
  sign(request: Unsigned): Signed | Promise<Signed>;
  /**
   * By parameters of the query, the one way that carries a time limit: the request of a lost lease
   * dies at the store. All headers are signed and stay headers.
   */
  signForLease(request: Unsigned): Signed | Promise<Signed>;
};

/** A lease of 15 s and 60 s more. */
const LEASE_SIGNATURE_SECONDS = 75;

/** The bytes are proved by a checksum, and over https by TLS as well: to sign them costs a SHA-256 of each. */
const UNSIGNED = "UNSIGNED-PAYLOAD";
const ALGORITHM = "AWS4-HMAC-SHA256";

/** Proxies may rewrite it on the way, so the SDK does not sign it either. */
const NEVER_SIGNED = "cache-control";

/**
 * Signature Version 4, as the S3 API's reference spells it out ("Authenticating Requests: Using the
 * Authorization Header", and "Using Query Parameters"). A signature of the SDK's own signer costs 0.1 ms of CPU.
 */
export function createS3Signer(
  { region, credentials, isAnonymous }: Pick<S3Options, "credentials" | "region" | "isAnonymous">,
  clock: StoreClock,
): S3Signer {
  if (isAnonymous === true) {
    return { sign: unsigned, signForLease: unsigned };
  }
  const stamps = new Stamps(region, clock);
  const names = { sign: new SignedNames(), signForLease: new SignedNames() };

  async function withKeys(
    work: (keys: S3Credentials) => Signed,
    keys: Promise<S3Credentials>,
  ): Promise<Signed> {
    return work(await keys);
  }

  function signWith(keys: S3Credentials, request: Unsigned): Signed {
    const { moment, credential, signatureOf } = stamps.of(keys);
    const { sessionToken } = keys;
    const headers: Record<string, string> = {
      ...request.headers,
      host: request.host,
      "x-amz-content-sha256": UNSIGNED,
      "x-amz-date": moment,
    };
    if (sessionToken !== undefined) {
      headers["x-amz-security-token"] = sessionToken;
    }
    const query = queryOf(request.query);
    const { sorted, text } = names.sign.of(headers);
    const canonical = canonicalOf(request, sortedQuery(query), { sorted, text, headers });
    headers["authorization"] =
      `${ALGORITHM} Credential=${credential}, SignedHeaders=${text}, Signature=${signatureOf(canonical)}`;
    return { query, headers };
  }

  function signForLeaseWith(keys: S3Credentials, request: Unsigned): Signed {
    const { leaseQuery, signatureOf } = stamps.of(keys);
    const headers = { ...request.headers, host: request.host };
    const { sorted, text, encoded } = names.signForLease.of(headers);
    const own = queryOf(request.query);
    const lease = `${leaseQuery}${encoded}`;
    const query = own === "" ? lease : `${own}&${lease}`;
    // Alone it is in order already.
    const inOrder = own === "" ? lease : sortedQuery(query);
    const canonical = canonicalOf(request, inOrder, { sorted, text, headers });
    return { query: `${query}&X-Amz-Signature=${signatureOf(canonical)}`, headers };
  }

  return {
    sign(request) {
      const keys = credentials();
      return keys instanceof Promise
        ? withKeys((given) => signWith(given, request), keys)
        : signWith(keys, request);
    },
    signForLease(request) {
      const keys = credentials();
      return keys instanceof Promise
        ? withKeys((given) => signForLeaseWith(given, request), keys)
        : signForLeaseWith(keys, request);
    },
  };
}

function unsigned({ query, headers, host }: Unsigned): Signed {
  return { query: queryOf(query), headers: { ...headers, host } };
}

/** What the signatures of one second with the same keys have in common. */
type Stamp = {
  readonly keys: S3Credentials;
  readonly moment: string;
  readonly credential: string;
  /** All parameters of a lease's signature but the last one's value, in order of their names. */
  readonly leaseQuery: string;
  signatureOf(canonical: string): string;
};

class Stamps {
  readonly #region: string;
  readonly #clock: StoreClock;
  #last: Stamp | undefined;
  #lastSecond = 0;
  #dayKey: { readonly day: string; readonly secret: string; readonly hmac: HmacSha256 } | undefined;

  constructor(region: string, clock: StoreClock) {
    this.#region = region;
    this.#clock = clock;
  }

  of(keys: S3Credentials): Stamp {
    const second = Math.floor(this.#clock.nowMs() / 1000);
    if (this.#last === undefined || second !== this.#lastSecond || !isSame(this.#last.keys, keys)) {
      this.#last = this.#begin(keys, second);
      this.#lastSecond = second;
    }
    return this.#last;
  }

  #begin(keys: S3Credentials, second: number): Stamp {
    const moment = new Date(second * 1000).toISOString().replace(/[-:]|\.\d{3}/g, "");
    const day = moment.slice(0, 8);
    const scope = `${day}/${this.#region}/s3/aws4_request`;
    const credential = `${keys.accessKeyId}/${scope}`;
    const { sessionToken } = keys;
    const leaseQuery = queryOf({
      "X-Amz-Algorithm": ALGORITHM,
      "X-Amz-Content-Sha256": UNSIGNED,
      "X-Amz-Credential": credential,
      "X-Amz-Date": moment,
      "X-Amz-Expires": String(LEASE_SIGNATURE_SECONDS),
      ...(sessionToken !== undefined && { "X-Amz-Security-Token": sessionToken }),
      "X-Amz-SignedHeaders": "",
    });
    const hmac = this.#hmacOf(keys, day);
    const preamble = `${ALGORITHM}\n${moment}\n${scope}\n`;
    const signatureOf = (canonical: string) =>
      hmac.hexOf(`${preamble}${hash("sha256", canonical)}`);
    return { keys, moment, credential, leaseQuery, signatureOf };
  }

  /** The key of a day takes four HMACs, the signature itself one. */
  #hmacOf({ secretAccessKey }: S3Credentials, day: string): HmacSha256 {
    if (this.#dayKey?.day !== day || this.#dayKey.secret !== secretAccessKey) {
      const key = [day, this.#region, "s3", "aws4_request"].reduce<Buffer>(
        (bytes, text) => createHmac("sha256", bytes).update(text).digest(),
        Buffer.from(`AWS4${secretAccessKey}`),
      );
      this.#dayKey = { day, secret: secretAccessKey, hmac: new HmacSha256(key) };
    }
    return this.#dayKey.hmac;
  }
}

function isSame(one: S3Credentials, other: S3Credentials): boolean {
  return (
    one.accessKeyId === other.accessKeyId &&
    one.secretAccessKey === other.secretAccessKey &&
    one.sessionToken === other.sessionToken
  );
}

type NamesInOrder = {
  readonly sorted: readonly string[];
  readonly text: string;
  /** As the value of a parameter. */
  readonly encoded: string;
};

/** Requests of one kind have the same headers: their names are sorted once. */
class SignedNames {
  #given = "";
  #last: NamesInOrder = { sorted: [], text: "", encoded: "" };

  of(headers: Headers): NamesInOrder {
    const names = Object.keys(headers);
    const given = names.join(";");
    if (given !== this.#given) {
      const sorted = names.filter((name) => name !== NEVER_SIGNED).sort();
      const text = sorted.join(";");
      this.#last = { sorted, text, encoded: encodeStrictly(text) };
      this.#given = given;
    }
    return this.#last;
  }
}

type SignedHeaders = {
  readonly sorted: readonly string[];
  readonly text: string;
  readonly headers: Headers;
};

function canonicalOf(
  { method, path }: Unsigned,
  query: string,
  { sorted, text, headers }: SignedHeaders,
): string {
  let canonical = `${method}\n${path}\n${query}\n`;
  for (const name of sorted) {
    canonical += `${name}:${plainValue(headers[name] ?? "")}\n`;
  }
  return `${canonical}\n${text}\n${UNSIGNED}`;
}

/** Without blanks around it, and with one where several follow each other. */
function plainValue(value: string): string {
  return /\s/.test(value) ? value.trim().replace(/\s+/g, " ") : value;
}

function sortedQuery(query: string): string {
  return query.split("&").sort().join("&");
}

function queryOf(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .join("&");
}
