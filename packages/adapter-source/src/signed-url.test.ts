import { PenstockError } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { asExpired, expiresAtMs } from "./signed-url.ts";

const NOW = Date.UTC(2026, 10, 29, 12);

describe("a signed URL says until when it is good", () => {
  test.each([
    ["X-Amz-Date=20261129T110000Z&X-Amz-Expires=3600&X-Amz-Signature=a", NOW],
    ["X-Goog-Date=20261129T110000Z&X-Goog-Expires=3600", NOW],
    ["x-oss-date=20261129T110000Z&x-oss-expires=3600", NOW],
    [`Expires=${NOW / 1000}&Signature=a`, NOW],
    [`q-sign-algorithm=sha1&q-sign-time=1%3B${NOW / 1000}`, NOW],
    ["sv=2024&se=2026-11-29T12%3A00%3A00Z&sig=a", NOW],
    ["token=a", undefined],
    ["X-Amz-Date=20261129T110000Z", undefined],
    ["Expires=soon", undefined],
  ])("%s", (query, untilMs) => {
    expect(expiresAtMs(query)).toBe(untilMs);
  });
});

describe("a rejection", () => {
  const LATER = `Expires=${NOW / 1000 + 60}`;

  test.each([
    [403, "forbidden", `Expires=${NOW / 1000}`, "source-url-expired"],
    [403, "forbidden", LATER, "source-forbidden"],
    [403, "Request has expired", LATER, "source-url-expired"],
    [400, "ExpiredToken", LATER, "source-url-expired"],
    [401, "forbidden", "token=a", "source-url-expired"],
    [403, "forbidden", "", "source-forbidden"],
    [404, "it expired", "token=a", "source-forbidden"],
  ])("by %i, %j, of a URL with %s is %s", (httpStatus, message, query, code) => {
    const error = new PenstockError("source-forbidden", message, { details: { httpStatus } });

    expect(asExpired(error, query, NOW)).toMatchObject({ code });
  });
});
