import { expect, test } from "vitest";
import { readTarget } from "./access/addressing.ts";
import { type CallName, subjectOf } from "./request-subject.ts";

const HOST = "demo-1250000000.cos.ap-local.test";

test.each<readonly [method: string, url: string, call: CallName]>([
  ["POST", "/k?uploads", "InitiateMultipartUpload"],
  ["PUT", "/k?partNumber=3&uploadId=u&x-id=UploadPart", "UploadPart"],
  ["POST", "/k?uploadId=u", "CompleteMultipartUpload"],
  ["DELETE", "/k?uploadId=u", "AbortMultipartUpload"],
  ["GET", "/k?uploadId=u&max-parts=1", "ListParts"],
  ["GET", "/?uploads", "ListMultipartUploads"],
  ["GET", "/?list-type=2", "ListObjects"],
  ["HEAD", "/", "HeadBucket"],
  ["POST", "/?delete", "DeleteObjects"],
  ["PUT", "/k", "PutObject"],
  ["HEAD", "/k", "HeadObject"],
  ["GET", "/k", "GetObject"],
  ["DELETE", "/k", "DeleteObject"],
  ["PUT", "/k?tagging", "PutObjectTagging"],
  ["GET", "/k?tagging", "GetObjectTagging"],
  ["DELETE", "/k?tagging", "DeleteObjectTagging"],
  ["PATCH", "/k", "Other"],
  ["PUT", "/", "CreateBucket"],
  ["PUT", "/?acl", "Other"],
  ["GET", "/?location", "GetBucketLocation"],
  ["GET", "/?versioning", "GetBucketVersioning"],
])("%s %s is %s", (method, url, call) => {
  const target = readTarget({ url, host: HOST });

  expect(subjectOf({ method, target, isCopy: false }).call).toBe(call);
});

test("a part with a source is a copy, and a request tells its part and upload", () => {
  const target = readTarget({ url: "/a/b?partNumber=3&uploadId=u", host: HOST });

  expect(subjectOf({ method: "PUT", target, isCopy: true })).toEqual({
    call: "UploadPartCopy",
    bucket: "demo-1250000000",
    key: "a/b",
    part: 3,
    uploadId: "u",
  });
});
