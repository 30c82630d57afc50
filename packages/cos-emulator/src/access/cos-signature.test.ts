import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { readTarget } from "./addressing.ts";
import { verifyCosSignature } from "./cos-signature.ts";
import { headerOf, type SignedRequest } from "./credentials.ts";

const vectorSchema = z.object({
  name: z.string(),
  secretId: z.string(),
  secretKey: z.string(),
  keyTime: z.string(),
  method: z.string(),
  encodedPath: z.string(),
  path: z.string(),
  query: z.record(z.string(), z.string()),
  headers: z.record(z.string(), z.string()),
  unsignedHeaders: z.record(z.string(), z.string()).optional(),
  authorization: z.string(),
});

type Vector = z.infer<typeof vectorSchema>;

const VECTORS = z
  .array(vectorSchema)
  .parse(
    JSON.parse(
      readFileSync(
        new URL("../../../../test/data/cos-signature-vectors.json", import.meta.url),
        "utf8",
      ),
    ),
  );

/** The vector as a server gets it: through the encoded path, with lower-case header names. */
function requestOf({
  method,
  encodedPath,
  query,
  headers,
  unsignedHeaders,
}: Vector): SignedRequest {
  const search = new URLSearchParams(query).toString().replaceAll("+", "%20");
  const all = Object.entries({ ...headers, ...unsignedHeaders });
  const lowered = Object.fromEntries(all.map(([name, value]) => [name.toLowerCase(), value]));
  const host = headerOf(lowered, "host") ?? "";
  const target = readTarget({ url: `${encodedPath}?${search}`, host });
  return { method, path: target.path, query: target.query, headers: lowered };
}

/** The vector's key, with the token that goes with it where it is a temporary one. */
function rulesFor(vector: Vector, nowSeconds: number): Parameters<typeof verifyCosSignature>[1] {
  const { secretId, secretKey } = vector;
  const token = { ...vector.headers, ...vector.unsignedHeaders }["x-cos-security-token"];
  const nowMs = nowSeconds * 1000;
  const temporary = { secretId, secretKey, token: token ?? "", expiresAtMs: nowMs };
  return {
    credentials: token === undefined ? { secretId, secretKey } : { secretId: "", secretKey: "" },
    temporaryKeys: token === undefined ? [] : [temporary],
    clock: { nowMs: () => nowMs },
    isStrict: false,
  };
}

function verify(vector: Vector, request = requestOf(vector), authorization = vector.authorization) {
  const rules = rulesFor(vector, Number(vector.keyTime.split(";")[0]));
  const headers = { ...request.headers, authorization };
  verifyCosSignature({ ...request, headers }, rules);
}

const MISMATCH = expect.objectContaining({ code: "SignatureDoesNotMatch", status: 403 });

test("there are 24 vectors", () => {
  expect(VECTORS).toHaveLength(24);
});

describe.each(VECTORS)("$name", (vector) => {
  const request = requestOf(vector);

  test("is decoded to the signed path and verified", () => {
    expect(request.path).toBe(vector.path);
    expect(() => verify(vector)).not.toThrow();
  });

  test.each<[string, SignedRequest]>([
    ["method", { ...request, method: request.method === "PUT" ? "POST" : "PUT" }],
    ["path", { ...request, path: `${request.path}x` }],
    ...request.query.map(([changed]): [string, SignedRequest] => [
      `parameter ${changed}`,
      {
        ...request,
        query: request.query.map(([name, value]) => [name, name === changed ? `${value}x` : value]),
      },
    ]),
    ...Object.keys(vector.headers).map((name): [string, SignedRequest] => [
      `header ${name}`,
      { ...request, headers: { ...request.headers, [name.toLowerCase()]: "changed" } },
    ]),
  ])("is refused with another %s", (_what, changed) => {
    expect(() => verify(vector, changed)).toThrow(MISMATCH);
  });

  test("is refused with another key or key time", () => {
    const later = vector.keyTime.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
    const authorization = vector.authorization.replaceAll(vector.keyTime, later);

    expect(() => verify({ ...vector, secretKey: "another" })).toThrow(MISMATCH);
    expect(() => verify(vector, request, authorization)).toThrow(MISMATCH);
  });

  test("is refused when a listed header or parameter is missing", () => {
    for (const name of Object.keys(vector.headers)) {
      const { [name.toLowerCase()]: _removed, ...headers } = request.headers;
      expect(() => verify(vector, { ...request, headers })).toThrow(MISMATCH);
    }
    if (request.query.length > 0) {
      expect(() => verify(vector, { ...request, query: [] })).toThrow(MISMATCH);
    }
  });

  test("is verified with another header that is not signed", () => {
    const headers = { ...request.headers, "user-agent": "x", ...vector.unsignedHeaders };

    expect(() => verify(vector, { ...request, headers })).not.toThrow();
  });
});

describe("the time of a signature", () => {
  const [vector] = VECTORS;
  if (vector === undefined) {
    throw new Error("there is no vector");
  }
  const { authorization } = vector;
  const request = requestOf(vector);
  const signed = { ...request, headers: { ...request.headers, authorization } };
  const [start = 0, end = 0] = vector.keyTime.split(";").map(Number);
  const at = (seconds: number) => () => verifyCosSignature(signed, rulesFor(vector, seconds));

  test("is accepted to its last second and up to 15 minutes early", () => {
    expect(at(end)).not.toThrow();
    expect(at(start - 900)).not.toThrow();
  });

  test("is refused when it is over or too far in the future", () => {
    const expired = { code: "AccessDenied", message: "Request has expired" };

    expect(at(end + 1)).toThrow(expect.objectContaining(expired));
    expect(at(start - 901)).toThrow(expect.objectContaining({ code: "RequestTimeTooSkewed" }));
  });
});

test.each([
  ["another scheme", "Bearer x", "AccessDenied"],
  ["another algorithm", "q-sign-algorithm=sha256&q-ak=x", "AccessDenied"],
  ["a missing field", "q-sign-algorithm=sha1&q-ak=x", "AccessDenied"],
])("refuses %s", (_what, authorization, code) => {
  const [vector] = VECTORS;

  expect(vector && (() => verify(vector, undefined, authorization))).toThrow(
    expect.objectContaining({ code }),
  );
});

test("an unknown key id is told apart from a wrong signature", () => {
  const [vector] = VECTORS;

  expect(vector && (() => verify({ ...vector, secretId: "another" }))).toThrow(
    expect.objectContaining({ code: "InvalidAccessKeyId" }),
  );
});
