import { toETag, toPartNumber } from "@penstock/core";
import { describe, expect, test } from "vitest";
import {
  readCompletedETag,
  readError,
  readPartsPage,
  readUploadId,
  writeCompleteDocument,
} from "./cos-xml.ts";

function partsDocument(items: string, tail = "<IsTruncated>false</IsTruncated>"): string {
  return `<ListPartsResult>${items}${tail}</ListPartsResult>`;
}

function part(number: number, etag: string): string {
  return `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag><Size>10</Size></Part>`;
}

describe("an initiate answer", () => {
  test.each([
    ["<InitiateMultipartUploadResult><UploadId>148e5</UploadId></InitiateMultipartUploadResult>"],
    ["<InitiateMultipartUploadResult><UploadID>148e5</UploadID></InitiateMultipartUploadResult>"],
    [
      '\n\n<?xml version="1.0"?>\n<InitiateMultipartUploadResult xmlns="a"><UploadId> 148e5 </UploadId></InitiateMultipartUploadResult>\n',
    ],
  ])("is read in every spelling, and the id stays text: %s", (xml) => {
    expect(readUploadId(xml)).toBe("148e5");
  });

  test.each([
    [""],
    ["<html></html>"],
    ["<InitiateMultipartUploadResult/>"],
    ["<InitiateMultipartUploadResult><UploadId/></InitiateMultipartUploadResult>"],
  ])("without an id is not an answer: %s", (xml) => {
    expect(readUploadId(xml)).toBeUndefined();
  });
});

describe("a complete answer", () => {
  test("is read behind a long drip of white space", () => {
    const xml = `${" \n".repeat(500)}<CompleteMultipartUploadResult><ETag>&quot;ab-2&quot;</ETag></CompleteMultipartUploadResult>\n`;

    expect(readCompletedETag(xml)).toBe('"ab-2"');
  });

  test.each([
    ["   \n  "],
    ["<CompleteMultipartUploadResult></CompleteMultipartUploadResult>"],
    ["<CompleteMultipartUploadResult><ETag></ETag></CompleteMultipartUploadResult>"],
    ["<CompleteMultipartUploadResult><ETag>&quot;&quot;</ETag></CompleteMultipartUploadResult>"],
    ['<CompleteMultipartUploadResult><ETag>"ab-2"</ETag>'],
    ['<CompleteMultipartUploadResult><ETag>"ab'],
    ["<Error><Code>InternalError</Code><ETag>x</ETag></Error>"],
  ])("that is cut, empty or an error has no ETag: %s", (xml) => {
    expect(readCompletedETag(xml)).toBeUndefined();
  });
});

describe("a page of parts", () => {
  test.each([["&quot;ab&quot;"], ['"ab"'], ["ab"]])("reads the ETag %s", (etag) => {
    const page = readPartsPage(partsDocument(part(1, etag)));

    expect(page?.parts).toEqual([{ number: 1, etag: "ab", sizeBytes: 10 }]);
  });

  test("reads no part, one part and many parts", () => {
    const sizes = ["", part(1, "a"), part(1, "a") + part(2, "b")].map(
      (items) => readPartsPage(partsDocument(items))?.parts.length,
    );

    expect(sizes).toEqual([0, 1, 2]);
  });

  test("reads a thousand quoted ETags", () => {
    const items = Array.from({ length: 1000 }, (_, index) => part(index + 1, "&quot;a&quot;"));

    expect(readPartsPage(partsDocument(items.join("")))?.parts).toHaveLength(1000);
  });

  test.each(["true", "TRUE"])("names the next page when IsTruncated is %s", (flag) => {
    const tail = `<IsTruncated>${flag}</IsTruncated><NextPartNumberMarker>7</NextPartNumberMarker>`;

    expect(readPartsPage(partsDocument("", tail))?.nextMarker).toBe("7");
  });

  test.each([
    ["<Part><PartNumber>1</PartNumber><Size>1</Size></Part>"],
    ["<Part><PartNumber>0</PartNumber><ETag>a</ETag><Size>1</Size></Part>"],
    ["<Part><PartNumber>1</PartNumber><ETag>a</ETag><Size>-1</Size></Part>"],
    ["<Part><PartNumber>1</PartNumber><ETag>a</ETag></Part>"],
  ])("with an unusable part is not believed: %s", (item) => {
    expect(readPartsPage(partsDocument(item))).toBeUndefined();
  });
});

test("an error document gives its code", () => {
  const xml =
    "<Error><Code>NoSuchUpload</Code><Message>gone &amp; away</Message><RequestId>r1</RequestId></Error>\n";

  expect(readError(xml)).toEqual({
    code: "NoSuchUpload",
    message: "gone & away",
    requestId: "r1",
  });
});

test("a document that declares entities is not read", () => {
  const xml =
    '<!DOCTYPE a [<!ENTITY b "bbbb">]><Error><Code>&b;&b;</Code><Message>m</Message></Error>';

  expect(readError(xml)).toBeUndefined();
});

test("the complete document is compact and escapes what XML would misread", () => {
  const document = writeCompleteDocument([
    { number: toPartNumber(1), etag: toETag('"a<&>"'), sizeBytes: 1 },
  ]);

  expect(document).toBe(
    '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"a&lt;&amp;&gt;"</ETag></Part></CompleteMultipartUpload>',
  );
});
