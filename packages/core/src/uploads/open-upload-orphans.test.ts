import { describe, expect, test } from "vitest";
import { newJobId, newTransferId, newUploadToken, toUploadId } from "../ids.ts";
import type { OpenUpload } from "../ports/object-store.ts";
import type { RegisteredUpload } from "./open-upload.ts";
import { possibleOrphans } from "./open-upload-orphans.ts";

const GRACE_MS = 120_000;
const INTENDED_AT_MS = 1_000_000;
/** Far enough from the beginning of time for a clock to be behind. */
const LATER_MS = 100_000_000;

function intent(changes: Partial<RegisteredUpload> = {}): RegisteredUpload {
  return {
    tenant: "default",
    token: "one",
    transferId: newTransferId(0, new Uint8Array(10)),
    jobId: newJobId(0, new Uint8Array(10)),
    connection: "store",
    key: "a",
    intendedAtMs: INTENDED_AT_MS,
    ageMs: GRACE_MS,
    isOwned: false,
    uploadedBytes: 0,
    ...changes,
  };
}

function open(changes: Partial<OpenUpload> = {}): OpenUpload {
  return {
    key: "a",
    uploadId: toUploadId("u"),
    initiatedAtMs: INTENDED_AT_MS + 5,
    ...changes,
  };
}

function orphans(listed: OpenUpload, ...registered: readonly RegisteredUpload[]) {
  return possibleOrphans([listed], { connection: "store", registered, graceMs: GRACE_MS });
}

describe("a possible orphan", () => {
  test.each<[string, Partial<OpenUpload>, boolean]>([
    ["is open under the intent's key since its time", {}, true],
    ["is not under a longer key", { key: "a.b" }, false],
    ["is not in the folder of the same name", { key: "a/" }, false],
    ["may be by a clock that is behind", { initiatedAtMs: INTENDED_AT_MS - 60_000 }, true],
    ["is not older than the intent", { initiatedAtMs: INTENDED_AT_MS - 60_001 }, false],
    ["may be opened at the end of the grace", { initiatedAtMs: INTENDED_AT_MS + GRACE_MS }, true],
    ["is not younger", { initiatedAtMs: INTENDED_AT_MS + GRACE_MS + 1 }, false],
  ])("%s", (_fact, change, isPossible) => {
    expect(orphans(open(change), intent())).toHaveLength(isPossible ? 1 : 0);
  });

  test("is found by the ledger's clock where that of its planner was wrong", () => {
    const behind = newUploadToken(LATER_MS - 20 * 60_000, new Uint8Array(10));
    const opened = open({ initiatedAtMs: LATER_MS });

    expect(orphans(opened, intent({ token: behind, intendedAtMs: LATER_MS }))).toHaveLength(1);
  });

  test("is found by its token where the ledger was filled again later", () => {
    const token = newUploadToken(INTENDED_AT_MS, new Uint8Array(10));
    const restored = intent({ token, intendedAtMs: INTENDED_AT_MS + 60 * 60_000 });

    expect(orphans(open(), restored)).toHaveLength(1);
  });

  test("is found between both where the planner's clock was behind and the ledger was filled again", () => {
    const behind = newUploadToken(LATER_MS - 20 * 60_000, new Uint8Array(10));
    const restored = intent({ token: behind, intendedAtMs: LATER_MS + 70_000 });

    expect(orphans(open({ initiatedAtMs: LATER_MS }), restored)).toHaveLength(1);
    expect(orphans(open({ initiatedAtMs: LATER_MS + 70_000 + GRACE_MS + 1 }), restored)).toEqual(
      [],
    );
  });

  test("may be another program's from a minute before the intent to the ledger's filling, and no other time", () => {
    const restoredAtMs = INTENDED_AT_MS + 60 * 60_000;
    const token = newUploadToken(INTENDED_AT_MS, new Uint8Array(10));
    const restored = intent({ token, intendedAtMs: restoredAtMs });
    const from = INTENDED_AT_MS - 60_000;
    const to = restoredAtMs + GRACE_MS;

    const found = [from - 1, from, restoredAtMs - 1, to, to + 1].map(
      (initiatedAtMs) => orphans(open({ initiatedAtMs }), restored).length,
    );

    expect(found).toEqual([0, 1, 1, 1, 0]);
  });

  test("is unknown in every tenant and at every connection", () => {
    const known = intent({ tenant: "other", connection: "b", uploadId: toUploadId("u") });

    expect(orphans(open(), intent(), known)).toEqual([]);
  });

  test("needs an intent without a response", () => {
    expect(orphans(open())).toEqual([]);
    expect(orphans(open(), intent({ connection: "other bucket" }))).toEqual([]);
    expect(orphans(open(), intent({ uploadId: toUploadId("v") }))).toEqual([]);
  });
});
