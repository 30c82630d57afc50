/** @aws-sdk/client-s3 with its defaults: PutObject of 1 KiB that is in memory, again and again. */
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { inParallel, upTo } from "../tools/in-parallel.ts";
import type { SmallPuts } from "./our-small-puts.ts";
import { readOptions, serveRuns } from "./serve-runs.ts";

const { endpoint, bucket, count, sizeBytes, atOnce } = readOptions<SmallPuts>();
const client = new S3Client({
  endpoint,
  region: "us-east-1",
  forcePathStyle: true,
  credentials: { accessKeyId: "bench-id", secretAccessKey: "bench-key" },
});
const Body = new Uint8Array(sizeBytes);

serveRuns((run) =>
  inParallel(upTo(count), atOnce, async (index) => {
    const Key = `small/aws-sdk-${run}/${index}`;
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
  }),
);
