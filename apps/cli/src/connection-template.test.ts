import { connectionRequest } from "@penstock/wire";
import { expect, test } from "vitest";
import { connectionFrom } from "./connection-template.ts";

const KEY = { bucket: "b-1250000000", accessKeyId: "id" };
const AT = { endpoint: "https://s3.example.org" };

test.each([
  ["aws", { region: "eu-west-1" }, undefined],
  ["cos", { region: "ap-beijing" }, undefined],
  ["cos-s3", { region: "ap-beijing" }, "https://cos.ap-beijing.myqcloud.com"],
  ["b2", { region: "us-west-004" }, "https://s3.us-west-004.backblazeb2.com"],
  ["oss", { region: "cn-hangzhou" }, "https://s3.oss-cn-hangzhou.aliyuncs.com"],
  ["gcs", {}, "https://storage.googleapis.com"],
  ["r2", AT, AT.endpoint],
  ["minio", AT, AT.endpoint],
  ["versitygw", AT, AT.endpoint],
  ["ceph", AT, AT.endpoint],
  ["swift", AT, AT.endpoint],
  ["other", { ...AT, region: "here" }, AT.endpoint],
])("the template of %s makes what the API takes", (provider, given, endpoint) => {
  const draft = connectionFrom({ provider, ...KEY, ...given }, "the-secret");

  const made = connectionRequest.parse({ name: "made", ...draft });

  expect("endpoint" in made ? made.endpoint : undefined).toBe(endpoint);
});

test("options are numbers, yes and no, or text; without a key it is anonymous, if that is said", () => {
  const { bucket } = KEY;
  const option = { pathStyle: "true", maxParts: "1000", checksum: "md5" };

  const draft = connectionFrom({ provider: "minio", bucket, anonymous: true, option }, undefined);

  expect(draft).toEqual({
    ...{ provider: "minio", bucket, region: "us-east-1", credentials: { kind: "anonymous" } },
    ...{ pathStyle: true, maxParts: 1000, checksum: "md5" },
  });
});
