import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { signCosRequest } from "./cos-authorization.ts";

type Vector = {
  readonly name: string;
  readonly secretId: string;
  readonly secretKey: string;
  readonly keyTime: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly authorization: string;
};

const vectors: readonly Vector[] = JSON.parse(
  readFileSync(new URL("../../../test/data/cos-signature-vectors.json", import.meta.url), "utf8"),
);

test("has all 24 published and SDK-verified signatures to compare with", () => {
  expect(vectors).toHaveLength(24);
});

test.each(vectors)("signs $name byte for byte", (vector) => {
  const authorization = signCosRequest({
    accessKeyId: vector.secretId,
    secretAccessKey: vector.secretKey,
    keyTime: vector.keyTime,
    method: vector.method,
    path: vector.path,
    query: vector.query,
    headers: vector.headers,
  });

  expect(authorization).toBe(vector.authorization);
});
