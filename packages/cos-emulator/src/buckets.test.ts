import { expect, test } from "vitest";
import { BUCKET, element, type Sent, startForTest } from "./test-client.ts";

const MAKE: Sent = { method: "PUT", path: "" };
const LIST: Sent = { method: "GET", path: "/", wholePath: "/" };

test("a bucket that is made once more is its owner's already", async () => {
  const { cos, s3 } = await startForTest();

  const responses = [await cos({ ...MAKE, path: "/" }), await s3(MAKE)];

  expect(responses.map((response) => [response.status, element(response, "Code")])).toEqual([
    [409, "BucketAlreadyOwnedByYou"],
    [409, "BucketAlreadyOwnedByYou"],
  ]);
});

test("Amazon's first region repeats the success, whatever the body asks for", async () => {
  const { s3 } = await startForTest({ region: "us-east-1" });
  const body = "<CreateBucketConfiguration></CreateBucketConfiguration>";

  const response = await s3({ ...MAKE, body, headers: { "x-amz-acl": "private" } });

  expect(response.status).toBe(200);
  expect(response.headers.location).toBe(`/${BUCKET}`);
});

test("buckets are listed, each with its date", async () => {
  const { s3 } = await startForTest({ buckets: [BUCKET, "another-1250000000"] });

  const { status, text } = await s3(LIST);

  expect(status).toBe(200);
  const names = [...text.matchAll(/<Name>([^<]*)<\/Name>/g)].map(([, name]) => name);
  expect(names).toEqual(["another-1250000000", BUCKET]);
  expect(text).toMatch(/<CreationDate>\d{4}-\d\d-\d\dT/);
});

test("the list of buckets is for those who have a key", async () => {
  const { s3 } = await startForTest();

  expect((await s3({ ...LIST, secretKey: "another" })).status).toBe(403);
});

test.each([
  ["ap-local", "ap-local"],
  ["us-east-1", ""],
])("the location of a bucket in %s is told as %o", async (region, reported) => {
  const { s3 } = await startForTest({ region });

  const response = await s3({ method: "GET", path: "", query: { location: "" } });

  expect(response.text).toBe(`<LocationConstraint>${reported}</LocationConstraint>`);
});

test("a bucket keeps no versions", async () => {
  const { cos } = await startForTest();

  const response = await cos({ method: "GET", path: "/", query: { versioning: "" } });

  expect(response.text).toBe("<VersioningConfiguration></VersioningConfiguration>");
});
