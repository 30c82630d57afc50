import { describe, expect, test } from "vitest";
import { checksumFor } from "./connection-test.ts";
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
