import { STORE_PROFILES } from "@penstock/core";
import { describe, expect, onTestFinished, test } from "vitest";
import type { S3Options } from "./s3-client.ts";
import { createS3DocumentStore } from "./s3-document-store.ts";
import { errorDocument, type Respond, respondWith, startStore } from "./test-store.ts";

async function open(respond: Respond, options: Partial<S3Options> = {}) {
  const started = await startStore(respond, options);
  const objects = createS3DocumentStore(started.options);
  onTestFinished(async () => {
    objects.close();
    await started.close();
  });
  const keysBelow = async (prefix: string) => {
    const keys: string[] = [];
    for await (const key of objects.list(prefix)) {
      keys.push(key);
    }
    return keys;
  };
  return { objects, keysBelow, requests: started.requests };
}

function pageOf(keys: readonly string[], isTruncated: boolean): string {
  const contents = keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join("");
  return `<ListBucketResult>${contents}<IsTruncated>${isTruncated}</IsTruncated></ListBucketResult>`;
}

function pages(...documents: readonly string[]): Respond {
  let next = 0;
  return (request, response) => {
    respondWith(200, documents[next] ?? "", { "content-type": "application/xml" })(
      request,
      response,
    );
    next += 1;
  };
}

describe("a list of objects", () => {
  test.each([
    ["second", "versitygw", "start-after"],
    ["first", "cos-s3", "marker"],
  ] as const)("of the %s version is walked to its last page", async (_which, provider, after) => {
    const profile = STORE_PROFILES[provider];
    const { keysBelow, requests } = await open(
      pages(pageOf(["a", "b"], true), pageOf(["c"], false)),
      { profile, pathStyle: true },
    );

    expect(await keysBelow("")).toEqual(["a", "b", "c"]);
    const asked = requests.map(({ request }) =>
      new URL(request.url ?? "", "http://a.example").searchParams.get(after),
    );
    expect(asked).toEqual([null, "b"]);
  });

  test("that leads nowhere is not believed", async () => {
    const { keysBelow } = await open(pages(pageOf([], true)));

    await expect(keysBelow("p/")).rejects.toMatchObject({ code: "store-response-invalid" });
  });
});

describe("a document", () => {
  test("that is to be the first asks the store to replace none", async () => {
    const { objects, requests } = await open(respondWith(412, errorDocument("PreconditionFailed")));

    await objects.putIfAbsent("a", "{}");

    expect(requests[0]?.request.headers["if-none-match"]).toBe("*");
  });

  test("replaces another at a store that knows no condition", async () => {
    const profile = STORE_PROFILES.other;
    const { objects, requests } = await open(respondWith(200, "", { etag: '"e"' }), { profile });

    await objects.putIfAbsent("a", "{}");

    expect(requests[0]?.request.headers).not.toHaveProperty("if-none-match");
  });

  test("is not merely absent when its bucket is", async () => {
    const { objects } = await open(respondWith(404, errorDocument("NoSuchBucket")));

    await expect(objects.get("a")).rejects.toMatchObject({ code: "store-missing" });
  });
});
