import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Hashing } from "../../ports/system.ts";
import { type InventoryDocument, readInventoryDocument } from "./inventory-document.ts";
import { type InventoryCheckpoint, type InventorySource, readInventory } from "./read-inventory.ts";
import { bytesOf, inChunks, readWhole } from "./sample-manifest.ts";

const HASHING: Hashing = {
  hasher: (algorithm) => {
    const hash = createHash(algorithm);
    return { update: (bytes) => hash.update(bytes), digest: () => hash.digest("hex") };
  },
};

const SCHEMA =
  "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass, IsMultipartUploaded";

function row(key: string, rest: Partial<Readonly<Record<string, string>>> = {}): string {
  const { version = "v1", latest = "true", deleted = "false", size = "10", bucket = "raw" } = rest;
  const date = "2026-11-21T00:00:00.000Z";
  const values = [bucket, key, version, latest, deleted, size, date, "abc", "GLACIER", "false"];
  return `${values.map((value) => `"${value}"`).join(",")}\n`;
}

function packed(text: string): Uint8Array {
  return new Uint8Array(gzipSync(text));
}

/** An inventory of files with these texts, packed. */
function inventoryOf(
  texts: readonly string[],
  change: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes,
): InventorySource {
  const all = texts.map(packed);
  const files = all.map((bytes, index) => ({
    key: `inventory/data/${index}.csv.gz`,
    size: bytes.length,
    MD5checksum: createHash("md5").update(bytes).digest("hex"),
  }));
  return {
    document: readInventoryDocument(
      JSON.stringify({ sourceBucket: "raw", fileFormat: "CSV", fileSchema: SCHEMA, files }),
    ),
    open: ({ key }) => {
      const index = files.findIndex((file) => file.key === key);
      return inChunks(change(all[index] ?? new Uint8Array()), [1, 7, 30]);
    },
    hashing: HASHING,
  };
}

describe("an S3 Inventory", () => {
  test("says of an object what its columns say, with its key decoded", async () => {
    const { entries } = await readWhole(
      readInventory(inventoryOf([row("2026%2F11/a+b%2Bc%C3%A9.bin")]), "refuse"),
    );

    expect(entries).toEqual([
      {
        line: 1,
        next: { file: 0, line: 2 },
        object: {
          source: { kind: "key", key: "2026/11/a b+cé.bin" },
          versionId: "v1",
          sizeBytes: 10,
          validator: { kind: "etag", etag: '"abc"' },
          storageClass: "GLACIER",
        },
      },
    ]);
  });

  test("of all versions names the current ones, and counts the rest", async () => {
    const text =
      row("a", { version: "v2" }) +
      row("a", { latest: "false" }) +
      row("b", { deleted: "true", size: "" }) +
      row("b", { latest: "false", deleted: "true" });

    const { entries, pages } = await readWhole(readInventory(inventoryOf([text]), "refuse"));

    expect(entries.map(({ object }) => object.versionId)).toEqual(["v2"]);
    expect(pages.map(({ leftOut }) => leftOut)).toEqual([{ deleteMarkers: 2, olderVersions: 1 }]);
  });

  test("continues behind every page as if it had not stopped", async () => {
    const source = inventoryOf([
      Array.from({ length: 7 }, (_, index) => row(`a/${index}`)).join(""),
      "",
      Array.from({ length: 4 }, (_, index) => row(`b/${index}`)).join(""),
    ]);
    const { entries } = await readWhole(readInventory(source, "refuse"));

    const pieces = [];
    let next: InventoryCheckpoint | undefined;
    for (;;) {
      const first = await readInventory(source, "refuse", next, 3).next();
      if (first.done === true) {
        break;
      }
      pieces.push(first.value);
      next = first.value.next;
    }

    expect(pieces.map((page) => page.entries.length)).toEqual([3, 3, 1, 3, 1]);
    expect(pieces.flatMap((page) => page.entries)).toEqual(entries);
  });

  test.each([
    ["another bucket", row("a", { bucket: "other" }), /is of the bucket "other"/],
    ["too few values", '"raw","a"\n', /has 2 values, and fileSchema names 10/],
    ["an escape that is none", row("a%2"), /has a key that is empty/],
  ])("has a broken line with %s", async (_what, line, problem) => {
    const source = inventoryOf(["", row("a") + line + row("b")]);

    const { entries, broken } = await readWhole(readInventory(source, "skip"));

    expect(entries).toHaveLength(2);
    expect(broken).toMatchObject([
      { line: 2, file: "inventory/data/1.csv.gz", problem: expect.stringMatching(problem) },
    ]);
    await expect(readWhole(readInventory(source, "refuse"))).rejects.toMatchObject({
      code: "manifest-invalid",
      message: expect.stringMatching(/^line 2 of inventory\/data\/1\.csv\.gz \(from byte \d+\) /),
    });
  });

  test("is read to the end of a file that was replaced, and says so there", async () => {
    const source = inventoryOf([row("a")], () => packed(row("b")));

    await expect(readWhole(readInventory(source, "skip"))).rejects.toMatchObject({
      code: "checksum-mismatch",
      message: expect.stringMatching(/inventory\/data\/0\.csv\.gz has the MD5 .* replaced/),
    });
  });

  test.each([
    ["is cut", (bytes: Uint8Array) => bytes.subarray(0, -9)],
    ["is not packed", () => bytesOf(row("a"))],
  ])("with a file that %s gives an error, and no shorter list", async (_what, change) => {
    const source = inventoryOf([row("a").repeat(1000)], change);

    await expect(readWhole(readInventory(source, "skip"))).rejects.toMatchObject({
      code: expect.stringMatching(/^(checksum-mismatch|source-response-invalid)$/),
    });
  });

  test("passes on what the reader of a file rejects with", async () => {
    const failure = new Error("the connection was cut");
    async function* cut(): AsyncGenerator<Uint8Array> {
      yield packed(row("a")).subarray(0, 12);
      throw failure;
    }

    const pages = readInventory({ ...inventoryOf([row("a")]), open: cut }, "skip");

    await expect(readWhole(pages)).rejects.toBe(failure);
  });

  test("lets go of a file that nobody wants to read on", async () => {
    let isReleased = false;
    const source = inventoryOf([row("a").repeat(5000)]);
    async function* watched(file: InventoryDocument["files"][number]): AsyncGenerator<Uint8Array> {
      try {
        yield* source.open(file);
      } finally {
        isReleased = true;
      }
    }

    for await (const page of readInventory({ ...source, open: watched }, "skip")) {
      expect(page.entries).toHaveLength(1000);
      break;
    }

    await expect.poll(() => isReleased).toBe(true);
  });
});

