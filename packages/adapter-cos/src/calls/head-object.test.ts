import { afterEach, expect, test } from "vitest";
import { closeAll, errorDocument, openBucket, respondWith, signal } from "../test-bucket.ts";

afterEach(closeAll);

test.each([
  [400, "ExpiredToken", "credentials-expired"],
  [403, "RequestTimeTooSkewed", "clock-skewed"],
  [400, "UserNetworkTooSlow", "store-throttled"],
  [400, "InvalidURI", "store-rejected"],
  [403, "AccessDenied", "store-refused"],
])("a HEAD that is rejected with %i asks a GET why: %s", async (status, name, code) => {
  const { store, server } = await openBucket((request, response) => {
    const body = request.method === "HEAD" ? "" : errorDocument(name);
    respondWith(status, body)(request, response);
  });

  await expect(store.head("key", "crc64xz", signal)).rejects.toMatchObject({ code });

  expect(server.requests.map(({ method, headers }) => [method, headers.range])).toEqual([
    ["HEAD", undefined],
    ["GET", "bytes=0-0"],
  ]);
});

test("a HEAD with a 400 where a GET is answered may pass", async () => {
  const { store } = await openBucket((request, response) => {
    respondWith(request.method === "HEAD" ? 400 : 206, "a")(request, response);
  });

  await expect(store.head("key", "crc64xz", signal)).rejects.toMatchObject({
    code: "store-response-invalid",
  });
});
