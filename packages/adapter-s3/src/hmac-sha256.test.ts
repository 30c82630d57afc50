import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { HmacSha256 } from "./hmac-sha256.ts";

/** What a longer one leaves behind is no part of the next. */
const TEXTS = ["AWS4-HMAC-SHA256\n20261129T220000Z", "", "ä".repeat(3000), "x".repeat(1024), "y"];

test.each([0, 1, 32, 64])("is the HMAC of node:crypto, with a key of %d bytes", (length) => {
  const key = Uint8Array.from({ length }, (_, at) => (at * 37 + 11) % 256);
  const hmac = new HmacSha256(key);
  expect(TEXTS.map((text) => hmac.hexOf(text))).toEqual(
    TEXTS.map((text) => createHmac("sha256", key).update(text).digest("hex")),
  );
});

test("refuses a key that is longer than a block", () => {
  expect(() => new HmacSha256(new Uint8Array(65))).toThrow(RangeError);
});
