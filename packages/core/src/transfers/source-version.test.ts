import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkVersion,
  isSameVersion,
  pinnedBy,
  preconditionsOf,
  sourceVersionOf,
} from "./source-version.ts";
import type { SourceVersion } from "./transfer.ts";

const NOW = "Wed, 01 Jan 2020 12:00:00 GMT";
const THEN = "Wed, 01 Jan 2020 11:59:58 GMT";
const LATER = "Wed, 01 Jan 2020 12:00:09 GMT";

type Headers = Readonly<Record<string, string>>;

const pinned = (headers: Headers, isWhole = false) => sourceVersionOf(100, { headers, isWhole });

function outcomeOf(planned: Headers, later: Headers): string {
  try {
    checkVersion({ headers: later, isWhole: false }, pinned(planned), "the source a.bin");
    return "same";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "a bug";
  }
}

describe("pinnedBy", () => {
  test.each([
    [{ etag: '"1"', "x-amz-version-id": "3" }, "version"],
    [{ etag: '"1"', "x-amz-version-id": "null" }, "etag"],
    [{ "x-goog-generation": "17" }, "version"],
    [{ etag: '"1"', "last-modified": THEN }, "etag"],
    [{ "repr-digest": "sha-256=:AA==:" }, "checksum"],
    [{ etag: 'W/"1"', "last-modified": THEN }, "weak-etag"],
    [{ etag: 'W/""', "last-modified": THEN }, "date"],
    [{ "last-modified": "some day" }, "date"],
    [{ "last-modified": NOW, date: NOW }, "size-only"],
    [{ "last-modified": LATER, date: NOW }, "size-only"],
    [{ "last-modified": THEN, date: NOW }, "date"],
    [{}, "size-only"],
  ] as const)("of %o is %s", (headers, expected) => {
    expect(pinnedBy(pinned(headers))).toBe(expected);
  });

  test("of a file is file, and of a published checksum alone is that", () => {
    const file = { kind: "file", inode: "1", mtimeNs: "2" } as const;
    const checksum = { algorithm: "crc32", value: "00000000" } as const;

    expect(pinnedBy({ sizeBytes: 1, validator: file })).toBe("file");
    expect(pinnedBy({ sizeBytes: 1, validator: { kind: "size-only" }, checksum })).toBe("checksum");
  });
});

describe("a date of the second of its response", () => {
  const fresh = { "last-modified": NOW, date: NOW };

  test("is never sent, for it may move", () => {
    expect(preconditionsOf(pinned(fresh))).toEqual({});
  });

  test.each([
    ["moves with the clock", { "last-modified": LATER, date: LATER }, "same"],
    ["stands still", { "last-modified": NOW, date: LATER }, "same"],
    ["is another one that stands still", { "last-modified": THEN, date: LATER }, "source-changed"],
    ["is left out", {}, "same"],
  ])("that %s: %s", (_, later: Headers, expected) => {
    expect(outcomeOf(fresh, later)).toBe(expected);
  });

  test("is another version than one that stood still before", () => {
    const planned = { "last-modified": THEN, date: NOW };

    expect(outcomeOf(planned, { "last-modified": LATER, date: LATER })).toBe("source-changed");
  });
});

test("a checksum of the bytes that are sent is a sign only of a whole object", () => {
  const headers = { etag: '"1"', "content-md5": "abc" };

  expect(pinned(headers, false).signs).toBeUndefined();
  expect(pinned(headers, true).signs).toEqual({ "content-md5": "abc" });
});

test("a pin without signs, as an older version wrote it, is compared by its validator", () => {
  const sourceVersion = { sizeBytes: 1, validator: { kind: "etag", etag: '"1"' } } as const;
  const check = (etag: string) => () =>
    checkVersion({ headers: { etag }, isWhole: false }, sourceVersion, "the source a.bin");

  expect(check('"1"')).not.toThrow();
  expect(check('"2"')).toThrow(expect.objectContaining({ code: "source-changed" }));
});

describe("whatever a source shows,", () => {
  const value = fc.string({ minLength: 1 }).map((text) => text.trim());
  const date = fc.constantFrom(THEN, NOW, LATER, "some day");
  const headers = fc.record(
    {
      etag: fc.oneof(
        value,
        value.map((text) => `"${text}"`),
        value.map((text) => `W/"${text}"`),
      ),
      "last-modified": date,
      date,
      "x-amz-version-id": value,
      "x-cos-hash-crc64ecma": value,
      "repr-digest": value,
    },
    { requiredKeys: [] },
  );

  test("the same response again is the same version", () => {
    fc.assert(fc.property(headers, (shown) => outcomeOf(shown, shown) === "same"));
  });

  test("a response of which one sign differs is never believed", () => {
    const names = ["etag", "x-amz-version-id", "x-cos-hash-crc64ecma", "repr-digest"] as const;
    fc.assert(
      fc.property(headers, fc.constantFrom(...names), (shown, name) => {
        const planned = { ...shown, [name]: "one" };
        return outcomeOf(planned, { ...planned, [name]: "two" }) === "source-changed";
      }),
    );
  });

  test("a response is never believed on less than was planned", () => {
    fc.assert(
      fc.property(headers, headers, (planned, later) => {
        const isBelieved = outcomeOf(planned, later) === "same";
        return !isBelieved || !isStrong(planned) || isStrong(later);
      }),
    );
  });

  test("a second look shows the planned version where its response would be believed as that", () => {
    fc.assert(
      fc.property(headers, headers, (planned, later) => {
        const isSame = isSameVersion(pinned(planned), pinned(later));
        return isSame === (outcomeOf(planned, later) !== "source-changed");
      }),
    );
  });

  test("only well-formed conditions are sent", () => {
    fc.assert(
      fc.property(headers, (shown) => {
        const { "if-match": match = '"1"', "if-unmodified-since": since = NOW } = preconditionsOf(
          pinned(shown),
        );
        return /^"[^"\s]+"$/.test(match) && !Number.isNaN(Date.parse(since));
      }),
    );
  });
});

describe("a second look", () => {
  const sourceVersion = { ...pinned({ etag: '"1"' }), contentEncoding: "gzip" };
  const checksum = { algorithm: "md5", value: "00" } as const;

  test.each<[string, Partial<SourceVersion>, boolean]>([
    ["nothing else", {}, true],
    ["another name of its coding", { contentEncoding: "x-gzip" }, true],
    ["a checksum as well", { checksum }, true],
    ["another size", { sizeBytes: 101 }, false],
    ["another coding", { contentEncoding: "br" }, false],
    ["another ETag", { validator: { kind: "etag", etag: '"2"' } }, false],
  ])("that shows %s", (_name, change, isSame) => {
    expect(isSameVersion(sourceVersion, { ...sourceVersion, ...change })).toBe(isSame);
  });

  test("that shows another checksum", () => {
    const other = { ...checksum, value: "01" };

    expect(
      isSameVersion({ ...sourceVersion, checksum }, { ...sourceVersion, checksum: other }),
    ).toBe(false);
  });
});

function isStrong(headers: Headers): boolean {
  return ["version", "etag", "checksum"].includes(pinnedBy(pinned(headers)));
}
