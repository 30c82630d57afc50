import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ManifestCheckpoint, type ManifestOptions, readManifest } from "./read-manifest.ts";
import { bytesOf, inChunks, type ReadWhole, readWhole } from "./sample-manifest.ts";

const CSV: ManifestOptions = { format: "csv", spelling: "plain", onBrokenLine: "refuse" };
const JSONL: ManifestOptions = { ...CSV, format: "jsonl" };
const SKIP = { onBrokenLine: "skip" } as const;

type Read = ReadWhole<ManifestCheckpoint>;

function read(manifest: string | Uint8Array, options: ManifestOptions = CSV): Promise<Read> {
  const bytes = typeof manifest === "string" ? bytesOf(manifest) : manifest;
  return readWhole(readManifest(inChunks(bytes), options));
}

function keysOf({ entries }: Read): readonly string[] {
  return entries.map(({ object: { source } }) => (source.kind === "key" ? source.key : source.url));
}

function refused(message: string | RegExp): object {
  return expect.objectContaining({
    code: "manifest-invalid",
    message: typeof message === "string" ? message : expect.stringMatching(message),
  });
}

describe("a CSV manifest", () => {
  test("says of an object what its columns name, in any order", async () => {
    const { entries } = await read(
      "size,key,etag,versionId,storageClass,md5,destinationKey\n" +
        "10,a/b.bin,abc,v1,GLACIER,D41D8CD98F00B204E9800998ECF8427E,to/b.bin\n",
    );

    expect(entries).toMatchObject([
      {
        line: 2,
        object: {
          source: { kind: "key", key: "a/b.bin" },
          sizeBytes: 10,
          validator: { kind: "etag", etag: '"abc"' },
          versionId: "v1",
          storageClass: "GLACIER",
          checksum: { algorithm: "md5", value: "d41d8cd98f00b204e9800998ecf8427e" },
          destinationKey: "to/b.bin",
        },
      },
    ]);
  });

  test("may leave everything out but the key", async () => {
    const { entries } = await read("key,size,destKey\na,,\n");

    expect(entries.map(({ object }) => object)).toEqual([{ source: { kind: "key", key: "a" } }]);
  });

  test("may name URLs", async () => {
    const read1 = await read("url\nhttps://data.example.org/a%20b.bin?v=1\n");

    expect(keysOf(read1)).toEqual(["https://data.example.org/a%20b.bin?v=1"]);
  });

  test.each([
    ["a byte order mark", "\ufeffkey\na\n", ["a"]],
    ["CRLF", "key\r\na\r\nb\r\n", ["a", "b"]],
    ["blank lines", "\n\nkey\n\na\n\r\n\nb\n\n", ["a", "b"]],
    ["a last line without an end", "key\na", ["a"]],
    ["a last line that ends with a carriage return", "key\na\r", ["a"]],
    ["quotes", 'key\n"a,b"\n"say ""x"""\n', ["a,b", 'say "x"']],
    ["line ends in quotes", 'key\n"a\nb"\n"c\r\nd"\n"e\rf"\n', ["a\nb", "c\r\nd", "e\rf"]],
    ["escapes, which are left as they are", "key\na%20b+c\n", ["a%20b+c"]],
    ["other scripts", "key\n日本/é😀.bin\n", ["日本/é😀.bin"]],
    ["nothing", "", []],
    ["nothing but its columns", "key,size\n", []],
  ])("may have %s", async (_what, manifest, keys) => {
    expect(keysOf(await read(manifest))).toEqual(keys);
  });

  test("decodes keys and destination keys where it is said that they are encoded", async () => {
    const { entries } = await read("key,destKey\na%20b+c%2Bd,%C3%A9\n", {
      ...CSV,
      spelling: "percent",
    });

    expect(entries.map(({ object }) => object)).toEqual([
      { source: { kind: "key", key: "a b c+d" }, destinationKey: "é" },
    ]);
  });

  test("numbers the line that a row begins on", async () => {
    const { entries } = await read('key\n\n"a\n\nb"\nc\n');

    expect(entries.map(({ line }) => line)).toEqual([3, 6]);
  });

  test.each([
    ["an unknown column", "key,sise\n", /names "sise", which is not known: did you mean "size"\?/],
    ["a column that is not compared", "key,sha256\n", /"sha256", which is not compared yet/],
    ["a column twice", "key,destKey,destinationKey\n", /names the column destinationKey twice/],
    ["no key", "size,etag\n", /names neither "key" nor "url"/],
    ["no columns", "a/b.bin\nc.bin\n", /names "a\/b.bin", which is not known: known are key, url/],
    ["a quote without end", '"key\n', /has a quote that is not closed/],
  ])(
    "is refused whole for a first line with %s, whatever is skipped",
    async (_what, manifest, message) => {
      await expect(read(manifest, { ...CSV, ...SKIP })).rejects.toEqual(refused(message));
    },
  );
});

