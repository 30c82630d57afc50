import { describe, expect, test } from "vitest";
import { element, SECRETS, type Sent, type StoreResponse, startForTest } from "./test-client.ts";

const NOW_MS = Date.now();
const TEMPORARY = {
  secretId: "temporary-id",
  secretKey: "temporary-key",
  token: "its-token",
  expiresAtMs: NOW_MS + 60_000,
};
const BY_TEMPORARY = { secretId: TEMPORARY.secretId, secretKey: TEMPORARY.secretKey };
const PUT: Sent = { method: "PUT", path: "/object", body: "x" };
const GET: Sent = { method: "GET", path: "/object" };

function said(response: StoreResponse): readonly unknown[] {
  return [response.status, element(response, "Code")];
}

describe("the checks of a COS request", () => {
  const STRANGE_HOST = { host: "other-1250000000.cos.test" };
  const LONG_PATH = `/${"x".repeat(851)}`;

  // Each request fails its own check and all that come later: the first one decides.
  test.each<[what: string, status: number, code: string, sent: Sent]>([
    ["no signature", 403, "AccessDenied", { ...PUT, isUnsigned: true, headers: STRANGE_HOST }],
    [
      "an unknown key id",
      403,
      "InvalidAccessKeyId",
      { ...PUT, secretId: "another", ageSeconds: 3600, headers: STRANGE_HOST },
    ],
    [
      "an old signature",
      403,
      "AccessDenied",
      { ...PUT, secretKey: "another", ageSeconds: 3600, headers: STRANGE_HOST },
    ],
    [
      "a signature of the future",
      403,
      "RequestTimeTooSkewed",
      { ...PUT, secretKey: "another", ageSeconds: -3600, headers: STRANGE_HOST },
    ],
    [
      "a wrong key",
      403,
      "SignatureDoesNotMatch",
      { ...PUT, secretKey: "another", headers: STRANGE_HOST },
    ],
    [
      "a temporary key without its token",
      403,
      "InvalidAccessKeyId",
      { ...PUT, ...BY_TEMPORARY, headers: STRANGE_HOST },
    ],
    ["another bucket", 404, "NoSuchBucket", { ...PUT, path: LONG_PATH, headers: STRANGE_HOST }],
    ["a long key", 400, "KeyTooLong", { ...PUT, path: LONG_PATH, query: { acl: "" } }],
    ["another call", 501, "NotImplemented", { ...PUT, query: { acl: "" } }],
  ])("end at %s with %i %s", async (_what, status, code, sent) => {
    const { cos } = await startForTest({ temporaryKeys: [TEMPORARY] });

    const response = await cos(sent);

    expect(said(response)).toEqual([status, code]);
  });

  test("say that an old signature has expired", async () => {
    const { cos } = await startForTest();

    const response = await cos({ ...GET, ageSeconds: 3600 });

    expect(element(response, "Message")).toBe("Request has expired");
  });
});

describe.each(["cos", "s3"] as const)("a temporary key on the dialect %s", (dialect) => {
  const name = dialect === "cos" ? "x-cos-security-token" : "x-amz-security-token";

  test.each([
    ["its token", TEMPORARY.token, 0, 200, ""],
    ["another token", "another", 0, 403, "AccessDenied"],
    ["its token when it has expired", TEMPORARY.token, 61_000, 400, "ExpiredToken"],
  ])("is judged by %s", async (_what, token, laterMs, status, code) => {
    const clock = { nowMs: () => Date.now() + laterMs };
    const started = await startForTest({ temporaryKeys: [TEMPORARY], clock });

    const response = await started[dialect]({
      ...PUT,
      ...BY_TEMPORARY,
      headers: { [name]: token },
    });

    expect(said(response)).toEqual([status, code]);
  });

  test("has its token in a presigned address as well", async () => {
    const started = await startForTest({ temporaryKeys: [TEMPORARY] });
    const query = { [dialect === "cos" ? name : "X-Amz-Security-Token"]: TEMPORARY.token };

    const response = await started[dialect]({ ...PUT, ...BY_TEMPORARY, query, isPresigned: true });

    expect(response.status).toBe(200);
  });

  test("is the only one that may have a token", async () => {
    const started = await startForTest();

    const response = await started[dialect]({ ...PUT, headers: { [name]: "any" } });

    expect(said(response)).toEqual([403, "AccessDenied"]);
  });
});

