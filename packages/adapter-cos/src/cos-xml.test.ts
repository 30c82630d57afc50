import { toETag, toPartNumber } from "@penstock/core";
import { describe, expect, test } from "vitest";
import {
  readCompletedETag,
  readCopiedPart,
  readError,
  readPartsPage,
  readUploadId,
  readUploadsPage,
  writeCompleteDocument,
  writeTagging,
} from "./cos-xml.ts";

function partsDocument(items: string, tail = "<IsTruncated>false</IsTruncated>"): string {
  return `<ListPartsResult>${items}${tail}</ListPartsResult>`;
}

function part(number: number, etag: string): string {
  return `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag><Size>10</Size></Part>`;
}

describe("an initiate response", () => {
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
  ])("without an id is not a response: %s", (xml) => {
    expect(readUploadId(xml)).toBeUndefined();
  });
});

describe("a complete response", () => {
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
  test.each([["&quot;ab&quot;"], ["&#34;ab&#x22;"], ['"ab"'], ["ab"]])(
    "reads the ETag %s",
    (etag) => {
      const page = readPartsPage(partsDocument(part(1, etag)));

      expect(page?.parts).toEqual([{ number: 1, etag: "ab", sizeBytes: 10 }]);
    },
  );

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

  test("that ends early without naming the next one is not believed", () => {
    const xml = partsDocument(part(1, "a"), "<IsTruncated>true</IsTruncated>");

    expect(readPartsPage(xml)).toBeUndefined();
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

function uploadsDocument(items: string, tail = "<IsTruncated>false</IsTruncated>"): string {
  return `\n\n<ListMultipartUploadsResult>${items}${tail}</ListMultipartUploadsResult>`;
}

function openUpload(key: string, initiated: string, id = "<UploadId>u1</UploadId>"): string {
  return `<Upload><Key>${key}</Key>${id}<Owner><ID>me</ID></Owner><Initiated>${initiated}</Initiated></Upload>`;
}

describe("a page of uploads", () => {
  const iso = "2020-03-25T10:07:14.000Z";

  test.each([
    [iso, Date.UTC(2020, 2, 25, 10, 7, 14)],
    // The published sample: its upload id starts with 1484726657, which is this second.
    ["Wed Jan 18 16:04:17 2017", 1_484_726_657_000],
  ])("reads the time %s", (initiated, initiatedAtMs) => {
    const page = readUploadsPage(uploadsDocument(openUpload("a", initiated)));

    expect(page?.uploads).toEqual([{ key: "a", uploadId: "u1", initiatedAtMs }]);
  });

  test.each(["Encoding-type", "Encoding-Type", "EncodingType"])(
    "decodes the keys when it says so by %s",
    (name) => {
      const xml = uploadsDocument(
        `<${name}>url</${name}>${openUpload("a%01%20%2F%C3%BC", iso)}`,
        "<IsTruncated>TRUE</IsTruncated><NextKeyMarker>a%01</NextKeyMarker><NextUploadIDMarker>u1</NextUploadIDMarker>",
      );

      const page = readUploadsPage(xml);

      expect(page?.uploads[0]?.key).toBe("a\u0001 /ü");
      expect(page?.next).toEqual({ key: "a\u0001", uploadId: "u1" });
    },
  );

  test("leaves the keys alone when it does not say so", () => {
    expect(readUploadsPage(uploadsDocument(openUpload("a%20b", iso)))?.uploads[0]?.key).toBe(
      "a%20b",
    );
  });

  test("reads no upload, one and many, in the old spelling as well", () => {
    const old = openUpload("b", iso, "<UploadID>u2</UploadID>");
    const counts = ["", old, openUpload("a", iso) + old].map(
      (items) => readUploadsPage(uploadsDocument(items))?.uploads.length,
    );

    expect(counts).toEqual([0, 1, 2]);
  });

  test.each([
    ["<html></html>"],
    [uploadsDocument(openUpload("a", "yesterday"))],
    [uploadsDocument(openUpload("a", iso, ""))],
    [uploadsDocument(`<EncodingType>url</EncodingType>${openUpload("a%zz", iso)}`)],
    [uploadsDocument("", "<IsTruncated>true</IsTruncated>")],
    [uploadsDocument(openUpload("a&#8;", iso))],
    [uploadsDocument(openUpload("a&#xFFFE;", iso))],
  ])("with an unusable upload or end is not believed: %s", (xml) => {
    expect(readUploadsPage(xml)).toBeUndefined();
  });
});

describe("a copy response", () => {
  test("gives the ETag, and the CRC where it is there", () => {
    const xml = (rest: string) =>
      `\n<CopyPartResult><ETag>&quot;a&quot;</ETag>${rest}</CopyPartResult>`;

    expect(readCopiedPart(xml(""))).toEqual({ etag: '"a"', crc64: undefined });
    expect(readCopiedPart(xml("<CRC64>12</CRC64>"))).toEqual({ etag: '"a"', crc64: "12" });
  });

  test.each([
    ["<CopyPartResult><ETag/></CopyPartResult>"],
    ["<Error><Code>InternalError</Code><ETag>a</ETag></Error>"],
  ])("without an ETag is none: %s", (xml) => {
    expect(readCopiedPart(xml)).toBeUndefined();
  });
});

test("an error document gives its code", () => {
  const xml =
    "<Error><Code>NoSuchUpload</Code><Message>gone &amp; away</Message><RequestId>r1</RequestId><TraceId>t1</TraceId></Error>\n";

  expect(readError(xml)).toEqual({
    code: "NoSuchUpload",
    message: "gone & away",
    requestId: "r1",
    traceId: "t1",
    serverTime: "",
    hint: "",
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

test("the tagging document holds every tag, escaped", () => {
  expect(writeTagging({ a: "b", "c&": "<d>" })).toBe(
    "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag><Tag><Key>c&amp;</Key><Value>&lt;d&gt;</Value></Tag></TagSet></Tagging>",
  );
});
