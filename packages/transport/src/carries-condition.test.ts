import { expect, test } from "vitest";
import { carriesCondition } from "./carries-condition.ts";

test.each([
  "if-match",
  "If-None-Match",
  "if-unmodified-since",
  "x-amz-copy-source-if-match",
  "x-cos-copy-source-If-Modified-Since",
  "x-cos-forbid-overwrite",
  "x-oss-forbid-overwrite",
])("%s is a condition", (name) => {
  expect(carriesCondition({ host: "a", [name]: "b" })).toBe(true);
});

test.each(["x-amz-copy-source", "content-md5", "x-amz-meta-if-", "x-cos-forbid-overwrite-not"])(
  "%s is none",
  (name) => {
    expect(carriesCondition({ [name]: "b" })).toBe(false);
  },
);
