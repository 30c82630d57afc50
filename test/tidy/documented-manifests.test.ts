import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import {
  MANIFEST_COLUMNS,
  MAX_MANIFEST_LINES,
  MAX_ROW_BYTES,
  type ManifestOptions,
  type ManifestPage,
  readInventory,
  readInventoryDocument,
  readManifest,
} from "@penstock/core";
import { describe, expect, test } from "vitest";
import { tableUnder } from "./markdown.ts";
import { readTracked } from "./tracked-files.ts";

const PAGE = readTracked("docs/manifests.md").text;

/** The text of every block of that kind, as `csv` or `csv broken`. */
function blocks(kind: string): readonly string[] {
  return [...PAGE.matchAll(/^```(\S+(?: \S+)?)\n(.*?)^```$/gms)].flatMap(([, found, text = ""]) =>
    found === kind ? [text] : [],
  );
}

function block(kind: string): string {
  const [text = "", ...others] = blocks(kind);
  expect(others).toEqual([]);
  return text;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function namesIn<Checkpoint>(
  pages: AsyncIterable<ManifestPage<Checkpoint>>,
): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { entries } of pages) {
    names.push(
      ...entries.map(({ object: { source } }) => (source.kind === "key" ? source.key : source.url)),
    );
  }
  return names;
}

function read(text: string, options: Partial<ManifestOptions>): Promise<readonly string[]> {
  const bytes = new TextEncoder().encode(text);
  const defaults = { format: "csv", spelling: "plain", onBrokenLine: "refuse" } as const;
  return namesIn(readManifest(once(bytes), { ...defaults, ...options }));
}

describe("docs/manifests.md", () => {
  test("explains every column, in order", () => {
    const columns = tableUnder(PAGE, "Columns").map(([column]) => column?.replaceAll("`", ""));

    expect(columns).toEqual([...MANIFEST_COLUMNS]);
  });

  test("names the limits", () => {
    expect(PAGE).toContain(`${MAX_MANIFEST_LINES.toLocaleString("en")} lines`);
    expect(PAGE).toContain(`longer than ${MAX_ROW_BYTES / 1024} KiB`);
  });

  test("has an example of CSV that is read as it stands", async () => {
    await expect(read(block("csv"), {})).resolves.toEqual([
      "2026/11/21/a.parquet",
      "2026/11/21/b, second.parquet",
      '2026/11/21/"c".parquet',
    ]);
  });

  test("has an example of JSON Lines that is read as it stands", async () => {
    await expect(read(block("jsonl"), { format: "jsonl" })).resolves.toEqual([
      "2026/11/21/a.parquet",
      "2026/11/21/b.parquet",
      "https://data.example.org/sets/c.parquet",
    ]);
  });

  test("has an example of broken lines, and what is said of the first", async () => {
    const broken = block("csv broken");

    await expect(read(broken, {})).rejects.toMatchObject({ message: block("text").trim() });
    await expect(read(broken, { onBrokenLine: "skip" })).resolves.toEqual(["2026/11/21/d.parquet"]);
  });

  test("has an example of an inventory, of which the current versions are read", async () => {
    const document = readInventoryDocument(block("json inventory"));
    const file = gzipSync(block("csv inventory"));
    const hash = createHash("md5");
    const md5 = createHash("md5").update(file).digest("hex");
    const pages = readInventory(
      {
        document: { ...document, files: document.files.map((one) => ({ ...one, md5 })) },
        open: () => once(file),
        hashing: {
          hasher: () => ({
            update: (bytes) => hash.update(bytes),
            digest: () => hash.digest("hex"),
          }),
        },
      },
      "refuse",
    );

    await expect(namesIn(pages)).resolves.toEqual(["2026/11/21/a b+c.parquet"]);
  });
});
