import { describe, expect, test } from "vitest";
import { type ChecksumName, newHasher } from "./checksum.ts";
import {
  BUCKET,
  complete,
  element,
  initiate,
  MIB,
  type Send,
  type StoreResponse,
  sendPart,
  startForTest,
} from "./test-client.ts";

const PATH = "/joined";
const FIRST = Buffer.alloc(5 * MIB, "a");
const LAST = Buffer.from("the last part");
const ENABLED = { "x-amz-checksum-mode": "ENABLED" };
const SOURCE = { "x-amz-copy-source": `/${BUCKET}${PATH}` };

function digestOf(name: ChecksumName, body: Uint8Array): string {
  const hasher = newHasher(name);
  hasher.update(body);
  return hasher.digest().toString("base64");
}

type Whole = { readonly name: ChecksumName; readonly type: "FULL_OBJECT" | "COMPOSITE" };

async function uploadBoth(s3: Send, { name, type }: Whole) {
  const headers = {
    "x-amz-checksum-algorithm": name.toUpperCase(),
    "x-amz-checksum-type": type,
  };
  const uploadId = await initiate(s3, { path: PATH, headers });
  const parts: [number, string, string][] = [];
  for (const [index, body] of [FIRST, LAST].entries()) {
    const value = digestOf(name, body);
    const sent = await sendPart(s3, {
      ...{ path: PATH, uploadId, number: index + 1, body },
      headers: { [`x-amz-checksum-${name}`]: value },
    });
    const tag = `Checksum${name.toUpperCase()}`;
    parts.push([index + 1, sent.headers.etag ?? "", `<${tag}>${value}</${tag}>`]);
  }
  return { uploadId, parts };
}

const said = (response: StoreResponse) => [response.status, element(response, "Code")];

describe("a list of parts at Complete", () => {
  const wrong = `<ChecksumSHA256>${digestOf("sha256", Buffer.from("other"))}</ChecksumSHA256>`;

  test.each<[string, Whole["type"], ChecksumName, (rest: string) => string, string]>([
    ["leaves one out", "COMPOSITE", "sha256", () => "", "InvalidRequest"],
    ["has another one", "COMPOSITE", "sha256", () => wrong, "InvalidPart"],
    [
      "has another one",
      "FULL_OBJECT",
      "crc32c",
      () => "<ChecksumCRC32C>AAAAAA==</ChecksumCRC32C>",
      "InvalidPart",
    ],
    ["has one of another kind", "FULL_OBJECT", "crc64nvme", () => wrong, "InvalidPart"],
    ["leaves one out", "FULL_OBJECT", "crc64nvme", () => "", ""],
    ["has all of them", "FULL_OBJECT", "crc32", (rest) => rest, ""],
  ])("that %s, of a %s %s", async (_what, type, name, change, code) => {
    const { s3 } = await startForTest();
    const { uploadId, parts } = await uploadBoth(s3, { name, type });
    const changed = parts.map(
      ([number, etag, rest]) => [number, etag, number === 2 ? change(rest) : rest] as const,
    );

    const done = await complete(s3, { path: PATH, uploadId, parts: changed });

    expect(said(done)).toEqual([code === "" ? 200 : 400, code]);
  });

  test("with checksums of an upload that has none is refused", async () => {
    const { s3 } = await startForTest();
    const uploadId = await initiate(s3, { path: PATH });
    const { headers } = await sendPart(s3, { path: PATH, uploadId, number: 1, body: LAST });

    const parts = [[1, headers.etag ?? "", wrong]] as const;
    const done = await complete(s3, { path: PATH, uploadId, parts });

    expect(said(done)).toEqual([400, "InvalidPart"]);
  });
});

test("a part without its checksum is taken only where the whole has one of all bytes", async () => {
  const { s3 } = await startForTest();
  const outcomes: unknown[] = [];
  for (const type of ["COMPOSITE", "FULL_OBJECT"]) {
    const headers = { "x-amz-checksum-algorithm": "CRC32C", "x-amz-checksum-type": type };
    const uploadId = await initiate(s3, { path: PATH, headers });
    const part = await sendPart(s3, { path: PATH, uploadId, number: 1, body: LAST });
    outcomes.push([...said(part), part.headers["x-amz-checksum-crc32c"]]);
  }

  expect(outcomes).toEqual([
    [400, "InvalidRequest", undefined],
    [200, "", digestOf("crc32c", LAST)],
  ]);
});

