import type { Lister } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { startHttpServer } from "../http-server.ts";

export type OpenedLister = Lister & { close(): void };

const signal = new AbortController().signal;

/** A page of S3 and of COS, which differ in nothing that these tests are about. */
function page(keys: readonly string[], isTruncated = false, rest = ""): string {
  const objects = keys.map(
    (key) => `<Contents><Key>${key}</Key><Size>1</Size><ETag>"e"</ETag></Contents>`,
  );
  return `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${rest}${objects.join("")}</ListBucketResult>`;
}

/** What no lister of a store may believe, each from a report about another tool (reference/bulk.md). */
const LIES = [
  ["lists folder by folder", page(["k/", "k.b"])],
  ["lists by UTF-16", page(["k😀", "k\uff5e"])],
  ["names a key twice", page(["k1", "k1"])],
  ["begins at the beginning again", page(["a", "k1"])],
  ["repeats the page before", page(["k0"], true)],
  ["is empty, and says that more follows", page([], true)],
  ["is empty, and leads back", page([], true, "<NextMarker>k0</NextMarker>")],
  ["names what was not asked for", page(["l"])],
] as const;

/** What is no list at all. */
const DAMAGED = [
  ["is an error", "<Error><Code>InternalError</Code><Message>m</Message></Error>"],
  ["is a page of an intermediary", "<html><body>log in</body></html>"],
  ["is empty", ""],
  ["was cut", page(["k1", "k2"]).slice(0, -30)],
  ["was cut between two objects", page(["k1", "k2"]).replace(/<Contents><Key>k2.*$/, "")],
  ["does not say whether more follows", page(["k1"]).replace(/<IsTruncated.*IsTruncated>/, "")],
  ["has an object without a size", page(["k1"]).replace(/<Size>.*<\/Size>/, "")],
  ["has a size that is none", page(["k1"]).replace("<Size>1", "<Size>-1")],
  ["has an object without an ETag", page(["k1"]).replace(/<ETag>.*<\/ETag>/, "")],
  ["has a key that was cut", page(["k%F"], false, "<EncodingType>url</EncodingType>")],
] as const;

/** What every lister of a store must do with a list that lies. Run by each adapter. */
export function describeLyingLists(name: string, open: (endpoint: string) => OpenedLister): void {
  async function ask(status: number, body: string) {
    const server = await startHttpServer((_request, response) => {
      response.writeHead(status, { "x-cos-request-id": "r1" }).end(body);
    });
    const lister = open(server.url);
    try {
      return await lister.page({ prefix: "k", after: "k0" }, 1000, signal);
    } finally {
      lister.close();
      await server.close();
    }
  }

  describe(`a list of ${name} that responds otherwise`, () => {
    test.each(LIES)("and %s is listing-invalid", async (_what, body) => {
      await expect(ask(200, body)).rejects.toMatchObject({ code: "listing-invalid" });
    });

    test.each(DAMAGED)("and %s is asked again", async (_what, body) => {
      await expect(ask(200, body)).rejects.toMatchObject({ code: "source-response-invalid" });
    });

    test.each([
      [403, "AccessDenied", "source-forbidden"],
      [404, "NoSuchBucket", "source-missing"],
      [503, "SlowDown", "source-throttled"],
    ])("by %i %s fails with %s", async (status, code, expected) => {
      const body = `<Error><Code>${code}</Code><Message>m</Message></Error>`;

      await expect(ask(status, body)).rejects.toMatchObject({ code: expected });
    });
  });
}
