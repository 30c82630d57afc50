import { afterEach, describe, expect, test } from "vitest";
import { createCosDocumentStore } from "./cos-document-store.ts";
import {
  bucketOptions,
  closeAll,
  errorDocument,
  type Respond,
  respondWith,
  startServer,
} from "./test-bucket.ts";

afterEach(closeAll);

async function open(respond: Respond) {
  const server = await startServer(respond);
  const objects = createCosDocumentStore({ ...bucketOptions, endpoint: server.url });
  const keysBelow = async (prefix: string) => {
    const keys: string[] = [];
    for await (const key of objects.list(prefix)) {
      keys.push(key);
    }
    return keys;
  };
  return { objects, keysBelow, server };
}

function pageOf(keys: readonly string[], isTruncated: boolean, next = ""): string {
  const contents = keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join("");
  const marker = next === "" ? "" : `<NextMarker>${next}</NextMarker>`;
  return `<ListBucketResult>${contents}${marker}<IsTruncated>${isTruncated}</IsTruncated></ListBucketResult>`;
}

function pages(...documents: readonly string[]): Respond {
  let next = 0;
  return (request, response) => {
    respondWith(200, documents[next])(request, response);
    next += 1;
  };
}

describe("a list of objects", () => {
  test("is walked to its last page, each asked for after the one before", async () => {
    const { keysBelow, server } = await open(
      pages(pageOf(["a", "b"], true, "b"), pageOf(["c"], true), pageOf(["d"], false)),
    );

    expect(await keysBelow("")).toEqual(["a", "b", "c", "d"]);
    const markers = server.requests.map(({ url = "" }) =>
      new URL(url, "http://a.example").searchParams.get("marker"),
    );
    expect(markers).toEqual([null, "b", "c"]);
  });

  test("is left when it leads in a circle", async () => {
    const { keysBelow, server } = await open((request, response) => {
      const isFirst = server.requests.length % 2 === 1;
      respondWith(200, pageOf(["a"], true, isFirst ? "b" : "a"))(request, response);
    });

    await expect(keysBelow("")).rejects.toMatchObject({ code: "store-response-invalid" });
    expect(server.requests).toHaveLength(3);
  });

  test.each([
    ["is no list", "<html></html>"],
    ["leads nowhere", pageOf([], true)],
    ["has an object without a key", "<ListBucketResult><Contents></Contents></ListBucketResult>"],
    ["was cut", "<ListBucketResult><Contents><Key>a</Key>"],
  ])("is not believed when it %s", async (_what, body) => {
    const { keysBelow } = await open(respondWith(200, body));

    await expect(keysBelow("p/")).rejects.toMatchObject({ code: "store-response-invalid" });
  });
});

describe("a document", () => {
  test("that is to be the first asks COS to replace none", async () => {
    const { objects, server } = await open(respondWith(409, errorDocument("FileAlreadyExists")));

    await objects.putIfAbsent("a", "{}");

    expect(server.requests[0]?.headers["x-cos-forbid-overwrite"]).toBe("true");
  });

  test("is not merely absent when its bucket is", async () => {
    const { objects } = await open(respondWith(404, errorDocument("NoSuchBucket")));

    await expect(objects.get("a")).rejects.toMatchObject({ code: "store-missing" });
  });

  test("that COS refuses is not written", async () => {
    const { objects } = await open(respondWith(403, errorDocument("AccessDenied")));

    await expect(objects.putIfAbsent("a", "{}")).rejects.toMatchObject({ code: "store-refused" });
  });
});