describe("a JSON Lines manifest", () => {
  test("says of an object what its properties name", async () => {
    const { entries } = await read(
      '{"key":"a/b.bin","size":10,"etag":"\\"abc\\"","destKey":"to/b","crc32":null}\n',
      JSONL,
    );

    expect(entries).toMatchObject([
      {
        line: 1,
        object: {
          source: { kind: "key", key: "a/b.bin" },
          sizeBytes: 10,
          validator: { kind: "etag", etag: '"abc"' },
          destinationKey: "to/b",
        },
      },
    ]);
  });

  test.each([
    ["a byte order mark", '\ufeff{"key":"a"}\n', ["a"]],
    ["CRLF and blank lines", '\r\n{"key":"a"}\r\n  \n {"key":"b"}', ["a", "b"]],
    ["escapes", '{"key":"a\\u00e9\\n\\ud83d\\ude00"}', ["aé\n😀"]],
  ])("may have %s", async (_what, manifest, keys) => {
    expect(keysOf(await read(manifest, JSONL))).toEqual(keys);
  });

  test.each([
    ["an array", '["a"]', /is no JSON object/],
    ["half an object", '{"key":"a"', /is no JSON object/],
    ["an unknown property", '{"key":"a","sizes":1}', /names "sizes".*did you mean "size"/],
    ["a property of every object", '{"key":"a","__proto__":1}', /names "__proto__"/],
    ["a size of text", '{"key":"a","size":"x"}', /has the size "x"/],
    ["a size that is no whole number", '{"key":"a","size":1.5}', /has the size "1.5"/],
    ["a key that is a number", '{"key":1}', /has a key that is no text/],
    ["half of a surrogate pair", '{"key":"\\ud83d"}', /has a key that is empty/],
    ["a NUL in its key", '{"key":"\\u0000"}', /has a key that is empty/],
    ["no key", '{"size":1}', /names no object/],
    ["key and url", '{"key":"a","url":"https://a.example/b"}', /both a key and a url/],
  ])("has a broken line in %s", async (_what, line, problem) => {
    const { broken } = await read(`${line}\n`, { ...JSONL, ...SKIP });

    expect(broken).toEqual([{ line: 1, byteOffset: 0, problem: expect.stringMatching(problem) }]);
  });
});

