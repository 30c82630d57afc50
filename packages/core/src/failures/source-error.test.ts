import { describe, expect, test } from "vitest";
import { ERRORS, type ErrorCode, PenstockError } from "./errors.ts";
import { toSourceError } from "./source-error.ts";

describe("toSourceError", () => {
  test.each<[ErrorCode, ErrorCode]>([
    ["store-missing", "source-missing"],
    ["store-refused", "source-forbidden"],
    ["store-rejected", "source-forbidden"],
    ["store-throttled", "source-throttled"],
    ["store-conflict", "source-unreachable"],
    ["store-unreachable", "source-unreachable"],
    ["store-response-invalid", "source-response-invalid"],
    ["destination-exists", "source-changed"],
    ["credentials-expired", "source-throttled"],
    ["clock-skewed", "source-throttled"],
  ])("calls %s of a store that is read %s", (code, expected) => {
    const original = new PenstockError(code, "GET a", { details: { httpStatus: 418 } });

    expect(toSourceError(original)).toMatchObject({
      code: expected,
      message: "GET a",
      details: { httpStatus: 418 },
      cause: original,
    });
  });

  test("knows every code that a store fails with, whatever it is asked", () => {
    const codes = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => code.startsWith("store-"));

    const translated = codes.map((code) => toSourceError(new PenstockError(code, "")));

    expect(translated).toEqual(
      codes.map(() => expect.objectContaining({ code: expect.stringMatching(/^source-/) })),
    );
  });

  test.each([
    new PenstockError("source-changed", "its own"),
    new PenstockError("attempt-interrupted", "stopped"),
    new TypeError("a bug"),
    undefined,
  ])("leaves %s as it is", (error) => {
    expect(toSourceError(error)).toBe(error);
  });
});