describe.each<Whole>([
  { name: "sha256", type: "COMPOSITE" },
  { name: "crc64nvme", type: "FULL_OBJECT" },
  { name: "crc32", type: "FULL_OBJECT" },
])("the $type $name", (whole) => {
  const tag = `Checksum${whole.name.toUpperCase()}`;

  test("of an upload is in the lists of its parts and of uploads, on the S3 dialect", async () => {
    const { s3, cos } = await startForTest();
    const { uploadId } = await uploadBoth(s3, whole);

    const parts = await s3({ method: "GET", path: PATH, query: { uploadId } });
    const uploads = await s3({ method: "GET", path: "/", query: { uploads: "" } });
    const onCos = await cos({ method: "GET", path: PATH, query: { uploadId } });

    for (const list of [parts, uploads]) {
      expect(element(list, "ChecksumAlgorithm")).toBe(whole.name.toUpperCase());
      expect(element(list, "ChecksumType")).toBe(whole.type);
    }
    const values = [...parts.text.matchAll(new RegExp(`<${tag}>([^<]+)<`, "g"))];
    expect(values.map(([, value]) => value)).toEqual(
      [FIRST, LAST].map((body) => digestOf(whole.name, body)),
    );
    expect(onCos.text).not.toContain("Checksum");
  });

  test("of an object is in its list, at its parts, and in its attributes", async () => {
    const { s3 } = await startForTest();
    const done = await complete(s3, { path: PATH, ...(await uploadBoth(s3, whole)) });

    const list = await s3({ method: "GET", path: "/", query: { "list-type": "2" } });
    const head = await s3({
      method: "HEAD",
      path: PATH,
      query: { partNumber: "2" },
      headers: ENABLED,
    });
    const range = await s3({
      method: "GET",
      path: PATH,
      headers: { ...ENABLED, range: "bytes=0-9" },
    });
    const attributes = await s3({
      ...{ method: "GET", path: PATH, query: { attributes: "" } },
      headers: {
        "x-amz-object-attributes": "ETag,Checksum,ObjectParts,StorageClass,ObjectSize",
        "x-amz-max-parts": "1",
      },
    });

    expect(element(list, "ChecksumAlgorithm")).toBe(whole.name.toUpperCase());
    const header = `x-amz-checksum-${whole.name}`;
    expect(head.headers[header]).toBe(digestOf(whole.name, LAST));
    expect(range.headers[header]).toBeUndefined();
    expect(attributes.text).toContain(
      `<Checksum><${tag}>${element(done, tag)}</${tag}><ChecksumType>${whole.type}</ChecksumType></Checksum>`,
    );
    expect(attributes.text).toContain(
      `<Part><${tag}>${digestOf(whole.name, FIRST)}</${tag}><PartNumber>1</PartNumber><Size>${FIRST.length}</Size></Part><PartsCount>2</PartsCount>`,
    );
    expect(element(attributes, "IsTruncated")).toBe("true");
    expect(element(attributes, "ObjectSize")).toBe(String(FIRST.length + LAST.length));
    expect(`"${element(attributes, "ETag")}"`).toBe(
      element(done, "ETag").replaceAll("&quot;", '"'),
    );
  });

  test.each([
    ["its own kind", {}, whole.name],
    ["the kind that is asked for", { "x-amz-checksum-algorithm": "SHA1" }, "sha1" as const],
  ])("of a copy is of all bytes, of %s", async (_what, asked, name) => {
    const { s3 } = await startForTest();
    await complete(s3, { path: PATH, ...(await uploadBoth(s3, whole)) });

    const copy = await s3({ method: "PUT", path: "/copy", headers: { ...SOURCE, ...asked } });

    const value = digestOf(name, Buffer.concat([FIRST, LAST]));
    expect(element(copy, `Checksum${name.toUpperCase()}`)).toBe(value);
    expect(element(copy, "ChecksumType")).toBe("FULL_OBJECT");
    const head = await s3({ method: "HEAD", path: "/copy", headers: ENABLED });
    expect(head.headers).toMatchObject({
      [`x-amz-checksum-${name}`]: value,
      "x-amz-checksum-type": "FULL_OBJECT",
    });
  });
});

test("a copy is refused an algorithm that there is not, and has none where its source has none", async () => {
  const { s3 } = await startForTest();
  await s3({ method: "PUT", path: PATH, body: LAST });

  const refused = await s3({
    ...{ method: "PUT", path: "/copy" },
    headers: { ...SOURCE, "x-amz-checksum-algorithm": "MD4" },
  });
  const copy = await s3({ method: "PUT", path: "/copy", headers: SOURCE });

  expect(said(refused)).toEqual([400, "InvalidRequest"]);
  expect(copy.text).not.toContain("Checksum");
});

test("the attributes of an object are only those that are asked for, and only S3's", async () => {
  const { s3, cos } = await startForTest();
  await s3({ method: "PUT", path: PATH, body: LAST });
  const ask = (send: Send, names: string) =>
    send({
      ...{ method: "GET", path: PATH, query: { attributes: "" } },
      headers: { "x-amz-object-attributes": names },
    });

  const some = await ask(s3, "ObjectSize,ObjectParts,Checksum");

  expect(some.text).toContain(
    `<GetObjectAttributesResponse><ObjectSize>${LAST.length}</ObjectSize></GetObjectAttributesResponse>`,
  );
  expect(said(await ask(s3, "Size"))).toEqual([400, "InvalidArgument"]);
  expect(said(await ask(cos, "ObjectSize"))).toEqual([501, "NotImplemented"]);
});
