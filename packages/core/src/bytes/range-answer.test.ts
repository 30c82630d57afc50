import { describe, expect, test } from "vitest";
import type { ErrorCode } from "../failures/errors.ts";
import {
  checkRangeAnswer,
  checkWholeAnswer,
  type RangeAnswer,
  type WholeAnswer,
} from "./range-answer.ts";

const expected = {
  what: "source s3/data.bin",
  range: { startByte: 1000, lengthBytes: 1000 },
  totalBytes: 1_048_576,
};
const good: RangeAnswer = {
  status: 206,
  contentRange: "bytes 1000-1999/1048576",
  contentEncoding: undefined,
};

describe("checkRangeAnswer", () => {
  test.each([
    ["the range that was asked for", good],
    ["an identity encoding said aloud", { ...good, contentEncoding: " Identity " }],
    ["an empty encoding", { ...good, contentEncoding: "" }],
  ])("believes %s", (_name, answer) => {
    expect(() => checkRangeAnswer(answer, expected)).not.toThrow();
  });

  test("says how many bytes come, which may be fewer than were asked for", () => {
    const shorter = { ...good, contentRange: "bytes 1000-1499/1048576" };

    expect(checkRangeAnswer(good, expected)).toBe(1000);
    expect(checkRangeAnswer(shorter, expected)).toBe(500);
  });

  test.each<[string, Partial<RangeAnswer>, ErrorCode]>([
    ["the whole object", { status: 200, contentRange: undefined }, "source-range-ignored"],
    ["a redirect", { status: 302 }, "source-answer-invalid"],
    ["no content", { status: 204 }, "source-answer-invalid"],
    ["bytes that are compressed on the way", { contentEncoding: "gzip" }, "source-answer-invalid"],
    [
      "bytes that are compressed on the way, by their length",
      { contentEncoding: "gzip", contentLength: "999" },
      "source-answer-invalid",
    ],
    [
      "bytes that are stored in another coding now",
      { contentEncoding: "gzip", contentLength: "1000" },
      "source-changed",
    ],
    ["no Content-Range", { contentRange: undefined }, "source-answer-invalid"],
    ["several ranges", { contentRange: "multipart/byteranges" }, "source-answer-invalid"],
    ["an unknown total", { contentRange: "bytes 1000-1999/*" }, "source-answer-invalid"],
    ["a later range", { contentRange: "bytes 1001-2000/1048576" }, "source-answer-invalid"],
    ["a longer range", { contentRange: "bytes 1000-2000/1048576" }, "source-answer-invalid"],
    ["another object size", { contentRange: "bytes 1000-1999/1048577" }, "source-changed"],
  ])("refuses %s", (_name, change, code) => {
    expect(() => checkRangeAnswer({ ...good, ...change }, expected)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining("source s3/data.bin") }),
    );
  });
});

describe("an answer in a coding that was planned", () => {
  const coded = { ...expected, contentEncoding: "x-gzip" };

  test.each(["gzip", "x-gzip", " GZIP ", "aws-chunked,gzip", "gzip, identity"])(
    "is believed, called %j",
    (contentEncoding) => {
      expect(() => checkRangeAnswer({ ...good, contentEncoding }, coded)).not.toThrow();
    },
  );

  test.each([undefined, "", "br", "gzip, gzip", "br, gzip", "aws-chunked"])(
    "is not believed when it is called %j",
    (contentEncoding) => {
      const answer = { ...good, contentEncoding, contentLength: "1000" };

      expect(() => checkRangeAnswer(answer, coded)).toThrow(
        expect.objectContaining({ code: "source-changed" }),
      );
    },
  );
});

describe("checkWholeAnswer", () => {
  const whole: WholeAnswer = {
    status: 200,
    contentRange: undefined,
    contentEncoding: undefined,
    contentLength: "1048576",
  };

  test.each<[string, Partial<WholeAnswer>]>([
    ["the planned length", {}],
    ["no length, which only counting can check", { contentLength: undefined }],
    ["a 206 of every byte", { status: 206, contentRange: "bytes 0-1048575/1048576" }],
  ])("believes %s", (_name, change) => {
    expect(() => checkWholeAnswer({ ...whole, ...change }, expected)).not.toThrow();
  });

  test.each<[string, Partial<WholeAnswer>, ErrorCode]>([
    ["another length", { contentLength: "1048575" }, "source-changed"],
    ["a length that is no number", { contentLength: "all" }, "source-changed"],
    ["bytes that are stored in another coding now", { contentEncoding: "br" }, "source-changed"],
    [
      "bytes that are compressed on the way",
      { contentEncoding: "br", contentLength: undefined },
      "source-answer-invalid",
    ],
    [
      "a 206 of later bytes",
      { status: 206, contentRange: "bytes 10-19/1048576" },
      "source-answer-invalid",
    ],
    ["a redirect", { status: 301 }, "source-answer-invalid"],
  ])("refuses %s", (_name, change, code) => {
    expect(() => checkWholeAnswer({ ...whole, ...change }, expected)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
