import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { encodedPath, whatOf } from "./cos-request.ts";

type Vector = { readonly name: string; readonly path: string; readonly encodedPath: string };

const vectors: readonly Vector[] = JSON.parse(
  readFileSync(new URL("../../../test/data/cos-signature-vectors.json", import.meta.url), "utf8"),
);

describe("the path of a request", () => {
  test.each(vectors)("is encoded segment by segment: $name", ({ path, encodedPath: expected }) => {
    const encoded = encodedPath({ method: "PUT", key: path.slice(1) });

    expect(encoded).toBe(expected.split("?")[0]);
  });

  test("carries parameters, and those without a value by name alone", () => {
    const query = { uploads: "", prefix: "a b/(c)+ü" };

    expect(encodedPath({ method: "GET", key: "", query })).toBe(
      "/?uploads&prefix=a%20b%2F%28c%29%2B%C3%BC",
    );
  });
});

test.each([
  [{ method: "PUT", key: "a/b", query: { partNumber: "3" } }, "PUT a/b part 3"],
  [{ method: "HEAD", key: "a/b" }, "HEAD a/b"],
  [{ method: "GET", key: "" }, "GET the bucket"],
] as const)("messages name %o as %s", (request, what) => {
  expect(whatOf(request)).toBe(what);
});
