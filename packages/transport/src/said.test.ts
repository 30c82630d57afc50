import { describe, expect, test } from "vitest";
import { said, saidName } from "./said.ts";

describe("what another side said", () => {
  test.each([
    ["Access Denied.", "Access Denied."],
    [
      "the authorization header is malformed; the region 'a' is wrong; expecting 'b'",
      "the authorization header is malformed; the region 'a' is wrong; expecting 'b'",
    ],
    ['PUT /a {"authorization":"q-ak=canary"}', "PUT /a …"],
    ["wrong Authorization: AWS4-HMAC canary", "wrong …"],
    ["for /a?sign=1&X-Amz-Signature=canary", "for /a?sign=1&…"],
    [`no key ${"AKID"}canaryCANARYcanary1234 here`, "no key … here"],
    ["secret_key = canary", "…"],
  ])("is repeated without what was ours: %s", (text, expected) => {
    expect(said(text)).toBe(expected);
  });

  test("is one line of bounded length", () => {
    const line = said("no\u001b[31m\n\u2028 such ".repeat(1_000));

    expect(line).toMatch(/^no \[31m such no /);
    expect(line.length).toBeLessThanOrEqual(301);
  });

  test.each([
    ["demo-bucket-with-a-long-name.s3.eu-central-1.example.com", true],
    ["eu-central-1", true],
    ["a b", false],
    ["key=canary", false],
  ])("is a name only where it looks like one: %s", (text, isPlace) => {
    expect(saidName(text)).toBe(isPlace ? text : "");
  });
});