describe.each(["cos", "s3"] as const)("a presigned address on the dialect %s", (dialect) => {
  test("carries a PUT and a GET with their parameters", async () => {
    const started = await startForTest();
    const send = started[dialect];

    const opened = await send({
      method: "POST",
      path: "/a b",
      query: { uploads: "" },
      isPresigned: true,
    });
    const put = await send({ ...PUT, isPresigned: true });
    const got = await send({ ...GET, isPresigned: true });

    expect(element(opened, "UploadId")).not.toBe("");
    expect([put.status, got.text]).toEqual([200, "x"]);
  });

  test("carries headers of the vendor as parameters", async () => {
    const started = await startForTest();
    const vendor = dialect === "cos" ? "x-cos" : "x-amz";

    await started[dialect]({ ...PUT, query: { [`${vendor}-meta-a`]: "1" }, isPresigned: true });

    const head = await started[dialect]({ ...GET, method: "HEAD" });
    expect(head.headers[`${vendor}-meta-a`]).toBe("1");
  });

  test.each<[what: string, code: string, sent: Partial<Sent>]>([
    ["an unknown key id", "InvalidAccessKeyId", { secretId: "another" }],
    ["a wrong key", "SignatureDoesNotMatch", { secretKey: "another" }],
    ["an age of an hour", "AccessDenied", { ageSeconds: 3600 }],
    ["an hour to go", "RequestTimeTooSkewed", { ageSeconds: -3600 }],
  ])("is refused with %s: 403 %s", async (_what, code, sent) => {
    const started = await startForTest();

    const response = await started[dialect]({ ...GET, ...sent, isPresigned: true });

    expect(said(response)).toEqual([403, code]);
  });
});

describe("the clock", () => {
  test("is the one that signatures are held against", async () => {
    let laterMs = 0;
    const clock = { nowMs: () => Date.now() + laterMs };
    const { cos, s3 } = await startForTest({ clock });

    const now = [await cos(PUT), await s3(PUT)].map(said);
    laterMs = 3_600_000;
    const later = [await cos(PUT), await s3(PUT)].map(said);

    expect(now).toEqual([
      [200, ""],
      [200, ""],
    ]);
    expect(later).toEqual([
      [403, "AccessDenied"],
      [403, "RequestTimeTooSkewed"],
    ]);
  });
});

describe("strict signatures", () => {
  test.each([
    ["x-cos-meta-a", "1", 403],
    ["content-md5", "nd3nUM2XK5bJkB8VSG6xFQ==", 403],
    ["content-type", "text/plain", 200],
  ])("with %s added after signing response %s %i", async (name, value, status) => {
    const strict = await startForTest({ behaviour: { hasStrictSignatures: true } });

    const response = await strict.cos({ ...PUT, unsignedHeaders: { [name]: value } });
    const signed = await strict.cos({ ...PUT, headers: { "x-cos-meta-a": "1" } });

    expect(response.status).toBe(status);
    expect(signed.status).toBe(200);
  });

  test("are not asked for otherwise", async () => {
    const { cos } = await startForTest();

    const response = await cos({ ...PUT, unsignedHeaders: { "x-cos-meta-a": "1" } });

    expect(response.status).toBe(200);
  });
});

test("without authorisation every caller may, and the key is not looked at", async () => {
  const { cos, s3 } = await startForTest({ behaviour: { auth: "off" } });

  const responses = [
    await cos({ ...PUT, isUnsigned: true }),
    await cos({ ...PUT, ...SECRETS, secretKey: "another" }),
    await s3({ ...PUT, secretId: "another" }),
  ];

  expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
});

test("the path style is taken where it is allowed", async () => {
  const { cos } = await startForTest({ behaviour: { pathStyle: "allowed" } });
  const headers = { host: "cos.ap-local.test" };

  const put = await cos({ ...PUT, path: "/demo-1250000000/object", headers });

  expect(put.status).toBe(200);
  expect((await cos(GET)).text).toBe("x");
});
