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

  test.each([
    ["a source key that no request can name", "a/../b", "c"],
    ["a destination key with a dot segment", "a", "x/./y"],
    ["a destination key that is too long", "a", "k".repeat(851)],
    ["a destination key that begins with a slash", "a", "/x"],
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
