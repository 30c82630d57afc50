import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { presignCosRequest, signCosRequest } from "./cos-authorization.ts";

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

function inputOf(vector: Vector) {
  const { secretId, secretKey, keyTime, method, path, query, headers } = vector;
  return {
    accessKeyId: secretId,
    secretAccessKey: secretKey,
    keyTime,
    method,
    path,
    query,
    headers,
  };
}

test.each(vectors)("signs $name byte for byte", (vector) => {
  expect(signCosRequest(inputOf(vector))).toBe(vector.authorization);
});

test.each(vectors)("signs $name in a URL by the same fields, encoded", (vector) => {
  const query = presignCosRequest(inputOf(vector));

  const fields = [...new URLSearchParams(query)].map(([name, value]) => `${name}=${value}`);
  expect(fields.join("&")).toBe(vector.authorization);
  expect(query).toMatch(/^[\w.~%=&-]+$/);
});
