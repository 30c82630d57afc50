import { ManualClock } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { presignCosRequest } from "./cos-authorization.ts";
import type { CosOptions } from "./cos-options.ts";
import type { CosRequest } from "./cos-request.ts";
import { createCosSigner } from "./cos-signer.ts";
import { bucketOptions, HOST, NOW_MS, SECRET } from "./test-bucket.ts";

const NOW = NOW_MS / 1000;
const get: CosRequest = { method: "GET", key: "a b" };
const temporary = {
  credentials: async () => ({
    accessKeyId: "id",
    secretAccessKey: SECRET,
    sessionToken: "session",
  }),
};

function signerWith(options: Partial<CosOptions> = {}) {
  return createCosSigner({ ...bucketOptions, ...options });
}

async function headerList(headers: Record<string, string>, options: Partial<CosOptions> = {}) {
  const request: CosRequest = { method: "PUT", key: "key", headers };
  const { authorization } = await signerWith(options).headersOf(request, HOST);
  return /q-header-list=([^&]*)/.exec(authorization ?? "")?.[1];
}

describe("a signature", () => {
  test("covers what COS's strict mode asks for, and what decides what the request does", async () => {
    const list = await headerList({
      "content-md5": "m",
      "content-type": "t",
      "cache-control": "c",
      "content-disposition": "d",
      "content-encoding": "e",
      expires: "x",
      range: "bytes=0-1",
      "if-match": "i",
      "x-cos-meta-a": "1",
      "x-cos-acl": "private",
    });

    expect(list).toBe(
      "cache-control;content-disposition;content-encoding;content-length;content-md5;content-type;expires;host;if-match;range;x-cos-acl;x-cos-meta-a",
    );
  });

  test("leaves out what is changed on the way or is in no SDK's list", async () => {
    const list = await headerList({ "user-agent": "u", "content-language": "de" });

    expect(list).toBe("content-length;host");
  });

  test("covers the token of a temporary key", async () => {
    expect(await headerList({}, temporary)).toBe("content-length;host;x-cos-security-token");
  });

  test.each([
    [{}, 75],
    [{ signatureSeconds: 15 }, 15],
  ])("lives for as long as the options %o say", async (options, seconds) => {
    const { authorization } = await signerWith(options).headersOf(get, HOST);

    expect(authorization).toContain(`q-sign-time=${NOW - 1};${NOW + seconds}&`);
  });

  test("is of a header as servers read it, without the white space around it", async () => {
    const headers = await signerWith().headersOf(
      { ...get, headers: { "x-cos-meta-a": " b " } },
      HOST,
    );
    const bare = await signerWith().headersOf({ ...get, headers: { "x-cos-meta-a": "b" } }, HOST);

    expect(headers).toEqual(bare);
  });
});

describe("the clock", () => {
  test.each([
    [29_999, false],
    [30_000, true],
    [-29_999, false],
    [-30_000, true],
    [Number.NaN, false],
  ])("of a store that is %i ms ahead is followed: %s", async (aheadMs, isFollowed) => {
    const signer = signerWith();

    expect(signer.clock.follow(NOW_MS + aheadMs)).toBe(isFollowed);
    const { authorization } = await signer.headersOf(get, HOST);
    const start = NOW - 1 + (isFollowed ? aheadMs / 1000 : 0);
    expect(authorization).toContain(`q-sign-time=${start};`);
  });

  test("that was put right in the meantime is followed again", async () => {
    const clock = new ManualClock(NOW_MS);
    const signer = signerWith({ clock });
    const storeMs = NOW_MS + 3_600_000;
    signer.clock.follow(storeMs);
    clock.advance(3_600_000);

    signer.clock.follow(storeMs);

    const { authorization } = await signer.headersOf(get, HOST);
    expect(authorization).toContain(`q-sign-time=${storeMs / 1000 - 1};`);
  });
});

describe("a URL that carries its proof", () => {
  test("is the request's, with the fields of the signature behind its own", async () => {
    const request: CosRequest = { ...get, query: { "response-cache-control": "no-store" } };

    const url = await signerWith().urlOf(request, HOST, 600);

    const proof = presignCosRequest({
      accessKeyId: "id",
      secretAccessKey: SECRET,
      keyTime: `${NOW - 1};${NOW + 600}`,
      method: "GET",
      path: "/a b",
      query: { "response-cache-control": "no-store" },
      headers: { host: HOST },
    });
    expect(url).toBe(`https://${HOST}/a%20b?response-cache-control=no-store&${proof}`);
  });

  test("carries the token of a temporary key, signed", async () => {
    const url = await signerWith(temporary).urlOf(get, HOST, 600);

    const { searchParams } = new URL(url);
    expect(searchParams.get("x-cos-security-token")).toBe("session");
    expect(searchParams.get("q-url-param-list")).toBe("x-cos-security-token");
    expect(searchParams.get("q-header-list")).toBe("host");
  });
});