describe("a broken line", () => {
  const LONG = "x".repeat(70_000);
  const broken: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
    ["too few values", "a", /has 1 values, and the first line names 2 columns/],
    ["too many values", "a,1,2", /has 3 values/],
    ["no key", ",1", /names no object/],
    ["a size below zero", "a,-1", /has the size "-1"/],
    ["a size that no number holds", "a,9007199254740993", /has the size/],
    ["a quote inside of a value", 'a"b,1', /a quote inside of a value without quotes/],
    ["text behind a quote", '"a"b,1', /has text behind a closing quote/],
    ["a lone carriage return", "a\rb,1", /a carriage return that no line feed follows/],
    ["a lone carriage return behind a quote", '"a"\rb,1', /a carriage return/],
    ["a NUL", "a\0b,1", /has a NUL character/],
    ["a byte that is not UTF-8", Uint8Array.of(0x61, 0xff, 0x2c, 0x31), /is not UTF-8/],
    ["more than 64 KiB", `${LONG},1`, /is longer than 64 KiB/],
  ];

  test.each(broken)(
    "with %s is skipped and counted, and takes nothing with it",
    async (_what, line, problem) => {
      const bytes = Uint8Array.of(
        ...bytesOf("key,size\nbefore,1\n"),
        ...(typeof line === "string" ? bytesOf(line) : line),
        ...bytesOf("\nbehind,2\n"),
      );

      const whole = await read(bytes, { ...CSV, ...SKIP });

      expect(keysOf(whole)).toEqual(["before", "behind"]);
      expect(whole.broken).toEqual([
        { line: 3, byteOffset: 18, problem: expect.stringMatching(problem) },
      ]);
    },
  );

  test.each(broken)("with %s is refused by its number", async (_what, line, problem) => {
    const bytes = Uint8Array.of(
      ...bytesOf("key,size\n"),
      ...(typeof line === "string" ? bytesOf(line) : line),
    );

    await expect(read(bytes)).rejects.toEqual(
      refused(new RegExp(`^line 2 \\(from byte 9\\) .*${problem.source}.*onBrokenLine: skip`)),
    );
  });

  test.each([
    ["up to the end", 'key\n"a\nb\nc\n', ["b", "c"], [2]],
    [
      "for 64 KiB",
      `key\n"a\n${"x".repeat(40_000)}\n${"y".repeat(40_000)}\nb\n"`,
      undefined,
      [2, 6],
    ],
    [
      "before a line that is not text",
      Uint8Array.of(...bytesOf('key\n"a\nb\n'), 0xff, 10, 0x22, 10),
      ["b"],
      [2, 4, 5],
    ],
  ])("with a quote that is open %s is one line", async (_what, manifest, keys, lines) => {
    const whole = await read(manifest, { ...CSV, ...SKIP });

    expect(whole.broken.map(({ line }) => line)).toEqual(lines);
    expect(keysOf(whole)).toEqual(keys ?? ["x".repeat(40_000), "y".repeat(40_000), "b"]);
  });

  test.each([
    ["a key that is no URL", "url\nftp://a/b\n", /begins with https:/],
    ["a URL with a password", "url\nhttps://u:p@a.example/b\n", /with a password/],
    ["a signed URL", "url\nhttps://a.example/b?X-Amz-Signature=1\n", /signed URL/],
    ["an escape that is none", "key\na%2\n", /has a key that is empty/],
    ["an etag that is no header", "key,etag\na,x y\n", /has the etag "x y"/],
    ["two checksums", `key,crc32,md5\na,00000000,${"0".repeat(32)}\n`, /two checksums/],
    ["a short checksum", "key,crc64xz\na,00\n", /give 16 hex digits/],
  ])("is one with %s", async (_what, manifest, problem) => {
    await expect(read(manifest, { ...CSV, spelling: "percent" })).rejects.toEqual(refused(problem));
  });
});

describe("what is no manifest", () => {
  test.each([
    ["Parquet", [0x50, 0x41, 0x52, 0x31, 0x15], /is Parquet, which Penstock does not read/],
    ["ORC", [0x4f, 0x52, 0x43, 0x01], /is ORC, which Penstock does not read/],
    ["gzip", [0x1f, 0x8b, 0x08], /is gzip, which only the files of an S3 Inventory/],
    ["UTF-16", [0xff, 0xfe, 0x6b, 0x00], /is UTF-16, save it as UTF-8/],
  ])("is refused by its name: %s", async (_name, start, message) => {
    const bytes = Uint8Array.from(start);

    for (const options of [CSV, { ...JSONL, ...SKIP }]) {
      const pages = readManifest(inChunks(bytes, [1, 2]), options);
      await expect(readWhole(pages)).rejects.toEqual(refused(message));
    }
  });

  test("is refused above ten million lines, with what to do instead", async () => {
    const bytes = bytesOf('{"key":"a"}\n{"key":"b"}\n');
    const from = { byteOffset: 120_000_000, line: 10_000_000 };

    const whole = readWhole(readManifest(inChunks(bytes), JSONL, from));
    const allowed = readWhole(readManifest(inChunks(bytes.subarray(0, 12)), JSONL, from));

    await expect(whole).rejects.toEqual(refused(/more than 10,000,000 lines: split it/));
    await expect(allowed).resolves.toMatchObject({ entries: [{ line: 10_000_000 }] });
  });
});

