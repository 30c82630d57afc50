import type { Connections, ManifestRef, PageQuery } from "@penstock/core";
import { newJobId, selectionRules } from "@penstock/core";
import { checksumOf, MemorySource } from "@penstock/testkit";
import { beforeEach, describe, expect, test } from "vitest";
import { manifestLister } from "./manifest-lister.ts";
import { openManifest } from "./open-manifest.ts";

const SIGNAL = new AbortController().signal;
const JOB = { id: newJobId(0, new Uint8Array(10)), tenant: "default" };
const ALL: PageQuery = { prefix: "", after: "" };
const REF = { connection: "lists", key: "list", format: "csv", onBrokenLine: "refuse" } as const;

let lists: MemorySource;
let objects: MemorySource;

beforeEach(() => {
  lists = new MemorySource();
  objects = new MemorySource();
});

function listerOf(text: string, ref: ManifestRef = REF, template = "{relativeKey}") {
  lists.put(REF.key, new TextEncoder().encode(text));
  const unused = () => expect.fail("it is not asked for");
  const connections: Connections = {
    source: (name) => (name === "lists" ? lists : objects),
    ...{ store: unused, lister: unused, probe: unused, serverSideCopySource: unused },
  };
  const hashing = {
    hasher: (algorithm: "md5" | "crc32" | "crc64xz") => {
      const chunks: Uint8Array[] = [];
      return {
        update: (bytes: Uint8Array) => void chunks.push(bytes.slice()),
        digest: () => checksumOf(algorithm, Buffer.concat(chunks)),
      };
    },
  };
  const selection = { kind: "manifest", connection: "objects", manifest: ref } as const;
  return manifestLister({
    manifest: openManifest({ connections, hashing }, JOB, ref),
    source: objects,
    rules: selectionRules({ selection, destination: { connection: "to", template } }, 0),
  });
}

const MANY = `key,size\n${Array.from({ length: 2500 }, (_, n) => `k${2500 - n},${n}`).join("\n")}\n`;

describe("a list by a manifest", () => {
  test("is in the order of the manifest, and ends with it", async () => {
    const lister = listerOf(MANY);
    const sizes: number[] = [];
    let query = ALL;
    for (let isEnd = false; !isEnd; ) {
      const page = await lister.page(query, 1000, SIGNAL);
      sizes.push(...page.entries.map(({ sizeBytes }) => sizeBytes));
      isEnd = page.isEnd;
      query = { ...query, after: page.last };
    }

    expect(sizes).toEqual(Array.from({ length: 2500 }, (_, index) => index));
  });

  test("continues behind any entry, in any process, and ends where it is told", async () => {
    const first = await listerOf(MANY).page(ALL, 1000, SIGNAL);
    const after = first.entries[9]?.position ?? "";
    const to = first.entries[12]?.position ?? "";

    const page = await listerOf(MANY).page({ prefix: "", after, to }, 1000, SIGNAL);

    expect(page.entries.map(({ sizeBytes }) => sizeBytes)).toEqual([10, 11, 12]);
    expect([page.last, page.isEnd]).toEqual([to, true]);
  });

  test("asks the source for what the manifest leaves out", async () => {
    objects.put("a", new Uint8Array(5));

    const { entries } = await listerOf("key\na\nmissing\n").page(ALL, 1000, SIGNAL);

    expect(entries.map(({ key, sizeBytes, refused }) => [key, sizeBytes, refused?.code])).toEqual([
      ["a", 5, undefined],
      ["missing", 0, "source-missing"],
    ]);
  });

  test("means the versions that it names, whose size it has to give", async () => {
    const text = 'key,size,versionId,etag\na,1,v1,\nb,,v1,"""e"""\nc,1,,"""e"""\nd,1,,\n';

    const { entries } = await listerOf(text).page(ALL, 1000, SIGNAL);

    expect(entries.map(({ refused, isExact = false }) => refused?.code ?? isExact)).toEqual([
      ...[true, "source-unusable", true, false],
    ]);
  });

  test("reads a byte order mark, CRLF, line ends in quotes and percent-encoded keys", async () => {
    const ref = { ...REF, spelling: "percent" } as const;
    const text = '\ufeffkey,size\r\n"a\nb",1\r\nc%20d%2Be,2\r\n';

    const { entries } = await listerOf(text, ref).page(ALL, 1000, SIGNAL);

    expect(entries.map(({ key }) => key)).toEqual(["a\nb", "c d+e"]);
  });

  test("leaves percent signs alone where nothing says that they encode", async () => {
    const { entries } = await listerOf("key,size\nc%20d,2\n").page(ALL, 1000, SIGNAL);

    expect(entries.map(({ key }) => key)).toEqual(["c%20d"]);
  });

  test("ends before anything moves where a line is broken", async () => {
    await expect(listerOf("key,size\na,1\nb,x\n").page(ALL, 1000, SIGNAL)).rejects.toMatchObject({
      code: "manifest-invalid",
      message: expect.stringContaining("line 3"),
    });
  });

  test("goes on behind a broken line where the job says so, with an entry that names it", async () => {
    const ref = { ...REF, onBrokenLine: "skip" } as const;

    const { entries } = await listerOf("key,size\na,1\nb,x\nc,1\n", ref).page(ALL, 1000, SIGNAL);

    expect(entries.map(({ key, refused }) => [key, refused?.message])).toEqual([
      ["a", undefined],
      ["line 3", expect.stringMatching(/^line 3 \(from byte 13\) has the size "x"/)],
      ["c", undefined],
    ]);
    const positions = entries.map(({ position }) => position);
    expect(positions.toSorted()).toEqual(positions);
  });

  test.each([
    ["the same key twice", "key,size\na,1\na,1\n"],
    ["two keys for one destination", "key,size,destinationKey\na,1,x\nb,1,x\n"],
  ])("ends before anything moves with %s, and names both lines", async (_what, text) => {
    await expect(listerOf(text).page(ALL, 1000, SIGNAL)).rejects.toMatchObject({
      code: "manifest-invalid",
      message: expect.stringMatching(/2.*3/),
    });
  });

  test("ends before anything moves where two objects would get one key", async () => {
    const lister = listerOf("key,size\na/x,1\nb/x,1\n", REF, "{basename}");

    await expect(lister.page(ALL, 1000, SIGNAL)).rejects.toMatchObject({
      code: "manifest-invalid",
    });
  });

  test("is not taken for ended where reading it fails", async () => {
    const lister = listerOf(MANY, { ...REF, version: await versionOf(MANY) });
    const first = await lister.page(ALL, 1000, SIGNAL);
    lists.remove(REF.key);
    const next = { ...ALL, after: first.last };
    // What was read ahead of it may still be given.
    const outcomes = [];
    for (let tries = 0; tries < 4; tries += 1) {
      outcomes.push(await lister.page(next, 1000, SIGNAL).catch((error: unknown) => error));
    }

    expect(outcomes.at(-1)).toMatchObject({ code: "source-missing" });
  });
});

async function versionOf(text: string) {
  listerOf(text);
  const { sourceVersion } = await lists.stat(REF.key, SIGNAL);
  const etag = '"v2"';
  return { ...sourceVersion, validator: { kind: "etag", etag } as const };
}