describe("the manifest.json of an inventory", () => {
  const FILE = { key: "data/0.csv.gz", size: 1, MD5checksum: "0".repeat(32) };
  const WHOLE = {
    sourceBucket: "raw",
    fileFormat: "CSV",
    fileSchema: "Bucket, Key",
    files: [FILE],
  };

  test("names the files and where what is in a row", () => {
    expect(readInventoryDocument(`\ufeff${JSON.stringify(WHOLE)}`)).toMatchObject({
      sourceBucket: "raw",
      columns: { count: 2, bucket: 0, key: 1, size: undefined },
      files: [{ key: "data/0.csv.gz", sizeBytes: 1, md5: "0".repeat(32) }],
    });
  });

  test.each([
    ["Parquet", { ...WHOLE, fileFormat: "Parquet" }, /the format Parquet.*written as CSV/],
    ["ORC", { ...WHOLE, fileFormat: "ORC" }, /the format ORC.*written as CSV/],
    ["no format", { ...WHOLE, fileFormat: undefined }, /the format nothing/],
    ["no Key", { ...WHOLE, fileSchema: "Bucket, Size" }, /a fileSchema without Key/],
    ["no schema", { ...WHOLE, fileSchema: 1 }, /no fileSchema/],
    ["no bucket", { ...WHOLE, sourceBucket: "" }, /no sourceBucket/],
    ["no files", { ...WHOLE, files: {} }, /no list of files/],
    ["a file without MD5", { ...WHOLE, files: [FILE, { key: "a", size: 1 }] }, /file \(number 2\)/],
    ["a file without size", { ...WHOLE, files: [{ ...FILE, size: "1" }] }, /file \(number 1\)/],
    ["an array", [], /is no JSON object/],
  ])("is refused with %s", (_what, document, message) => {
    expect(() => readInventoryDocument(JSON.stringify(document))).toThrow(
      expect.objectContaining({
        code: "manifest-invalid",
        message: expect.stringMatching(message),
      }),
    );
  });
});
