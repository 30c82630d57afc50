import { describe, expect, test } from "vitest";
import { issuesOf } from "./issues.ts";
import { jobRequest } from "./job-request.ts";

const SOURCE = { connection: "files", key: "a.bin" };
const DESTINATION = { connection: "cloud", key: "b.bin" };

function parse(options: object) {
  return jobRequest.safeParse({ source: SOURCE, destination: DESTINATION, options });
}

function pointersOf(options: object): readonly string[] {
  const { error } = parse(options);
  return error === undefined ? [] : issuesOf(error).map(({ pointer }) => pointer);
}

describe("the options of a job", () => {
  test("are completed with what is usual", () => {
    expect(parse({}).data?.options).toStrictEqual({ metadata: {} });
  });

  test("take everything that a store keeps with an object", () => {
    const attributes = {
      contentType: "text/html; charset=utf-8",
      cacheControl: "public, max-age=3600",
      contentDisposition: 'attachment; filename="a b.txt"',
      contentEncoding: "gzip",
      contentLanguage: "de-CH",
      expires: "Wed, 21 Oct 2026 07:28:00 GMT",
      metadata: { "team-name": "Machine Learning" },
      storageClass: "MAZ_STANDARD_IA",
      acl: "bucket-owner-full-control",
      tags: { "cost centre": "ml/überall @ 2026", empty: "" },
    };

    expect(parse(attributes).data?.options).toMatchObject(attributes);
  });

  test.each(["preserve", "set", "none"])("take the policy %j for attributes", (attributes) => {
    expect(parse({ attributes, verify: "part" }).data?.options).toMatchObject({ attributes });
  });

  test.each([
    ["a tag's value that is too long", { tags: { a: "v".repeat(257) } }, "/tags/a"],
    ["a tag's value with other characters", { tags: { a: "b&c" } }, "/tags/a"],
    ["a tag without a name", { tags: { "": "a" } }, "/tags/"],
    [
      "more than ten tags",
      { tags: Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`t${n}`, ""])) },
      "/tags",
    ],
    ["a header that would end early", { cacheControl: "a\r\nx-evil: 1" }, "/cacheControl"],
    ["a header outside ASCII", { contentDisposition: "naïve" }, "/contentDisposition"],
    [
      "metadata above 2 KiB",
      { metadata: { a: "x".repeat(1024), b: "x".repeat(1024) } },
      "/metadata",
    ],
    ["a date in another form", { expires: "2026-10-21T07:28:00Z" }, "/expires"],
    ["a day that is none", { expires: "Wed, 41 Oct 2026 07:28:00 GMT" }, "/expires"],
    ["a storage class in another spelling", { storageClass: "standard ia" }, "/storageClass"],
    ["an ACL in another spelling", { acl: "Public Read" }, "/acl"],
    ["a policy that is none", { attributes: "some" }, "/attributes"],
    ["attributes where there shall be none", { attributes: "none", acl: "private" }, "/attributes"],
    [
      "metadata where there shall be none",
      { attributes: "none", metadata: { a: "" } },
      "/attributes",
    ],
    ["metadata under the name of our mark", { metadata: { "penstock-token": "x" } }, "/metadata"],
    ["a way to verify that is none", { verify: "maybe" }, "/verify"],
  ])("refuse %s", (_what, options, pointer) => {
    expect(pointersOf(options)).toEqual([`/options${pointer}`]);
  });
});

test("a source key that is too long is refused in words", () => {
  const source = { connection: "site", key: `film.mp4?v=${"1".repeat(1100)}` };

  const { error } = jobRequest.safeParse({ source, destination: DESTINATION });

  expect(error && issuesOf(error)).toEqual([
    { pointer: "/source/key", message: expect.stringContaining("at most 1024 characters") },
  ]);
});
