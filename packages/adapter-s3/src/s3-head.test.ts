import { afterEach, expect, onTestFinished, test } from "vitest";
import { createS3SourceReader } from "./s3-source-reader.ts";
import {
  closeAll,
  errorDocument,
  openStore,
  type Respond,
  respondWith,
  signal,
} from "./test-store.ts";

afterEach(closeAll);

/** A HEAD has no document, whatever the store says. */
function rejecting(status: number, code: string): Respond {
  return (request, response) =>
    respondWith(status, request.method === "HEAD" ? "" : errorDocument(code))(request, response);
}

test.each([
  [400, "ExpiredToken", "credentials-expired", "source-throttled"],
  [403, "RequestTimeTooSkewed", "clock-skewed", "source-throttled"],
  [400, "UserNetworkTooSlow", "store-throttled", "source-throttled"],
  [400, "InvalidURI", "store-rejected", "source-forbidden"],
  [403, "AccessDenied", "store-refused", "source-forbidden"],
])(
  "a HEAD that is rejected with %i asks a GET why: %s",
  async (status, name, ofStore, ofSource) => {
    const { store, options, requests } = await openStore(rejecting(status, name));
    const source = createS3SourceReader(options);
    onTestFinished(() => source.close());

    await expect(store.head("key", "crc32", signal)).rejects.toMatchObject({ code: ofStore });
    await expect(source.stat("key", signal)).rejects.toMatchObject({ code: ofSource });

    expect(requests.map(({ request }) => [request.method, request.headers.range])).toEqual([
      ["HEAD", undefined],
      ["GET", "bytes=0-0"],
      ["HEAD", undefined],
      ["GET", "bytes=0-0"],
    ]);
  },
);

test.each([
  ["one byte", "a"],
  ["a whole document, as a store without ranges", "<?xml version='1.0'?><ListAllMyBucketsResult/>"],
  ["nothing", ""],
])("a HEAD with a 400 where a GET sends %s may pass", async (_what, body) => {
  const { store } = await openStore((request, response) => {
    respondWith(request.method === "HEAD" ? 400 : 200, body)(request, response);
  });

  await expect(store.head("key", "crc32", signal)).rejects.toMatchObject({
    code: "store-response-invalid",
  });
});
