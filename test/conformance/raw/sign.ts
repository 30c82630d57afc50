import { createHash, createHmac } from "node:crypto";

// Written from the vendors' documents alone: these signers share nothing with those of the adapters
// and of the emulator, so that a mistake in one of them shows.

export type RawKeys = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of a temporary key. */
  readonly sessionToken?: string;
};

export type ToSign = {
  readonly method: string;
  /** Decoded, with a leading slash. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** All of them are signed. Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly region: string;
  readonly keys: RawKeys;
};

type Headers = Readonly<Record<string, string>>;

/** RFC 3986: everything but the unreserved characters. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}

/** The headers with an Authorization by `q-sign-algorithm=sha1` (COS document 436/7778). */
export function signForCos({ method, path, query, headers, keys }: ToSign): Headers {
  const token = keys.sessionToken;
  const all = { ...headers, ...(token === undefined ? {} : { "x-cos-security-token": token }) };
  const now = Math.floor(Date.now() / 1000);
  const keyTime = `${now - 60};${now + 3600}`;
  const parameters = sortedList(query);
  const signed = sortedList(all);
  const hmac = (key: string, text: string) => createHmac("sha1", key).update(text).digest("hex");
  const http = `${method.toLowerCase()}\n${path}\n${parameters.text}\n${signed.text}\n`;
  const digest = createHash("sha1").update(http).digest("hex");
  const signature = hmac(hmac(keys.secretAccessKey, keyTime), `sha1\n${keyTime}\n${digest}\n`);
  const authorization = [
    "q-sign-algorithm=sha1",
    `q-ak=${keys.accessKeyId}`,
    `q-sign-time=${keyTime}`,
    `q-key-time=${keyTime}`,
    `q-header-list=${signed.names}`,
    `q-url-param-list=${parameters.names}`,
    `q-signature=${signature}`,
  ].join("&");
  return { ...all, authorization };
}

function sortedList(pairs: Headers): { readonly names: string; readonly text: string } {
  const sorted = Object.entries(pairs)
    .map(([name, value]) => ({ name: encode(name).toLowerCase(), value: encode(value) }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  return {
    names: sorted.map(({ name }) => name).join(";"),
    text: sorted.map(({ name, value }) => `${name}=${value}`).join("&"),
  };
}

/** The headers with an Authorization by AWS Signature Version 4, the payload unsigned. */
export function signForS3({ method, path, query, headers, region, keys }: ToSign): Headers {
  const timestamp = new Date().toISOString().replace(/[-:]|\.\d{3}/g, "");
  const token = keys.sessionToken;
  const all: Record<string, string> = {
    ...headers,
    "x-amz-date": timestamp,
    "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
    ...(token === undefined ? {} : { "x-amz-security-token": token }),
  };
  const names = Object.keys(all).sort();
  const canonical = [
    method,
    path.split("/").map(encode).join("/"),
    sortedQuery(query),
    ...names.map((name) => `${name}:${all[name]?.trim()}`),
    "",
    names.join(";"),
    "UNSIGNED-PAYLOAD",
  ].join("\n");
  const scope = `${timestamp.slice(0, 8)}/${region}/s3/aws4_request`;
  const digest = createHash("sha256").update(canonical).digest("hex");
  let key = Buffer.from(`AWS4${keys.secretAccessKey}`);
  for (const step of scope.split("/")) {
    key = createHmac("sha256", key).update(step).digest();
  }
  const signature = createHmac("sha256", key)
    .update(`AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${digest}`)
    .digest("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  return { ...all, authorization };
}

/** As it is signed, and as it goes over the network. */
export function sortedQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join("&");
}
