import { describe, expect, test } from "vitest";
import type { ErrorCode } from "../failures/errors.ts";
import {
  checkRangeResponse,
  checkWholeResponse,
  type RangeResponse,
  type WholeResponse,
} from "./range-response.ts";

const expected = {
  what: "source s3/data.bin",
  range: { startByte: 1000, lengthBytes: 1000 },
  totalBytes: 1_048_576,
};
const good: RangeResponse = {
  status: 206,
  contentRange: "bytes 1000-1999/1048576",
  contentEncoding: undefined,
};

describe("checkRangeResponse", () => {
  test.each([
    ["the range that was asked for", good],
    ["an identity encoding said aloud", { ...good, contentEncoding: " Identity " }],
    ["an empty encoding", { ...good, contentEncoding: "" }],
  ])("believes %s", (_name, response) => {
    expect(() => checkRangeResponse(response, expected)).not.toThrow();
  });

  test("says how many bytes come, which may be fewer than were asked for", () => {
    const shorter = { ...good, contentRange: "bytes 1000-1499/1048576" };

    expect(checkRangeResponse(good, expected)).toBe(1000);
    expect(checkRangeResponse(shorter, expected)).toBe(500);
  });

  test.each<[string, Partial<RangeResponse>, ErrorCode]>([
    ["the whole object", { status: 200, contentRange: undefined }, "source-range-ignored"],
    ["a redirect", { status: 302 }, "source-response-invalid"],
    ["no content", { status: 204 }, "source-response-invalid"],
    [
      "bytes that are compressed on the way",
      { contentEncoding: "gzip" },
      "source-response-invalid",
    ],
    [
      "bytes that are compressed on the way, by their length",
      { contentEncoding: "gzip", contentLength: "999" },
      "source-response-invalid",
    ],
    [
      "bytes that are stored in another coding now",
      { contentEncoding: "gzip", contentLength: "1000" },
      "source-changed",
    ],
    ["no Content-Range", { contentRange: undefined }, "source-response-invalid"],
    ["several ranges", { contentRange: "multipart/byteranges" }, "source-response-invalid"],
    ["an unknown total", { contentRange: "bytes 1000-1999/*" }, "source-response-invalid"],
    ["a later range", { contentRange: "bytes 1001-2000/1048576" }, "source-response-invalid"],
    ["a longer range", { contentRange: "bytes 1000-2000/1048576" }, "source-response-invalid"],
    ["another object size", { contentRange: "bytes 1000-1999/1048577" }, "source-changed"],
  ])("refuses %s", (_name, change, code) => {
    expect(() => checkRangeResponse({ ...good, ...change }, expected)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining("source s3/data.bin") }),
    );
  });
});

describe("a response in a coding that was planned", () => {
  const coded = { ...expected, contentEncoding: "x-gzip" };

  test.each(["gzip", "x-gzip", " GZIP ", "aws-chunked,gzip", "gzip, identity"])(
    "is believed, called %j",
    (contentEncoding) => {
      expect(() => checkRangeResponse({ ...good, contentEncoding }, coded)).not.toThrow();
    },
  );

  test.each([undefined, "", "br", "gzip, gzip", "br, gzip", "aws-chunked"])(
    "is not believed when it is called %j",
    (contentEncoding) => {
      const response = { ...good, contentEncoding, contentLength: "1000" };

      expect(() => checkRangeResponse(response, coded)).toThrow(
        expect.objectContaining({ code: "source-changed" }),
      );
    },
  );
});

describe("checkWholeResponse", () => {
  const whole: WholeResponse = {
    status: 200,
    contentRange: undefined,
    contentEncoding: undefined,
    contentLength: "1048576",
  };

  test.each<[string, Partial<WholeResponse>]>([
    ["the planned length", {}],
    ["no length, which only counting can check", { contentLength: undefined }],
    ["a 206 of every byte", { status: 206, contentRange: "bytes 0-1048575/1048576" }],
  ])("believes %s", (_name, change) => {
    expect(() => checkWholeResponse({ ...whole, ...change }, expected)).not.toThrow();
  });

  test.each<[string, Partial<WholeResponse>, ErrorCode]>([
    ["another length", { contentLength: "1048575" }, "source-changed"],
    ["a length that is no number", { contentLength: "all" }, "source-changed"],
    ["bytes that are stored in another coding now", { contentEncoding: "br" }, "source-changed"],
    [
      "bytes that are compressed on the way",
      { contentEncoding: "br", contentLength: undefined },
      "source-response-invalid",
    ],
    [
      "a 206 of later bytes",
      { status: 206, contentRange: "bytes 10-19/1048576" },
      "source-response-invalid",
    ],
    ["a redirect", { status: 301 }, "source-response-invalid"],
  ])("refuses %s", (_name, change, code) => {
    expect(() => checkWholeResponse({ ...whole, ...change }, expected)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
