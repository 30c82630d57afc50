import { createHash, createHmac } from "node:crypto";

export type SignatureInput = {
  /** On COS: the SecretId. */
  readonly accessKeyId: string;
  /** On COS: the SecretKey. */
  readonly secretAccessKey: string;
  /** Validity in Unix seconds: `start;end`. */
  readonly keyTime: string;
  readonly method: string;
  /** Decoded, with its leading slash. The English sample of 436/7778 shows another form, which COS refuses. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Exactly the headers to sign, as they are sent. */
  readonly headers: Readonly<Record<string, string>>;
};

/** The Authorization header of COS's XML API (document 436/7778, q-sign-algorithm=sha1). */
export function signCosRequest(input: SignatureInput): string {
  return signatureFields(input)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** The same fields as query parameters, which are not signed themselves: for a URL that carries its own proof. */
export function presignCosRequest(input: SignatureInput): string {
  return signatureFields(input)
    .map(([name, value]) => `${name}=${encodeStrictly(value)}`)
    .join("&");
}

/** Percent-encodes everything but `A-Z a-z 0-9 - _ . ~`, which is stricter than encodeURIComponent. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function signatureFields(input: SignatureInput): readonly (readonly [string, string])[] {
  const query = canonicalForm(input.query);
  const headers = canonicalForm(input.headers);
  const httpString = `${input.method.toLowerCase()}\n${input.path}\n${query.pairs}\n${headers.pairs}\n`;
  const digest = createHash("sha1").update(httpString).digest("hex");
  // The hex text is the next key, not the bytes that it stands for.
  const signKey = hmac(input.secretAccessKey, input.keyTime);
  return [
    ["q-sign-algorithm", "sha1"],
    ["q-ak", input.accessKeyId],
    ["q-sign-time", input.keyTime],
    ["q-key-time", input.keyTime],
    ["q-header-list", headers.names],
    ["q-url-param-list", query.names],
    ["q-signature", hmac(signKey, `sha1\n${input.keyTime}\n${digest}\n`)],
  ];
}

function canonicalForm(fields: Readonly<Record<string, string>>): {
  readonly names: string;
  readonly pairs: string;
} {
  const encoded = Object.entries(fields)
    .map(([name, value]) => [encodeStrictly(name).toLowerCase(), encodeStrictly(value)] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    names: encoded.map(([name]) => name).join(";"),
    pairs: encoded.map(([name, value]) => `${name}=${value}`).join("&"),
  };
}

function hmac(key: string, message: string): string {
  return createHmac("sha1", key).update(message).digest("hex");
}
