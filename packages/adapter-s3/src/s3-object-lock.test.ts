import type { IncomingMessage, ServerResponse } from "node:http";
import { STORE_PROFILES } from "@penstock/core";
import { afterEach, expect, test } from "vitest";
import { bodyOf, closeAll, first, object, openStore, signal, upload } from "./test-store.ts";

// A bucket with a default retention refuses whatever puts bytes into it without a checksum (Amazon S3 user
// guide, "Object Lock": "The Content-MD5 or x-amz-checksum header is required").

afterEach(closeAll);

const REJECTION =
  "<Error><Code>InvalidRequest</Code><Message>Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters</Message></Error>";

function locked({ headers }: IncomingMessage, response: ServerResponse): void {
  const names = Object.keys(headers);
  const isChecked = names.some(
    (name) => name === "content-md5" || name.startsWith("x-amz-checksum-"),
  );
  if (isChecked) {
    response.writeHead(200, { etag: '"e1"' }).end();
  } else {
    response.writeHead(400).end(REJECTION);
  }
}

const CHECKSUMS = { crc32: "cbf43926", md5: "25f9e794323b453885f5181f1b624d0b" };

const SPEAKERS = Object.entries(STORE_PROFILES).filter(([name]) => name !== "cos");

test.each(SPEAKERS)(
  "a locked bucket of %s takes parts and whole objects",
  async (_name, profile) => {
    const { store } = await openStore(locked, { profile });
    const { checksum } = profile;
    const value =
      checksum === "crc64xz" ? expect.fail("S3 has no such checksum") : CHECKSUMS[checksum];
    const body = () => ({ ...bodyOf("123456789"), checksum: value });

    const part = await store.uploadPart(upload, first, body(), checksum, signal);
    const put = await store.put({ ...object, checksum }, body(), signal);

    expect([part.etag, put.etag]).toEqual(["e1", "e1"]);
  },
);

test("says what a locked bucket misses", async () => {
  const { store } = await openStore(locked);

  const sent = store.uploadPart(upload, first, bodyOf("123456789"), "crc32", signal);

  await expect(sent).rejects.toMatchObject({
    code: "store-rejected",
    message: expect.stringContaining("Content-MD5 OR x-amz-checksum- HTTP header is required"),
  });
});
