import { describe, expect, test } from "vitest";
import { STORE_PROFILES } from "../stores/store-profile.ts";
import { largestPut } from "../transfers/part-plan.ts";
import type { Entry } from "./entry.ts";
import { type EntryRoute, entryRejection } from "./entry-rejection.ts";

const { limits } = STORE_PROFILES.cos;

function routeOf(provider: "aws" | "cos" | "gcs"): EntryRoute {
  const { archivedClasses } = STORE_PROFILES[provider];
  return {
    ...{ sourceKind: "s3", archivedClasses, destinationLimits: limits },
    maxEntryBytes: largestPut(limits),
  };
}

function entryOf(change: Partial<Entry> = {}): Entry {
  return { key: "a/b", sizeBytes: 1, validator: { kind: "size-only" }, ...change };
}

describe("an entry that cannot be moved", () => {
  test.each([
    ["aws", "GLACIER", "source-archived"],
    ["aws", "DEEP_ARCHIVE", "source-archived"],
    ["aws", "GLACIER_IR", undefined],
    ["aws", "STANDARD_IA", undefined],
    ["cos", "ARCHIVE", "source-archived"],
    ["cos", "DEEP_ARCHIVE", "source-archived"],
    // Read at once, whatever its name.
    ["gcs", "ARCHIVE", undefined],
  ] as const)("of %s in the class %s is %s", (provider, storageClass, code) => {
    const rejection = entryRejection(entryOf({ storageClass }), "a/b", routeOf(provider));

    expect(rejection?.code).toBe(code);
  });

  test.each(["aws", "cos"] as const)("of %s may be archived where it was restored", (provider) => {
    const entry = entryOf({ storageClass: "DEEP_ARCHIVE", isRestored: true });

    expect(entryRejection(entry, "a/b", routeOf(provider))).toBeUndefined();
  });

  test.each([
    ["is read by its version up to one part", "s3", 1, undefined],
    ["is too large to be read by its version", "s3", largestPut(limits) + 1, "source-unusable"],
    ["has no versions", "file", 1, "source-unusable"],
  ] as const)("is not an old version, which %s", (_what, sourceKind, sizeBytes, code) => {
    const entry = entryOf({ versionId: "v1", isExact: true, sizeBytes });

    expect(entryRejection(entry, "a/b", { ...routeOf("aws"), sourceKind })?.code).toBe(code);
  });

  test.each([
    ["a source key that no request can name", "a/../b", "c"],
    ["a destination key with a dot segment", "a", "x/./y"],
    ["a destination key that is too long", "a", "k".repeat(851)],
    ["a destination key that begins with a slash", "a", "/x"],
    ["a destination key with a control character", "a", "x\u0007y"],
    ["a destination key with half of a character", "a", "x\ud800"],
    ["no destination key", "a", ""],
  ])("is told at planning: %s", (_name, key, destinationKey) => {
    expect(entryRejection(entryOf({ key }), destinationKey, routeOf("aws"))?.code).toBe(
      "key-invalid",
    );
  });

  test("is too large for its destination", () => {
    const entry = entryOf({ sizeBytes: limits.maxObjectBytes + 1 });

    expect(entryRejection(entry, "a", routeOf("aws"))?.code).toBe("plan-impossible");
  });

  test("is not the marker of a folder, which moves as an object without bytes", () => {
    const marker = entryOf({ key: "a/", sizeBytes: 0 });

    expect(entryRejection(marker, "b/", routeOf("aws"))).toBeUndefined();
  });
});
