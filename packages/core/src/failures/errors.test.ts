import { describe, expect, test } from "vitest";
import {
  causeOf,
  ERRORS,
  type ErrorCode,
  isPenstockError,
  needsSecondLook,
  PenstockError,
  sentenceOf,
} from "./errors.ts";

describe("ERRORS", () => {
  test.each(Object.entries(ERRORS))(
    "%s is a fact in kebab-case with an HTTP status",
    (code, row) => {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(row.httpStatus).toBeGreaterThanOrEqual(400);
      expect(row.httpStatus).toBeLessThan(600);
    },
  );

  test("lets what is not the attempt's fault consume no attempt", () => {
    const waiting = Object.entries(ERRORS).filter(([, { retry }]) => retry === "wait");

    expect(waiting.map(([code]) => code)).toEqual([
      "rate-limited",
      "issuer-unreachable",
      "server-busy",
      "connection-pending",
      "source-url-expired",
      "source-throttled",
      "store-throttled",
      "credentials-expired",
      "credentials-unavailable",
      "clock-skewed",
      "attempt-interrupted",
      "held-back",
      "ledger-unavailable",
      "ledger-full",
      "journal-unavailable",
      "sealing-key-missing",
    ]);
  });
});

const CODES = Object.keys(ERRORS) as ErrorCode[];

describe("needsSecondLook", () => {
  test("is true of every final failure that might be one process's own", () => {
    expect(CODES.filter(needsSecondLook)).toEqual([
      "connection-unknown",
      "connection-unsuitable",
      "settings-invalid",
      "source-missing",
      "source-forbidden",
      "source-unusable",
      "source-archived",
      "source-range-ignored",
      "listing-invalid",
      "store-refused",
      "store-missing",
      "store-rejected",
    ]);
  });

  test("leaves nothing final that is about the network between", () => {
    const final = CODES.filter((code) => ERRORS[code].retry === "never");

    expect(final.map((code) => ERRORS[code].subject)).not.toContain("network");
  });
});

test.each(["Connection is closed.", "Connection is closed", "Connection is closed..."])(
  "a sentence of %j ends once",
  (message) => {
    expect(sentenceOf({ code: "ledger-unavailable", message })).toBe(
      "ledger-unavailable: Connection is closed.",
    );
  },
);

describe("causeOf", () => {
  test("keeps what the other side says, up to about 1 kB of it", () => {
    const said = new PenstockError("store-rejected", `the store says ${"x".repeat(3_000_000)}`);

    const cause = causeOf(said);

    expect(cause.message).toMatch(/^the store says x+…$/);
    expect(cause.message).toHaveLength(1000);
  });

  test("cuts no character in two", () => {
    const cause = causeOf(new PenstockError("store-rejected", `${"x".repeat(998)}😀😀`));

    expect(cause.message.isWellFormed()).toBe(true);
  });

  test("keeps what is short as it is", () => {
    expect(causeOf(new PenstockError("store-rejected", "no"))).toEqual({
      code: "store-rejected",
      message: "no",
    });
  });
});

describe("PenstockError", () => {
  test("keeps its code, its details and what caused it", () => {
    const cause = new Error("ECONNRESET");

    const error = new PenstockError("store-unreachable", "part 7 of tr_1", {
      cause,
      details: { part: 7 },
    });

    expect(error).toMatchObject({
      name: "PenstockError",
      code: "store-unreachable",
      message: "part 7 of tr_1",
      details: { part: 7 },
      cause,
    });
  });

  test("has no details when none are given", () => {
    expect(new PenstockError("cancelled", "by the client").details).toEqual({});
  });
});

describe("isPenstockError", () => {
  const error = new PenstockError("upload-gone", "the upload is gone");

  test.each([
    ["any code", error, [], true],
    ["its own code", error, ["store-missing", "upload-gone"], true],
    ["another code", error, ["store-missing"], false],
    ["another error", new Error("upload-gone"), [], false],
    ["no error", undefined, [], false],
  ] as const)("answers for %s", (_name, value, codes, expected) => {
    expect(isPenstockError(value, ...codes)).toBe(expected);
  });
});