describe("reading a manifest", () => {
  const LINES = ["a", '"b\nc"', '"d', 'e"f', "", "é", '"g""h",1', "i,2", "j\rk", "\ufffd,3", "\0"];
  const ends = fc.constantFrom("\n", "\r\n");
  const csv = fc
    .array(fc.tuple(fc.constantFrom(...LINES, "l,".repeat(20_000)), ends), { maxLength: 40 })
    .map((lines) => `key,size\n${lines.map((line) => line.join("")).join("")}`);
  const json = fc
    .array(fc.constantFrom('{"key":"a"}', '{"key":"é","size":3}', "{", "", " ", "x".repeat(66_000)))
    .map((lines) => lines.join("\n"));
  const manifest = fc.oneof(
    csv.map((text) => ({ text, options: { ...CSV, ...SKIP } })),
    json.map((text) => ({ text, options: { ...JSONL, ...SKIP } })),
  );
  /** Some bytes become what no UTF-8 has. */
  const bytes = fc.tuple(manifest, fc.array(fc.nat(), { maxLength: 3 })).map(([one, places]) => {
    const all = bytesOf(one.text);
    for (const place of places.filter((at) => at > 9 && at < all.length)) {
      all[place] = 0xff;
    }
    return { bytes: all, options: one.options };
  });

  test("gives the same whatever chunks the bytes come in", async () => {
    await fc.assert(
      fc.asyncProperty(bytes, fc.array(fc.nat(4000), { maxLength: 60 }), async (sample, cuts) => {
        const whole = await readWhole(readManifest(inChunks(sample.bytes), sample.options));

        const cut = await readWhole(readManifest(inChunks(sample.bytes, cuts), sample.options));

        expect(cut.entries).toEqual(whole.entries);
        expect(cut.broken).toEqual(whole.broken);
      }),
      { numRuns: 200 },
    );
  });

  test("continues behind every page as if it had not stopped", async () => {
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 5 }), async (sample, pageLines) => {
        const whole = await readWhole(readManifest(inChunks(sample.bytes), sample.options));
        const pages = [];
        let next: ManifestCheckpoint | undefined;
        for (;;) {
          const rest = sample.bytes.subarray(next?.byteOffset ?? 0);
          const first = await readManifest(inChunks(rest), sample.options, next, pageLines).next();
          if (first.done === true) {
            break;
          }
          pages.push(first.value);
          next = first.value.next;
        }

        expect(pages.flatMap(({ entries }) => entries)).toEqual(whole.entries);
        const broken = pages.flatMap((page) => page.broken);
        expect(broken.map(({ next: _, ...line }) => line)).toEqual(whole.broken);
      }),
      { numRuns: 100 },
    );
  });

  test("continues behind every entry, and ends at the offset of a later one", async () => {
    await fc.assert(
      fc.asyncProperty(bytes, fc.nat(), fc.nat(), async (sample, one, other) => {
        const { entries } = await readWhole(readManifest(inChunks(sample.bytes), sample.options));
        fc.pre(entries.length > 0);
        const [first = 0, last = 0] = [one % entries.length, other % entries.length].toSorted(
          (a, b) => a - b,
        );
        const from = entries[first]?.next;
        const to = entries[last]?.next.byteOffset;

        const slice = sample.bytes.subarray(from?.byteOffset, to);
        const between = await readWhole(readManifest(inChunks(slice), sample.options, from));

        expect(between.entries).toEqual(entries.slice(first + 1, last + 1));
      }),
      { numRuns: 200 },
    );
  });
});

test("a manifest of random words comes back as it was written", async () => {
  const word = fc.string({
    unit: fc.constantFrom("a", ",", '"', "\n", "\r", "é", "😀", "%20"),
    minLength: 1,
  });
  const rows = fc.array(fc.record({ key: word, size: fc.nat(), destinationKey: word }));
  await fc.assert(
    fc.asyncProperty(rows, ends(), async (objects, end) => {
      const lines = objects.map(({ key, size, destinationKey }) =>
        [key, String(size), destinationKey].map(quoted).join(","),
      );
      const csv = ["key,size,destinationKey", ...lines].map((line) => line + end).join("");
      const jsonl = objects.map((object) => `${JSON.stringify(object)}${end}`).join("");

      const expected = objects.map(({ key, size, destinationKey }) => ({
        source: { kind: "key", key },
        sizeBytes: size,
        destinationKey,
      }));
      const fromCsv = await read(csv);
      const fromJson = await read(jsonl, JSONL);
      expect(fromCsv.entries.map(({ object }) => object)).toEqual(expected);
      expect(fromJson.entries.map(({ object }) => object)).toEqual(expected);
    }),
  );
});

function ends(): fc.Arbitrary<string> {
  return fc.constantFrom("\n", "\r\n");
}

function quoted(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
