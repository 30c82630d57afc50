import { expect, test } from "vitest";
import { parsePartList } from "./part-list.ts";

function listOf(...parts: readonly string[]): string {
  return `<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`;
}

const ONE = "<Part><PartNumber>1</PartNumber><ETag>a1</ETag></Part>";

test.each([
  ["compact", listOf(ONE)],
  ["after a declaration", `<?xml version="1.0" encoding="UTF-8"?>\n${listOf(ONE)}\n`],
  [
    "in a namespace",
    listOf(ONE).replace("Upload>", 'Upload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'),
  ],
  [
    "with white space and a checksum",
    listOf(
      "\n <Part>\n <ETag> a1 </ETag><ChecksumCRC32>AAAA</ChecksumCRC32>\n <PartNumber>1</PartNumber>\n </Part>\n",
    ),
  ],
  ...['"A1"', "&quot;a1&quot;", "&#34;a1&#34;", "&#x22;a1&#x22;"].map((etag): [string, string] => [
    `with the ETag ${etag}`,
    listOf(ONE.replace("a1", etag)),
  ]),
])("reads a list %s", (_how, xml) => {
  const isChecked = xml.includes("Checksum");
  const checksums = new Map(isChecked ? [["ChecksumCRC32", "AAAA"]] : []);
  expect(parsePartList(xml)).toEqual([{ number: 1, etag: "a1", checksums }]);
});

test.each([
  ["nothing", ""],
  ["no part", listOf()],
  ["another document", "<Delete><Object/></Delete>"],
  ["a document that does not end", listOf(ONE).slice(0, -5)],
  ["a part that does not end", listOf("<Part><PartNumber>1</PartNumber>")],
  ["a part in a part", listOf(`<Part>${ONE}</Part>`)],
  ["text between the parts", listOf(ONE, "x", ONE)],
  ["a part without ETag", listOf("<Part><PartNumber>1</PartNumber></Part>")],
  ["a part number that is none", listOf(ONE.replace("1", "one"))],
  ["a document type", `<!DOCTYPE x [<!ENTITY e "x">]>${listOf(ONE)}`],
])("refuses %s", (_what, xml) => {
  expect(() => parsePartList(xml)).toThrow(expect.objectContaining({ code: "MalformedXML" }));
});

test("reads 10 000 parts in their order", () => {
  const numbers = Array.from({ length: 10_000 }, (_, index) => index + 1);

  const list = parsePartList(listOf(...numbers.map((number) => ONE.replace("1", String(number)))));

  expect(list.map(({ number }) => number)).toEqual(numbers);
});
