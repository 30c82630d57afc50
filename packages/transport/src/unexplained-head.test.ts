import { type ErrorCode, PenstockError } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { headOrReason } from "./unexplained-head.ts";

function rejection(code: ErrorCode, httpStatus: number, storeCode?: string): PenstockError {
  return new PenstockError(code, `${httpStatus}`, {
    details: { httpStatus, ...(storeCode !== undefined && { storeCode }) },
  });
}

const BAD = rejection("store-rejected", 400);
const DENIED = rejection("store-refused", 403);

function ask(head: PenstockError, get: unknown): Promise<unknown> {
  return headOrReason(
    () => Promise.reject(head),
    () => (get === undefined ? Promise.resolve() : Promise.reject(get)),
  );
}

describe("a HEAD that is rejected without a code", () => {
  test.each([
    ["credentials that have expired", BAD, rejection("credentials-expired", 400, "ExpiredToken")],
    ["a clock that is off", BAD, rejection("clock-skewed", 403, "RequestTimeTooSkewed")],
    ["a store that is busy", BAD, rejection("store-throttled", 400, "UserNetworkTooSlow")],
    ["a right that is missing", DENIED, rejection("store-refused", 403, "AccessDenied")],
    ["a request that is wrong", BAD, rejection("store-rejected", 400, "InvalidURI")],
    ["an object that is missing", DENIED, rejection("store-missing", 404, "NoSuchKey")],
    ["a connection that broke", BAD, new PenstockError("store-unreachable", "reset")],
    ["an interruption", DENIED, new DOMException("stop", "AbortError")],
  ])("is what the GET is: %s", async (_what, head, get) => {
    await expect(ask(head, get)).rejects.toBe(get);
  });

  test.each([
    ["the GET has no code either", BAD, rejection("store-rejected", 400)],
    ["the right is missing, and the GET has no code", DENIED, rejection("store-refused", 403)],
    ["only the GET is allowed", DENIED, undefined],
    ["the GET is allowed of an archived object", DENIED, archived()],
  ])("stays what it is where %s", async (_what, head, get) => {
    await expect(ask(head, get)).rejects.toBe(head);
  });

  test.each([
    ["is answered", undefined],
    ["is answered with bytes that are no document", rejection("store-response-invalid", 200)],
    ["finds no first byte", rejection("store-rejected", 416, "InvalidRange")],
    ["may not read an archived object", archived()],
  ])("is a contradiction where a GET %s", async (_what, get) => {
    await expect(ask(BAD, get)).rejects.toMatchObject({
      code: "store-response-invalid",
      message: "400, and a GET of the same is not rejected",
    });
  });
});

test.each([
  rejection("clock-skewed", 403),
  rejection("store-throttled", 503),
  rejection("store-response-invalid", 400),
  rejection("store-rejected", 400, "InvalidURI"),
])("a HEAD that is explained costs no GET: %o", async (head) => {
  let gets = 0;
  const get = async () => {
    gets += 1;
  };

  await expect(headOrReason(() => Promise.reject(head), get)).rejects.toBe(head);

  expect(gets).toBe(0);
});

function archived(): PenstockError {
  return rejection("store-rejected", 403, "InvalidObjectState");
}
