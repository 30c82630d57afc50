import { connectionsFile } from "@penstock/wire";
import { describe, expect, test } from "vitest";
import { sectionUnder, tableUnder } from "./markdown.ts";
import { readTracked, type TextFile, trackedFiles } from "./tracked-files.ts";

const RIGHTS = {
  s3: {
    CreateMultipartUpload: ["s3:PutObject"],
    UploadPart: ["s3:PutObject"],
    CompleteMultipartUpload: ["s3:PutObject"],
    AbortMultipartUpload: ["s3:AbortMultipartUpload"],
    ListParts: ["s3:ListMultipartUploadParts"],
    ListMultipartUploads: ["s3:ListBucketMultipartUploads"],
    PutObject: ["s3:PutObject"],
    HeadObject: ["s3:GetObject"],
    GetObject: ["s3:GetObject", "s3:GetObjectVersion"],
    ListObjectsV2: ["s3:ListBucket"],
  },
  cos: {
    CreateMultipartUpload: ["name/cos:InitiateMultipartUpload"],
    UploadPart: ["name/cos:UploadPart"],
    CompleteMultipartUpload: ["name/cos:CompleteMultipartUpload"],
    AbortMultipartUpload: ["name/cos:AbortMultipartUpload"],
    ListParts: ["name/cos:ListParts"],
    ListMultipartUploads: ["name/cos:ListMultipartUploads"],
    PutObject: ["name/cos:PutObject"],
    HeadObject: ["name/cos:HeadObject"],
    GetObject: ["name/cos:GetObject"],
    ListObjectsV2: ["name/cos:GetBucket"],
  },
  oss: {
    CreateMultipartUpload: ["oss:PutObject"],
    UploadPart: ["oss:PutObject"],
    CompleteMultipartUpload: ["oss:PutObject"],
    AbortMultipartUpload: ["oss:AbortMultipartUpload"],
    ListParts: ["oss:ListParts"],
    ListMultipartUploads: ["oss:ListMultipartUploads"],
    PutObject: ["oss:PutObject"],
    HeadObject: ["oss:GetObject"],
    GetObject: ["oss:GetObject", "oss:GetObjectVersion"],
    ListObjectsV2: ["oss:ListObjects"],
  },
  gcs: {
    CreateMultipartUpload: ["storage.multipartUploads.create", "storage.objects.create"],
    UploadPart: ["storage.multipartUploads.create", "storage.objects.create"],
    CompleteMultipartUpload: ["storage.multipartUploads.create", "storage.objects.delete"],
    AbortMultipartUpload: ["storage.multipartUploads.abort"],
    ListParts: ["storage.multipartUploads.listParts"],
    ListMultipartUploads: ["storage.multipartUploads.list"],
    PutObject: ["storage.objects.create", "storage.objects.delete"],
    HeadObject: ["storage.objects.get"],
    GetObject: ["storage.objects.get"],
    ListObjectsV2: ["storage.objects.list"],
  },
} as const satisfies Record<string, Readonly<Record<string, readonly string[]>>>;

const INDEX = readTracked("docs/providers/README.md").text;

/** The requests of each row of the index, by what the connection is. */
const REQUESTS = new Map(
  tableUnder(INDEX, "Requests that Penstock sends").map(([role = "", requests = ""]) => [
    role,
    codesIn(requests),
  ]),
);

function codesIn(text: string): readonly string[] {
  return [...text.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? "");
}

function jsonBlocks(text: string): readonly string[] {
  return [...text.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? "");
}

/** The rights that the first block of a section grants. */
function rightsUnder(page: string, heading: string): ReadonlySet<string> {
  const [block = ""] = jsonBlocks(sectionUnder(page, heading));
  const rights = [...block.matchAll(/"((?:s3|oss|name\/cos):\w+|storage\.\w+\.\w+)"/g)];
  return new Set(rights.map((match) => match[1] ?? ""));
}

function neededRights(dialect: keyof typeof RIGHTS, role: string): ReadonlySet<string> {
  const all: Readonly<Record<string, readonly string[]>> = RIGHTS[dialect];
  return new Set((REQUESTS.get(role) ?? []).flatMap((request) => all[request] ?? [request]));
}

/** Connections of a page that a process would refuse, with the reason. */
function wrongConnections({ path, text }: TextFile): readonly string[] {
  return jsonBlocks(text)
    .filter((block) => block.includes('"connections"'))
    .flatMap((block) => {
      const { error } = connectionsFile.safeParse(JSON.parse(block));
      return error === undefined ? [] : [`${path}: ${error.message}`];
    });
}

describe("the pages of providers", () => {
  const pages = trackedFiles(/^docs\/providers\/[a-z0-9-]+\.md$/);

  test.each(pages)("$path has JSON that can be pasted", ({ text }) => {
    expect(() => jsonBlocks(text).map((block) => JSON.parse(block))).not.toThrow();
    expect(text).toContain('"connections"');
    expect(text).toMatch(/\n## Conformance\n\n\S/);
  });

  test.each([
    ["aws", "s3"],
    ["ceph", "s3"],
    ["cos", "cos"],
    ["oss", "oss"],
    ["gcs", "gcs"],
  ] as const)(
    "%s grants the rights of the requests that are sent, and no others",
    (name, dialect) => {
      const page = readTracked(`docs/providers/${name}.md`).text;

      expect(rightsUnder(page, "Rights of a destination")).toEqual(
        neededRights(dialect, "a destination"),
      );
      expect(rightsUnder(page, "Rights of a source")).toEqual(neededRights(dialect, "a source"));
    },
  );

  test("name every request that the S3 adapter can send", () => {
    const sources = trackedFiles(/^packages\/adapter-s3\/src\/(?!.*\.test\.ts$).+\.ts$/);
    const sent = sources.flatMap(({ text }) =>
      [...text.matchAll(/\bnew (\w+)Command\(/g)].map((match) => match[1] ?? ""),
    );
    // The first version of the list, for stores that have no second, takes the same right.
    const named = new Set([...[...REQUESTS.values()].flat(), "ListObjects", "AssumeRole"]);

    expect(sent.length).toBeGreaterThan(8);
    expect(sent.filter((request) => !named.has(request))).toEqual([]);
  });
});

test("every connection that a page shows is one that a process takes", () => {
  expect(trackedFiles(/\.md$/).flatMap(wrongConnections)).toEqual([]);
});

describe("the checks of providers", () => {
  const json = (text: string) => `## A\n\n\`\`\`json\n${text}\n\`\`\`\n`;

  test("bite on a connection with a field that there is not", () => {
    const text = json('{ "connections": { "a": { "provider": "file", "folder": "/a" } } }');

    expect(wrongConnections({ path: "a.md", text })).toHaveLength(1);
  });

  test("read the rights of a policy", () => {
    const page = json('{ "Action": ["s3:GetObject", "s3:PutObject"] }');

    expect([...rightsUnder(page, "A")]).toEqual(["s3:GetObject", "s3:PutObject"]);
  });
});
