/** @aws-sdk/lib-storage with its defaults: `Upload` of a file's stream. */
import { createReadStream } from "node:fs";
import { S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import type { AwsSdkOptions } from "./aws-sdk.ts";
import { readOptions, serveRuns } from "./serve-runs.ts";

const { endpoint, bucket, source, partBytes, atOnce } = readOptions<AwsSdkOptions>();
const client = new S3Client({
  endpoint,
  region: "us-east-1",
  forcePathStyle: true,
  credentials: { accessKeyId: "bench-id", secretAccessKey: "bench-key" },
});

serveRuns(async (run) => {
  const params = { Bucket: bucket, Key: `lib-storage-${run}`, Body: createReadStream(source) };
  await new Upload({ client, params, partSize: partBytes, queueSize: atOnce }).done();
});
