import {
  type EntryReader,
  endByte,
  type ObjectAttributes,
  type SourceReader,
} from "@penstock/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { seededRandom } from "../seeded-random.ts";

export type SourceUnderTest = {
  readonly reader: SourceReader & EntryReader;
  /** Makes the object, or replaces it by a new version. */
  put(key: string, bytes: Uint8Array, attributes?: ObjectAttributes): Promise<void>;
  remove(key: string): Promise<void>;
  close(): Promise<void>;
};

const MIB = 1024 * 1024;

const ATTRIBUTES: ObjectAttributes = {
  contentType: "video/mp4",
  cacheControl: "max-age=60, public",
  contentDisposition: 'attachment; filename="film.mp4"',
  contentEncoding: "gzip",
  contentLanguage: "de-CH",
  expires: "Wed, 21 Oct 2037 07:28:00 GMT",
  metadata: { origin: "suite", "camera-id": "7 (left), 100%" },
};

/** What every source must do. Run by each adapter. A source without ranges passes `ranges: "none"`. */
export function describeSourceReader(
  name: string,
  open: () => Promise<SourceUnderTest>,
  options: { readonly ranges: "all" | "none"; readonly attributes?: "none" } = { ranges: "all" },
): void {
  describe(`${name} as a source`, () => {
    const signal = new AbortController().signal;
    let subject: SourceUnderTest;

    beforeEach(async () => {
      subject = await open();
    });

    afterEach(async () => {
      await subject.close();
    });

    async function putBytes(key: string, lengthBytes: number, seed = lengthBytes): Promise<Buffer> {
      const bytes = Buffer.from(seededRandom(seed).bytes(lengthBytes));
      await subject.put(key, bytes);
      return bytes;
    }

    async function statOf(key: string) {
      const { sourceVersion, ...rest } = await subject.reader.stat(key, signal);
      return {
        ...rest,
        sourceVersion,
        whole: { startByte: 0, lengthBytes: sourceVersion.sizeBytes },
      };
    }

    test.each([0, 1, 70_000])("tells the size of an object of %i bytes", async (sizeBytes) => {
      await putBytes("object", sizeBytes);

      const { sourceVersion } = await statOf("object");

      expect(sourceVersion.sizeBytes).toBe(sizeBytes);
    });

    test("tells whether it has ranges", async () => {
      await putBytes("object", 10);

      const { hasRanges } = await statOf("object");

      expect(hasRanges).toBe(options.ranges === "all");
    });

    test.each([0, 1, 70_000, 2 * MIB, 3 * MIB + 17])(
      "yields a whole object of %i bytes",
      async (sizeBytes) => {
        const bytes = await putBytes("object", sizeBytes);
        const { sourceVersion, whole } = await statOf("object");

        const read = await collect(subject.reader.read("object", sourceVersion, whole, signal));

        expect(read.equals(bytes)).toBe(true);
      },
    );

    if (options.ranges === "all") {
      test.each([
        { startByte: 0, lengthBytes: 1 },
        { startByte: 999, lengthBytes: 1_500_000 },
        { startByte: 3 * MIB - 1, lengthBytes: 1 },
      ])("yields exactly $lengthBytes bytes from byte $startByte", async (range) => {
        const bytes = await putBytes("object", 3 * MIB);
        const { sourceVersion } = await statOf("object");

        const read = await collect(subject.reader.read("object", sourceVersion, range, signal));

        expect(read.equals(bytes.subarray(range.startByte, endByte(range)))).toBe(true);
      });
    } else {
      test("refuses a range of which it has none", async () => {
        await putBytes("object", 100);
        const { sourceVersion } = await statOf("object");

        const read = collect(
          subject.reader.read("object", sourceVersion, { startByte: 10, lengthBytes: 10 }, signal),
        );

        await expect(read).rejects.toMatchObject({ code: "source-range-ignored" });
      });
    }

    if (options.attributes !== "none") {
      test.each([0, 70_000])("tells what an object of %i bytes says of itself", async (size) => {
        await subject.put("object", Buffer.alloc(size, 7), ATTRIBUTES);

        const { attributes, sourceVersion } = await statOf("object");

        expect(attributes?.attributes).toEqual(ATTRIBUTES);
        expect(sourceVersion.contentEncoding).toBe("gzip");
      });

      test("reads bytes that are stored in a coding as they are stored", async () => {
        const bytes = Buffer.alloc(70_000, 7);
        await subject.put("object", bytes, ATTRIBUTES);
        const { sourceVersion, whole } = await statOf("object");

        const read = await collect(subject.reader.read("object", sourceVersion, whole, signal));

        expect(read.equals(bytes)).toBe(true);
      });
    }

    test("keeps reads that run at once apart", async () => {
      const one = await putBytes("one", 2 * MIB, 1);
      const two = await putBytes("two", 2 * MIB, 2);
      const { sourceVersion: versionOne, whole } = await statOf("one");
      const { sourceVersion: versionTwo } = await statOf("two");

      const [readOne, readTwo] = await Promise.all([
        collect(subject.reader.read("one", versionOne, whole, signal)),
        collect(subject.reader.read("two", versionTwo, whole, signal)),
      ]);

      expect(readOne.equals(one)).toBe(true);
      expect(readTwo.equals(two)).toBe(true);
    });

    test.each(["folder/object", "two words", "größe.bin", "a#b+c&d"])(
      "finds the key %j",
      async (key) => {
        const bytes = await putBytes(key, 100);
        const { sourceVersion, whole } = await statOf(key);

        const read = await collect(subject.reader.read(key, sourceVersion, whole, signal));

        expect(read.equals(bytes)).toBe(true);
      },
    );

    test("reports an object that is not there as missing", async () => {
      const stat = subject.reader.stat("nothing", signal);

      await expect(stat).rejects.toMatchObject({ name: "PenstockError", code: "source-missing" });
    });

    test("reports an object that went away as missing", async () => {
      await putBytes("object", 100);
      const { sourceVersion, whole } = await statOf("object");
      await subject.remove("object");

      const read = collect(subject.reader.read("object", sourceVersion, whole, signal));

      await expect(read).rejects.toMatchObject({ name: "PenstockError", code: "source-missing" });
    });

    test.each([100, 99, 101, 0])(
      "reports an object of 100 bytes that has another version of %i bytes now as changed",
      async (sizeBytes) => {
        await putBytes("object", 100);
        const { sourceVersion, whole } = await statOf("object");
        await putBytes("object", sizeBytes, 7);

        const read = collect(subject.reader.read("object", sourceVersion, whole, signal));

        await expect(read).rejects.toMatchObject({ name: "PenstockError", code: "source-changed" });
      },
    );

    test("never mixes two versions, when one is replaced while it is read", async () => {
      const bytes = await putBytes("object", 3 * MIB, 1);
      const { sourceVersion, whole } = await statOf("object");
      const chunks = subject.reader
        .read("object", sourceVersion, whole, signal)
        [Symbol.asyncIterator]();
      const first = Buffer.from((await chunks.next()).value);
      await putBytes("object", 3 * MIB, 2);

      const rest = collect({ [Symbol.asyncIterator]: () => chunks });

      const outcome = await rest.then(
        (others) => Buffer.concat([first, others]).equals(bytes),
        (error: { readonly code?: string }) => error.code === "source-changed",
      );
      expect(outcome).toBe(true);
    });

    test("can be left in the middle of a read", async () => {
      const bytes = await putBytes("object", 3 * MIB);
      const { sourceVersion, whole } = await statOf("object");

      for (let round = 0; round < 20; round += 1) {
        for await (const chunk of subject.reader.read("object", sourceVersion, whole, signal)) {
          expect(chunk.length).toBeGreaterThan(0);
          break;
        }
      }

      const read = await collect(subject.reader.read("object", sourceVersion, whole, signal));
      expect(read.equals(bytes)).toBe(true);
    });

    test("rejects with the signal's reason when it was aborted before", async () => {
      await putBytes("object", 100);
      const { sourceVersion, whole } = await statOf("object");
      const aborted = AbortSignal.abort(new Error("lease lost"));

      const stat = subject.reader.stat("object", aborted);
      const read = collect(subject.reader.read("object", sourceVersion, whole, aborted));

      await expect(stat).rejects.toThrow("lease lost");
      await expect(read).rejects.toThrow("lease lost");
    });

    test.each([0, 1, 70_000, 3 * MIB + 17])(
      "opens a whole object of %i bytes of the listed version",
      async (sizeBytes) => {
        const bytes = await putBytes("object", sizeBytes);
        const { sourceVersion } = await statOf("object");

        const { chunks } = await subject.reader.open("object", sourceVersion, signal);

        expect((await collect(chunks)).equals(bytes)).toBe(true);
      },
    );

    test.each([
      ["with other bytes", 100, 2],
      ["with another size", 101, 1],
    ])("does not open another version %s", async (_what, lengthBytes, seed) => {
      await putBytes("object", 100, 1);
      const { sourceVersion } = await statOf("object");
      await putBytes("object", lengthBytes, seed);

      const opening = subject.reader
        .open("object", sourceVersion, signal)
        .then(async ({ chunks }) => await collect(chunks));

      await expect(opening).rejects.toMatchObject({ code: "source-changed" });
    });

    test("does not open what is missing", async () => {
      await putBytes("object", 100);
      const { sourceVersion } = await statOf("object");
      await subject.remove("object");

      const opening = subject.reader
        .open("object", sourceVersion, signal)
        .then(async ({ chunks }) => await collect(chunks));

      await expect(opening).rejects.toMatchObject({ code: "source-missing" });
    });

    if (options.attributes !== "none") {
      test("tells with the bytes what it says of an object besides them, coded ones too", async () => {
        const bytes = Buffer.from(seededRandom(1).bytes(100));
        await subject.put("object", bytes, ATTRIBUTES);
        const { sourceVersion, attributes } = await statOf("object");
        const { contentEncoding: _, ...listed } = sourceVersion;

        const opened = await subject.reader.open("object", listed, signal);

        expect(opened.attributes).toEqual(attributes);
        expect((await collect(opened.chunks)).equals(bytes)).toBe(true);
      });
    }

    test("rejects with the signal's reason when it is aborted in the middle of a read", async () => {
      await putBytes("object", 8 * MIB);
      const { sourceVersion, whole } = await statOf("object");
      const abort = new AbortController();

      async function readOn(): Promise<void> {
        for await (const chunk of subject.reader.read(
          "object",
          sourceVersion,
          whole,
          abort.signal,
        )) {
          expect(chunk.length).toBeGreaterThan(0);
          abort.abort(new Error("lease lost"));
        }
      }

      await expect(readOn()).rejects.toThrow("lease lost");
    });
  });
}

/** Copies each chunk at once, since it is only valid until the next one. */
async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const chunk of chunks) {
    copies.push(Buffer.from(chunk));
  }
  return Buffer.concat(copies);
}
