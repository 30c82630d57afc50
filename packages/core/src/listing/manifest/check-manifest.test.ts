import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkManifest, type ManifestCounts } from "./check-manifest.ts";
import { KeyHashes, keyHash } from "./key-hashes.ts";
import type { NamedObject } from "./manifest-page.ts";
import { readManifest } from "./read-manifest.ts";
import { bytesOf, inChunks } from "./sample-manifest.ts";

function destinationKeyOf({ source, destinationKey }: NamedObject): string {
  return destinationKey ?? (source.kind === "key" ? `landing/${source.key}` : source.url);
}

function check(manifest: string): Promise<ManifestCounts> {
  const options = { format: "csv", spelling: "plain", onBrokenLine: "skip" } as const;
  return checkManifest(() => readManifest(inChunks(bytesOf(manifest)), options), destinationKeyOf);
}

function refused(message: RegExp): object {
  return expect.objectContaining({
    code: "manifest-invalid",
    message: expect.stringMatching(message),
  });
}

describe("checking a manifest", () => {
  test("counts what it names, and what is broken in it", async () => {
    await expect(check('key,size\na,10\nb,\n"c\nd,5\n')).resolves.toEqual({
      entries: 3,
      sizeBytes: 15,
      withoutSize: 1,
      brokenLines: 1,
      broken: [{ line: 4, byteOffset: 17, problem: "has a quote that is not closed" }],
    });
  });

  test("tells the first broken lines, and counts all", async () => {
    const counts = await check(`key\n${"a,b\n".repeat(3000)}`);

    expect(counts).toMatchObject({ entries: 0, brokenLines: 3000 });
    expect(counts.broken.map(({ line }) => line)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 2),
    );
  });

  test.each([
    ["one object twice", "key\na\nb\na\n", /^lines 2 and 4 name the same object .*"landing\/a"/],
    ["two objects for one key", "key,destKey\na,x\nb,x\n", /^lines 2 and 3 lead to .*key, "x"/],
    ["a key that another line leads to", "key,destKey\na,landing/b\nb,\n", /^lines 2 and 3 lead/],
    ["two versions of one object", "key,versionId\na,1\na,2\n", /^lines 2 and 3 lead to/],
  ])("refuses %s, by the lines", async (_what, manifest, message) => {
    await expect(check(manifest)).rejects.toEqual(refused(message));
  });

  test("finds every key that two lines lead to, and no other", async () => {
    const key = fc.string({ unit: fc.constantFrom("a", "b", "é"), minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(key, { maxLength: 12 }), async (keys) => {
        const isDistinct = new Set(keys).size === keys.length;

        const counts = check(`key\n${keys.map((one) => `${one}\n`).join("")}`);

        await (isDistinct
          ? expect(counts).resolves.toMatchObject({ entries: keys.length })
          : expect(counts).rejects.toEqual(refused(/^lines/)));
      }),
    );
  });
});

describe("the hashes of keys", () => {
  test("are reported once where keys were added twice, over all blocks", () => {
    const hashes = new KeyHashes();
    const count = 1024 * 1024 + 10;
    for (let index = 0; index < count; index += 1) {
      hashes.add(`part-${index}`);
    }
    for (const again of ["part-3", `part-${count - 1}`, "part-3", "part-1048575"]) {
      hashes.add(again);
    }

    expect([...hashes.repeated()]).toEqual(
      ["part-3", `part-${count - 1}`, "part-1048575"].map(keyHash).toSorted((a, b) => a - b),
    );
  });

  test("of none are none", () => {
    expect([...new KeyHashes().repeated()]).toEqual([]);
  });

  test("tell keys apart by their order and by their last character", () => {
    const keys = ["ab", "ba", "a", "b", "", "\0", "\0\0", "aé", "aè"];

    expect(new Set(keys.map(keyHash)).size).toBe(keys.length);
  });
});
