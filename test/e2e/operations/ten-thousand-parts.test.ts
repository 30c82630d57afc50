import { combineChecksums, type ListedPart, toPartNumber } from "@penstock/core";
import { checksumOf } from "@penstock/testkit";
import { expect, test } from "vitest";
import { startEmulator } from "../../conformance/on-emulator.ts";
import { openTarget } from "../../conformance/open-target.ts";
import { sampleBytes } from "../../support/sample-bytes.ts";

const PART_COUNT = 10_000;
const PART_BYTES = 100;
const AT_ONCE = 16;
const signal = new AbortController().signal;

/**
 * The most parts that an upload can have, each of a few bytes: parts of the smallest legal size would
 * be 10 GB. How a whole deployment carries those is measured by hand.
 */
test("an upload of 10 000 parts is sent, listed, completed and read back", async () => {
  const server = await startEmulator({ behaviour: { enforcesMinPart: false } });
  const { store, read, close } = openTarget(server.target("cos"), "");
  const whole = sampleBytes(PART_COUNT * PART_BYTES, "ten thousand");
  const bytesOf = (number: number) =>
    whole.subarray((number - 1) * PART_BYTES, number * PART_BYTES);
  const key = "in/ten-thousand.bin";
  const object = { key, attributes: { metadata: {} }, token: "t", checksum: "crc64xz" } as const;
  const upload = { key, uploadId: await store.initiate(object, signal) };
  const sent: ListedPart[] = [];
  const numbers = Array.from({ length: PART_COUNT }, (_, index) => toPartNumber(index + 1));
  const queue = numbers.values();

  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const number of queue) {
        const body = { lengthBytes: PART_BYTES, chunks: once(bytesOf(number)) };
        const { etag } = await store.uploadPart(upload, number, body, "crc64xz", signal);
        sent[number - 1] = { number, etag, sizeBytes: PART_BYTES };
      }
    }),
  );
  const listed = await store.listParts(upload, signal);
  const checksum = checksumOf("crc64xz", whole);
  await store.complete(upload, listed, { sizeBytes: whole.length, algorithm: "crc64xz" }, signal);

  expect(listed).toEqual(sent);
  expect(await store.head(key, "crc64xz", signal)).toMatchObject({
    sizeBytes: whole.length,
    checksum,
  });
  const pieces = numbers.map((number) => ({
    checksum: checksumOf("crc64xz", bytesOf(number)),
    lengthBytes: PART_BYTES,
  }));
  expect(combineChecksums("crc64xz", pieces)).toBe(checksum);
  expect(Buffer.compare(await read(key), whole)).toBe(0);
  expect(server.emulator.openUploads()).toEqual([]);
  await close();
  await server.close();
});

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
