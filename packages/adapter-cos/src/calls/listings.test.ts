import type { OpenUpload } from "@penstock/core";
import { afterEach, describe, expect, test } from "vitest";
import { closeAll, openBucket, type Respond, respondWith, signal, upload } from "../test-bucket.ts";

afterEach(closeAll);

const TIME = "2020-03-25T10:07:14.000Z";

/** Answers with one page after the other. */
function pages(documents: readonly string[]): Respond {
  let next = 0;
  return (request, response) => {
    respondWith(200, documents[next])(request, response);
    next += 1;
  };
}

function queryOf(url = ""): Record<string, string> {
  return Object.fromEntries(new URL(url, "http://a.example").searchParams);
}

async function all(uploads: AsyncIterable<OpenUpload>): Promise<readonly OpenUpload[]> {
  const found: OpenUpload[] = [];
  for await (const one of uploads) {
    found.push(one);
  }
  return found;
}

describe("a list of parts", () => {
  const page = (numbers: readonly number[], next?: number) =>
    `<ListPartsResult>${numbers
      .map((n) => `<Part><PartNumber>${n}</PartNumber><ETag>e${n}</ETag><Size>1</Size></Part>`)
      .join("")}<IsTruncated>${next !== undefined}</IsTruncated>${
      next === undefined ? "" : `<NextPartNumberMarker>${next}</NextPartNumberMarker>`
    }</ListPartsResult>`;

  test("is walked to its last page, each asked for after the one before", async () => {
    const { store, server } = await openBucket(pages([page([1, 2], 2), page([3])]));

    const parts = await store.listParts(upload, signal);

    expect(parts.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(server.requests.map(({ url }) => queryOf(url))).toEqual(
      ["0", "2"].map((marker) => ({
        uploadId: "u1",
        "max-parts": "1000",
        "part-number-marker": marker,
        "encoding-type": "url",
      })),
    );
  });

  test.each([
    ["is no list", "<html></html>"],
    ["leads back to where it started", page([], 0)],
    ["leads in a circle", page([1], 1)],
    ["leads past the last part that there can be", page([1], 10_001)],
    ["was cut", "<ListPartsResult><Part><PartNumber>1</PartNumber>"],
  ])("is not believed when it %s", async (_what, body) => {
    const { store } = await openBucket(respondWith(200, body));

    const list = store.listParts(upload, signal);

    await expect(list).rejects.toMatchObject({ code: "store-response-invalid" });
  });
});

describe("a list of uploads", () => {
  const page = (keys: readonly string[], next?: string) =>
    `<ListMultipartUploadsResult><Encoding-Type>url</Encoding-Type>${keys
      .map(
        (key) =>
          `<Upload><Key>${key}</Key><UploadID>u-${key}</UploadID><Initiated>${TIME}</Initiated></Upload>`,
      )
      .join("")}<IsTruncated>${next !== undefined}</IsTruncated>${
      next === undefined
        ? ""
        : `<NextKeyMarker>${next}</NextKeyMarker><NextUploadIdMarker>m</NextUploadIdMarker>`
    }</ListMultipartUploadsResult>`;

  test("is walked to its last page by decoded markers", async () => {
    const { store, server } = await openBucket(pages([page(["p%2Fa"], "p%2Fa"), page(["p%2Fb"])]));

    const found = await all(store.listUploads("p/", signal));

    const common = { uploads: "", prefix: "p/", "max-uploads": "1000", "encoding-type": "url" };
    expect(found).toEqual([
      { key: "p/a", uploadId: "u-p%2Fa", initiatedAtMs: Date.parse(TIME) },
      { key: "p/b", uploadId: "u-p%2Fb", initiatedAtMs: Date.parse(TIME) },
    ]);
    expect(server.requests.map(({ url }) => queryOf(url))).toEqual([
      common,
      { ...common, "key-marker": "p/a", "upload-id-marker": "m" },
    ]);
    expect(server.requests[0]?.url?.startsWith("/?uploads&")).toBe(true);
  });

  test.each([
    ["back to its first page", (at: number) => `k${at % 2}`, 3],
    ["back to a page in its middle", (at: number) => (at < 3 ? `k${at}` : "k1"), 4],
  ])("is left when it leads %s", async (_what, keyAt, requests) => {
    const { store, server } = await openBucket((request, response) => {
      const key = keyAt(server.requests.length - 1);
      respondWith(200, page([key], key))(request, response);
    });

    const list = all(store.listUploads("", signal));

    await expect(list).rejects.toMatchObject({ code: "store-response-invalid" });
    expect(server.requests).toHaveLength(requests);
  });

  test("asks for no more pages than are walked", async () => {
    const { store, server } = await openBucket(pages([page(["a"], "a"), page(["b"])]));

    for await (const _ of store.listUploads("", signal)) {
      break;
    }

    expect(server.requests).toHaveLength(1);
    expect(queryOf(server.requests[0]?.url)).not.toHaveProperty("prefix");
  });

  test.each([
    ["is no list", "<html></html>"],
    ["leads nowhere", page([], "a")],
    ["does not say where it continues", page([]).replace("false", "true")],
  ])("is not believed when it %s", async (_what, body) => {
    const { store } = await openBucket(respondWith(200, body));

    const list = all(store.listUploads("p/", signal));

    await expect(list).rejects.toMatchObject({ code: "store-response-invalid" });
  });
});
