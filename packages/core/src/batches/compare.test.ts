import { describe, expect, test } from "vitest";
import type { ChecksumValue } from "../bytes/checksum.ts";
import { toETag } from "../ids.ts";
import type { Entry } from "../listing/entry.ts";
import { sourceMark } from "../listing/source-mark.ts";
import type { ObjectHead } from "../ports/object-store.ts";
import { compareListed, compareLooked } from "./compare.ts";

const SOURCE: Entry = {
  key: "a",
  sizeBytes: 10,
  validator: { kind: "etag", etag: '"e1"' },
  modifiedAtMs: 1000,
};

function listed(change: Partial<Entry>): Entry {
  return { ...SOURCE, ...change };
}

function head(change: Partial<ObjectHead>): ObjectHead {
  return { etag: toETag("other"), sizeBytes: 10, ...change };
}

const value = (text: string) => text as ChecksumValue;

describe("two listed objects", () => {
  test.each([
    ["of two sizes differ", "content", { sizeBytes: 11 }, { isSame: false, rule: "size" }],
    [
      "of two sizes differ, whatever is asked",
      "size",
      { sizeBytes: 11 },
      { isSame: false, rule: "size" },
    ],
    ["of one ETag are the same", "content", {}, { isSame: true, rule: "etag" }],
    [
      "of one ETag, one of them unquoted, are the same",
      "content",
      { validator: { kind: "etag", etag: "e1" } },
      { isSame: true, rule: "etag" },
    ],
    [
      "of one size and two ETags have to be looked at",
      "content",
      { validator: { kind: "etag", etag: '"e2"' } },
      undefined,
    ],
    [
      "of one size and a newer destination have to be looked at",
      "content",
      { validator: { kind: "size-only" }, modifiedAtMs: 2000 },
      undefined,
    ],
    [
      "are the same by size where that is enough",
      "size",
      { validator: { kind: "etag", etag: '"e2"' } },
      { isSame: true, rule: "size" },
    ],
    [
      "are the same by time where the destination is not older",
      "size+time",
      { modifiedAtMs: 1000 },
      { isSame: true, rule: "size+time" },
    ],
    [
      "differ by time where the destination is older",
      "size+time",
      { modifiedAtMs: 999 },
      { isSame: false, rule: "size+time" },
    ],
  ] as const)("%s", (_what, compare, change, verdict) => {
    expect(compareListed(SOURCE, listed(change), compare)).toEqual(verdict);
  });

  test("differ by time where no list tells it", () => {
    const { modifiedAtMs: _, ...timeless } = SOURCE;

    expect(compareListed(SOURCE, timeless, "size+time")).toMatchObject({ isSame: false });
    expect(compareListed(timeless, SOURCE, "size+time")).toMatchObject({ isSame: false });
  });
});

describe("a destination that was looked at", () => {
  const mark = sourceMark(SOURCE) ?? "";
  const crc = { algorithm: "crc32", value: value("1") } as const;

  test.each([
    [
      "of another size differs",
      SOURCE,
      head({ sizeBytes: 9, sourceMark: mark }),
      { isSame: false, rule: "size" },
    ],
    [
      "of the same checksum is the same",
      { ...SOURCE, checksum: crc },
      head({ checksum: value("1") }),
      { isSame: true, rule: "checksum" },
    ],
    [
      "of another checksum differs, whatever it is marked with",
      { ...SOURCE, checksum: crc },
      head({ checksum: value("2"), sourceMark: mark }),
      { isSame: false, rule: "checksum" },
    ],
    [
      "that was made of this version is the same",
      SOURCE,
      head({ sourceMark: mark }),
      { isSame: true, rule: "written-version" },
    ],
    [
      "that was made of another version differs",
      SOURCE,
      head({ sourceMark: "1" }),
      { isSame: false, rule: "written-version" },
    ],
    [
      "of the same ETag is the same",
      SOURCE,
      head({ etag: toETag("e1") }),
      { isSame: true, rule: "etag" },
    ],
    [
      "that has nothing in common but its size differs",
      SOURCE,
      head({}),
      { isSame: false, rule: "nothing-common" },
    ],
  ] as const)("%s", (_what, source, destination, verdict) => {
    expect(compareLooked(source, { head: destination, algorithm: "crc32" })).toEqual(verdict);
  });

  test.each([
    ["the mark of this version", { sourceMark: mark }, { isSame: true, rule: "written-version" }],
    ["the same ETag", { etag: toETag("e1") }, { isSame: true, rule: "etag" }],
    ["nothing else", {}, { isSame: false, rule: "nothing-common" }],
  ] as const)(
    "with a checksum by another algorithm and %s is told by the latter",
    (_what, change, verdict) => {
      const source = { ...SOURCE, checksum: crc };
      for (const checksum of [value("1"), value("2")]) {
        const looked = { head: head({ checksum, ...change }), algorithm: "crc64xz" } as const;
        expect(compareLooked(source, looked)).toEqual(verdict);
      }
    },
  );
});

describe("the mark of a version", () => {
  test("is that of its bytes: neither quotes nor the place of a file matter", () => {
    const file = { kind: "file", inode: "1", mtimeNs: "5" } as const;

    expect(sourceMark({ sizeBytes: 1, validator: { kind: "etag", etag: "e" } })).toBe(
      sourceMark({ sizeBytes: 1, validator: { kind: "etag", etag: '"e"' } }),
    );
    expect(sourceMark({ sizeBytes: 1, validator: file })).toBe(
      sourceMark({ sizeBytes: 1, validator: { ...file, inode: "2" } }),
    );
  });

  test("is another one for another size or sign", () => {
    const one = { sizeBytes: 1, validator: { kind: "file", inode: "1", mtimeNs: "5" } } as const;
    const marks = [
      one,
      { ...one, sizeBytes: 2 },
      { ...one, validator: { ...one.validator, mtimeNs: "6" } },
    ];

    expect(new Set(marks.map(sourceMark)).size).toBe(3);
  });

  test("is not there where only the size is known", () => {
    expect(sourceMark({ sizeBytes: 1, validator: { kind: "size-only" } })).toBeUndefined();
  });
});
