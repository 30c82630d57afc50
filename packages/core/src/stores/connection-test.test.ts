import { describe, expect, test } from "vitest";
import { checksumFor, putProofFor } from "./connection-test.ts";
import { STORE_PROFILES } from "./store-profile.ts";

const { aws, ceph, cos } = STORE_PROFILES;

describe("the checksum of a new upload", () => {
  test.each([
    ["that of the provider where nothing was measured", aws, undefined, "crc32"],
    ["that of the provider where the test saw none", aws, {}, "crc32"],
    ["a weaker one that the store really compares", aws, { checksum: "md5" }, "md5"],
    ["a stronger one that the store really compares", ceph, { checksum: "crc32" }, "crc32"],
    ["that of the settings", { ...ceph, isChecksumChosen: true }, { checksum: "crc32" }, "md5"],
    ["one that COS can do", cos, { checksum: "crc32" }, "crc64xz"],
    ["one that S3 can do", aws, { checksum: "crc64xz" }, "crc32"],
  ] as const)("is %s", (_what, profile, measured, checksum) => {
    expect(checksumFor(profile, measured)).toBe(checksum);
  });
});

describe("what the response to a PUT proves by", () => {
  const seen = (result: "passed" | "warned" | "failed" | "skipped") => ({
    checks: [{ name: "checksum-modes", result, detail: "" }] as const,
  });

  test.each([
    ["CRC-64 on COS", cos, "crc64xz", undefined, "echoed"],
    ["MD5 on COS", cos, "md5", undefined, "refused"],
    ["CRC32 on S3", aws, "crc32", undefined, "echoed"],
    ["MD5 on S3", ceph, "md5", undefined, "refused"],
    ["what no provider does", cos, "crc32", undefined, undefined],
    ["what a test of the connection has seen", ceph, "md5", seen("passed"), "refused"],
    ["what a test did not get to", ceph, "md5", seen("skipped"), "refused"],
    ["what a test doubts", ceph, "md5", seen("warned"), undefined],
  ] as const)("is known of %s", (_what, profile, algorithm, tested, proof) => {
    expect(putProofFor(profile, algorithm, tested)).toBe(proof);
  });
});
