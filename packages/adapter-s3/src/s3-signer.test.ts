import { createHash, createHmac } from "node:crypto";
import { StoreClock } from "@penstock/transport";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { S3Credentials } from "./s3-client.ts";
import { createS3Signer, type Unsigned } from "./s3-signer.ts";

const NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const signingDate = new Date(NOW_MS);

/** What the SDK's signer asks of a hash. */
class Sha256 {
  readonly #hash;

  constructor(secret?: Parameters<typeof createHmac>[1]) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret);
  }

  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

function signersOf(keys: S3Credentials) {
  const common = { region: "eu-central-1", credentials: async () => keys };
  const ours = createS3Signer(common, new StoreClock({ nowMs: () => NOW_MS }));
  const theirs = new SignatureV4({
    ...common,
    service: "s3",
    sha256: Sha256 as ConstructorParameters<typeof SignatureV4>[0]["sha256"],
    uriEscapePath: false,
  });
  return { ours, theirs };
}

function forTheirs({ method, host, path, query, headers }: Unsigned) {
  const unsigned = { "X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD" };
  return {
    method,
    protocol: "https:",
    hostname: host,
    path,
    query: { ...query },
    headers: { ...headers, host, ...unsigned },
  };
}

const text = fc.string({ unit: "grapheme", maxLength: 20 });
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/).map((end) => `x-amz-meta-${end}`);
const value = fc.stringMatching(/^[ -~]{0,20}$/);
const request: fc.Arbitrary<Unsigned> = fc.record({
  method: fc.constantFrom("GET", "PUT"),
  host: fc.constantFrom("demo.s3.eu-central-1.amazonaws.com", "127.0.0.1:9000"),
  path: text.map((key) => `/demo/${encodeURIComponent(key)}`),
  query: fc.oneof(
    fc.constant({}),
    fc.record({ partNumber: fc.constantFrom("1", "10000"), uploadId: text }),
  ),
  headers: fc.tuple(fc.dictionary(name, value), fc.boolean()).map(([metadata, isCached]) => ({
    "content-length": "9",
    ...metadata,
    ...(isCached && { "cache-control": "no-store" }),
  })),
});
const keys: fc.Arbitrary<S3Credentials> = fc.record(
  {
    accessKeyId: fc.constant("id"),
    secretAccessKey: text,
    sessionToken: fc.stringMatching(/^[!-~]{1,20}$/),
  },
  { requiredKeys: ["accessKeyId", "secretAccessKey"] },
);

test("gives a write the signature that the SDK gives it", async () => {
  await fc.assert(
    fc.asyncProperty(request, keys, async (unsigned, keyPair) => {
      const { ours, theirs } = signersOf(keyPair);

      const signed = await ours.signForLease(unsigned);

      const expected = await theirs.presign(forTheirs(unsigned), {
        signingDate,
        expiresIn: 75,
        unhoistableHeaders: new Set(Object.keys(unsigned.headers)),
      });
      expect(Object.fromEntries(new URLSearchParams(signed.query))).toEqual(expected.query);
      expect(signed.headers).toEqual(expected.headers);
    }),
  );
});

test("gives a read the signature that the SDK gives it", async () => {
  await fc.assert(
    fc.asyncProperty(request, keys, async (unsigned, keyPair) => {
      const { ours, theirs } = signersOf(keyPair);

      const signed = await ours.sign(unsigned);

      const { headers } = await theirs.sign(forTheirs(unsigned), { signingDate });
      const lower = Object.entries(headers).map(([field, held]) => [field.toLowerCase(), held]);
      expect(signed.headers).toEqual(Object.fromEntries(lower));
    }),
  );
});

test("signs by the secret of the moment, with the keys of the day", async () => {
  let nowMs = NOW_MS;
  let secretAccessKey = "one";
  const signer = createS3Signer(
    { region: "r", credentials: () => ({ accessKeyId: "id", secretAccessKey }) },
    new StoreClock({ nowMs: () => nowMs }),
  );
  const unsigned = { method: "PUT", host: "h", path: "/k", query: {}, headers: {} } as const;
  const first = await signer.signForLease(unsigned);

  const repeated = await signer.signForLease(unsigned);
  secretAccessKey = "two";
  const rotated = await signer.signForLease(unsigned);
  nowMs += 24 * 3_600_000;
  const nextDay = await signer.signForLease(unsigned);

  expect(repeated).toEqual(first);
  expect(new Set([first.query, rotated.query, nextDay.query]).size).toBe(3);
});
