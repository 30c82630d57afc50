import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isJobId,
  isTransferId,
  newJobId,
  newTransferId,
  newUploadToken,
  timeOfUploadToken,
  toETag,
  toPartNumber,
  toUploadId,
} from "./ids.ts";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const MAX_TIME_MS = 2 ** 48 - 1;
const times = fc.integer({ min: 0, max: MAX_TIME_MS });
const tenBytes = fc.uint8Array({ minLength: 10, maxLength: 10 });

/** The UUID inside an id, as RFC 9562 writes it. */
function uuidIn(id: string): string {
  const body = id.slice(id.indexOf("_") + 1);
  const value = [...body].reduce(
    (total, character) => total * 32n + BigInt(ALPHABET.indexOf(character)),
    0n,
  );
  const hex = value.toString(16).padStart(32, "0");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

describe("a new id", () => {
  test("is a UUIDv7 of its time: version 7, variant 10", () => {
    fc.assert(
      fc.property(times, tenBytes, (nowMs, bytes) => {
        const uuid = uuidIn(newJobId(nowMs, bytes));

        expect(uuid).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
        expect(Number.parseInt(uuid.replace("-", "").slice(0, 12), 16)).toBe(nowMs);
      }),
    );
  });

  test("holds the example of RFC 9562, appendix A.6", () => {
    const random = Uint8Array.from([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);

    const id = newTransferId(0x017f22e279b0, random);

    expect(uuidIn(id)).toBe("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  });

  test("sorts after every older one", () => {
    fc.assert(
      fc.property(times, times, tenBytes, tenBytes, (a, b, aBytes, bBytes) => {
        fc.pre(a < b);

        expect(newJobId(a, aBytes) < newJobId(b, bBytes)).toBe(true);
      }),
    );
  });

  test("is recognised by its own kind only", () => {
    fc.assert(
      fc.property(times, tenBytes, (nowMs, bytes) => {
        const [job, transfer] = [newJobId(nowMs, bytes), newTransferId(nowMs, bytes)];

        expect([isJobId(job), isTransferId(job)]).toEqual([true, false]);
        expect([isJobId(transfer), isTransferId(transfer)]).toEqual([false, true]);
      }),
    );
  });

  test("refuses too little randomness", () => {
    expect(() => newJobId(0, new Uint8Array(9))).toThrow("10 random bytes");
  });
});

describe("isJobId", () => {
  test.each([
    "",
    "job_",
    "job_0123456789abcdefghjkmnpqr",
    "job_0123456789abcdefghjkmnpqrst",
    "job_0123456789ABCDEFGHJKMNPQRS",
    "job_0123456789abcdefghijklmnop",
    "tr_0123456789abcdefghjkmnpqrs",
    "job_0123456789abcdefghjkmnpqrs\n",
  ])("refuses %j", (text) => {
    expect(isJobId(text)).toBe(false);
  });
});

describe("toPartNumber", () => {
  test.each([1, 10_000])("takes %d", (value) => {
    expect(toPartNumber(value)).toBe(value);
  });

  test.each([0, -1, 10_001, 1.5, Number.NaN])("refuses %d", (value) => {
    expect(() => toPartNumber(value)).toThrow("outside 1..10000");
  });
});

describe("toETag", () => {
  test.each([
    ['"9b2cf535f27731c974343645a3985328"', "9b2cf535f27731c974343645a3985328"],
    ["9b2cf535f27731c974343645a3985328-2", "9b2cf535f27731c974343645a3985328-2"],
    ['W/"weak"', "weak"],
    [' "padded" ', "padded"],
    ['"40 hex or anything else"', "40 hex or anything else"],
    ['"a "b" c"', 'a "b" c'],
    ['"open', '"open'],
    ['"', '"'],
    ['W/W/"a"', 'W/"a"'],
  ])("holds %j without its dress", (text, bare) => {
    expect(toETag(text)).toBe(bare);
  });

  test.each(["", '""', "  "])("refuses an empty one (%j)", (text) => {
    expect(() => toETag(text)).toThrow("cannot be empty");
  });
});

describe("toUploadId", () => {
  test("refuses an empty one", () => {
    expect(() => toUploadId("")).toThrow("cannot be empty");
    expect(toUploadId("1585130821cbb7df")).toBe("1585130821cbb7df");
  });
});

describe("an upload's token", () => {
  test("tells when it was made", () => {
    const madeAtMs = Date.UTC(2026, 10, 22, 12, 30, 15, 123);

    expect(timeOfUploadToken(newUploadToken(madeAtMs, new Uint8Array(10).fill(255)))).toBe(
      madeAtMs,
    );
  });

  test.each(["", "token", "up_", newTransferId(0, new Uint8Array(10))])(
    "is not %j, which tells nothing",
    (text) => {
      expect(timeOfUploadToken(text)).toBeUndefined();
    },
  );
});
